package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Ports;
import im.balcony.players.Program;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that may have few descriptors, and strangers that take all of them. */
class DescriptorLimitTest {

  /** More than a gateway without connections has open. */
  private static final int LIMIT = 400;

  /** More than wait in the queue of a port: of each port some are never accepted. */
  private static final int BEYOND = 60;

  private static final Duration WATCHED = Duration.ofSeconds(3);

  @TempDir Path folder;

  private final Violations violations = new Violations();
  private final List<Socket> strangers = new ArrayList<>();
  private final int sip;
  private final int msrp;

  DescriptorLimitTest() throws IOException {
    sip = Ports.free();
    msrp = Ports.free();
    Untaken.watch(violations);
  }

  private Program start(int xmpp) throws IOException {
    var secret = folder.resolve("secret");
    Files.writeString(secret, "s3cr3t");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    var path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new Program(
        List.of(
            "bash",
            "-c",
            "ulimit -n " + LIMIT + "; exec \"$@\"",
            "bash",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            path,
            FewDescriptors.class.getName(),
            folder.toString(),
            String.valueOf(sip),
            String.valueOf(msrp),
            String.valueOf(xmpp),
            secret.toString()),
        Map.of(),
        Path.of("").toAbsolutePath(),
        folder.resolve("log"));
  }

  private static int descriptors(Program program) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + program.pid() + "/fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long cpuMillis(Program program) {
    return ProcessHandle.of(program.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow()
        .toMillis();
  }

  private void stranger(int port, int number) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress("127.0.0." + (2 + number % 4), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port), (int) WAIT.toMillis());
    strangers.add(socket);
  }

  @Test
  void atTheLimitItNeitherSpinsNorTellsItOftenAndTrustedPeersAreServedWhenThereIsRoom()
      throws Exception {
    try (var server =
            new ComponentServer(Map.of("example.net", "s3cr3t"), new Ladder(), violations);
        var program = start(server.port())) {
      program.await(
          "the gateway",
          Duration.ofSeconds(90),
          () -> Files.exists(folder.resolve(FewDescriptors.READY)));
      assertThat(server.connected.next(WAIT)).isEqualTo("example.net");
      assertThat(isServed()).isTrue();
      var quiet = program.output().lines().count();

      var free = LIMIT - descriptors(program);
      assertThat(free).as("descriptors for connections").isPositive();
      for (var i = 0; i < free + BEYOND; i++) {
        stranger(i % 2 == 0 ? sip : msrp, i);
      }
      Framework.await("the limit", WAIT, () -> descriptors(program) >= LIMIT - 2);
      var before = cpuMillis(program);
      Thread.sleep(WATCHED.toMillis());
      assertThat(cpuMillis(program) - before)
          .as("ms of processor time in " + WATCHED)
          .isLessThan(WATCHED.toMillis() / 4);
      assertThat(program.output().lines().skip(quiet).toList())
          .as("what the log says of it")
          .hasSizeLessThanOrEqualTo(6);

      for (var stranger : strangers) {
        stranger.close();
      }
      Framework.await("a trusted peer is served", WAIT.multipliedBy(2), this::isServed);
      Framework.await("MSRP is answered", WAIT.multipliedBy(2), this::isAnswered);
    } finally {
      for (var stranger : strangers) {
        stranger.close();
      }
    }
  }

  private boolean isServed() {
    var wire = new Wire(sip, violations);
    try {
      var options = Wire.request("OPTIONS", "TCP", "127.0.0.1", "", "");
      return wire.connect("127.0.0.1").ask(options, Duration.ofSeconds(2)) == 200;
    } catch (IOException e) {
      return false;
    } finally {
      // Each is a descriptor less for the gateway.
      hangUp(wire);
    }
  }

  private static void hangUp(Wire wire) {
    try {
      wire.hangUp();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isAnswered() {
    try (var romeo = new Socket("127.0.0.1", msrp)) {
      romeo.setSoTimeout(2_000);
      var request =
          "MSRP t1 SEND\r\nTo-Path: msrp://127.0.0.1:"
              + msrp
              + "/nobody;tcp\r\nFrom-Path: msrp://127.0.0.1:9/romeo;tcp\r\nMessage-ID: 1\r\n"
              + "Byte-Range: 1-0/0\r\n-------t1$\r\n";
      romeo.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var start = new String(romeo.getInputStream().readNBytes(11), StandardCharsets.UTF_8);
      return start.equals("MSRP t1 481");
    } catch (IOException e) {
      return false;
    }
  }
}
