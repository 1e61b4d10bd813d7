package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts in bin/ call Java with, and what they leave of an older version; no Karaf. */
class ScriptsTest {

  private static final List<String> SETTINGS =
      List.of(
          "-Xms1536m",
          "-Xmx1536m",
          "-XX:+UseG1GC",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dfile.encoding=UTF-8");

  @TempDir private Path folder;
  private Path home;
  private Path called;

  @BeforeEach
  void unpack() throws Exception {
    home = folder.resolve("appliance");
    called = folder.resolve("called");
    Files.createDirectory(home);
    unpackOver();
    // Says what it was called with; the scripts ask for its version first.
    script(
        folder.resolve("java"),
        "[ \"$1\" != -version ] || { echo 'openjdk version \"17.0.1\"' >&2; exit 0; }\n"
            + "printf '%s\\n' \"$@\" > "
            + called
            + ".new && mv "
            + called
            + ".new "
            + called);
  }

  /** As the guide says it. */
  private void unpackOver() throws Exception {
    var archive = System.getProperty("balcony.appliance");
    var target = home.toString();
    run("tar", "-xzf", archive, "-C", target, "--strip-components=1", "--exclude=*/etc/*");
    run("tar", "-xzf", archive, "-C", target, "--strip-components=1", "--skip-old-files");
  }

  private static void script(Path file, String lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + lines + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void run(String... command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("output").toFile());
    builder.environment().keySet().removeIf(n -> n.matches("KARAF_.*|.*JAVA_OPTS|BALCONY_.*"));
    builder.environment().put("JAVA", folder.resolve("java").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("output"))).isZero();
  }

  /** The arguments that a script called Java with. */
  private List<String> java(String script) throws Exception {
    Files.deleteIfExists(called);
    var command = new ArrayList<>(Arrays.asList(script.split(" ")));
    command.set(0, home.resolve(command.get(0)).toString());
    run(command.toArray(String[]::new));
    var end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    // bin/start does not wait.
    while (!Files.exists(called)) {
      assertThat(System.nanoTime()).as("Java is called").isLessThan(end);
      Thread.sleep(20);
    }
    return Files.readAllLines(called);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bin/karaf", "bin/karaf daemon", "bin/karaf server", "bin/start"})
  void theGatewayHasItsSettingsHoweverItIsBegun(String script) throws Exception {
    assertThat(java(script))
        .contains("org.apache.karaf.main.Main")
        .containsAll(SETTINGS)
        .containsOnlyOnce("-Xmx1536m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bin/stop", "bin/status", "bin/karaf stop", "bin/karaf status"})
  void whatOnlyTalksToItHasNot(String script) throws Exception {
    assertThat(java(script)).doesNotContainAnyElementsOf(SETTINGS);
  }

  @Test
  void anotherVersionKeepsEtcAndNotTheCache() throws Exception {
    java("bin/start");
    var cached = Files.createDirectories(home.resolve("data/cache")).resolve("old-bundle");
    Files.writeString(cached, "old code");
    var edited = home.resolve("etc/im.balcony.sip.cfg");
    Files.writeString(edited, "listen.udp = 127.0.0.1:5070\n");
    unpackOver();

    java("bin/karaf daemon");
    assertThat(cached).as("the same version again").exists();
    var jar = home.resolve("system/im/balcony/mapping");
    try (var files = Files.walk(jar)) {
      Files.writeString(files.filter(Files::isRegularFile).findFirst().orElseThrow(), "new code");
    }
    java("bin/status");
    assertThat(cached).as("nothing was started").exists();
    java("bin/start");
    assertThat(cached).as("another version").doesNotExist();
    assertThat(edited).hasContent("listen.udp = 127.0.0.1:5070\n");
  }

  @Test
  void theCacheOfAGatewayThatRunsStays() throws Exception {
    var cached = Files.createDirectories(home.resolve("data/cache")).resolve("bundle");
    Files.writeString(cached, "code");
    Files.createDirectories(home.resolve("instances"));
    Files.writeString(
        home.resolve("instances/instance.properties"),
        "item.0.pid = " + ProcessHandle.current().pid() + "\n");

    java("bin/start");

    assertThat(cached).exists();
  }
}
