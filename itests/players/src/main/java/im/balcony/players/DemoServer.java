package im.balcony.players;

import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The XMPP server of the demo: Prosody, or the stand-in where Prosody is not installed. */
final class DemoServer implements AutoCloseable {

  static final String PASSWORD = "demo";

  private final @Nullable Prosody prosody;
  private final @Nullable ComponentServer standIn;

  private DemoServer(@Nullable Prosody prosody, @Nullable ComponentServer standIn) {
    this.prosody = prosody;
    this.standIn = standIn;
  }

  static DemoServer start(Path directory, Map<String, String> components)
      throws IOException, InterruptedException {
    if (Prosody.installed()) {
      return new DemoServer(
          new Prosody(directory, Ports.free(), components, Map.of("juliet", PASSWORD)), null);
    }
    System.err.println(
        "Prosody is not installed: playing with the stand-in server of the testkit instead");
    return new DemoServer(null, new ComponentServer(components, new Ladder(), new Violations()));
  }

  int componentPort() {
    return prosody != null ? prosody.componentPort() : standIn().port();
  }

  int clientPort() {
    return prosody != null ? prosody.clientPort() : 0;
  }

  private ComponentServer standIn() {
    if (standIn == null) {
      throw new IllegalStateException("there is a real server");
    }
    return standIn;
  }

  Person juliet(Ladder ladder) throws IOException, InterruptedException {
    return prosody != null
        ? new Juliet("juliet", PASSWORD, "balcony", prosody.clientPort(), ladder)
        : new StandInJuliet(standIn(), Demo.DOMAIN);
  }

  @Override
  public void close() throws IOException {
    if (prosody != null) {
      prosody.close();
    }
    if (standIn != null) {
      standIn.close();
    }
  }
}
