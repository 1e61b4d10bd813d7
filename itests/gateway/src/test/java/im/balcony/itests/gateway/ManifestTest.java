package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The structure of the house, read from the manifests that are shipped: only api exports, and all
 * arrows go to it.
 */
class ManifestTest {

  private static final Pattern PACKAGE = Pattern.compile("(?:^|,)\\s*([\\w.]+)(?=[;,]|$)");
  private static final Path BUNDLES = Path.of("target/bundles");
  private static final Path EXAMPLES = Path.of("target/examples");

  @TestFactory
  Stream<DynamicTest> noBundleButApiExportsAPackage() throws IOException {
    return each((name, jar) -> assertThat(packages(jar, "Export-Package")).isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> ofOursEachBundleImportsApiOnly() throws IOException {
    return each(
        (name, jar) ->
            assertThat(packages(jar, "Import-Package"))
                .filteredOn(p -> p.startsWith("im.balcony"))
                .isNotEmpty()
                .allMatch(p -> p.startsWith("im.balcony.api.")));
  }

  @TestFactory
  Stream<DynamicTest> onlyItsOwnerSeesALibrary() throws IOException {
    return each(
        (name, jar) -> {
          var imports = packages(jar, "Import-Package");
          assertThat(imports).noneMatch(p -> p.startsWith("io.netty") && !name.equals("net"));
          assertThat(imports)
              .noneMatch(
                  p ->
                      p.startsWith("javax.sip")
                          || p.startsWith("gov.nist")
                          || p.startsWith("com.ctc.wstx"));
        });
  }

  @TestFactory
  Stream<DynamicTest> thePureCoreImportsNeitherLoggerNorConfiguration() throws IOException {
    return each(
        (name, jar) -> {
          if (Set.of("mapping", "session", "msrp", "xmpp", "softphone-rules").contains(name)) {
            assertThat(packages(jar, "Import-Package"))
                .noneMatch(p -> p.startsWith("org.slf4j") || p.startsWith("org.osgi.service.cm"));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> noBundleLoadsWhateverItLikes() throws IOException {
    return each(
        (name, jar) ->
            assertThat(jar.getManifest().getMainAttributes().getValue("DynamicImport-Package"))
                .isNull());
  }

  private interface Check {
    void of(String name, JarFile jar) throws IOException;
  }

  private static Stream<DynamicTest> each(Check check) throws IOException {
    try (var bundles = Files.list(BUNDLES);
        var examples = Files.list(EXAMPLES)) {
      var jars = Stream.concat(bundles, examples);
      var all = jars.filter(p -> p.toString().endsWith(".jar")).sorted().toList();
      assertThat(all).hasSize(10);
      return all.stream()
          .map(
              path ->
                  DynamicTest.dynamicTest(
                      path.getFileName().toString(),
                      () -> {
                        try (var jar = new JarFile(path.toFile())) {
                          check.of(path.getFileName().toString().replace(".jar", ""), jar);
                        }
                      }));
    }
  }

  private static Set<String> packages(JarFile jar, String header) throws IOException {
    var value = jar.getManifest().getMainAttributes().getValue(header);
    if (value == null) {
      return Set.of();
    }
    // Versions and directives stand in quotes and may hold commas.
    var bare = value.replaceAll("\"[^\"]*\"", "");
    var names = new TreeSet<String>();
    Arrays.stream(bare.split(",")).map(p -> p.replaceFirst(";.*", "").strip()).forEach(names::add);
    assertThat(PACKAGE.matcher(bare).find()).isTrue();
    return names;
  }
}
