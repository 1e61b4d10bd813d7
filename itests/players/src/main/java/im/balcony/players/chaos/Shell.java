package im.balcony.players.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;

/** The console of the appliance. */
final class Shell implements AutoCloseable {

  private static final Duration WAIT = Duration.ofSeconds(60);

  private final SshClient client = SshClient.setUpDefaultClient();
  private final int port;

  Shell(int port) {
    this.port = port;
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.start();
  }

  /** Runs a command and gives what it prints. */
  synchronized String run(String command) throws IOException {
    var out = new ByteArrayOutputStream();
    // Karaf ends the session with the command, a little later; so each command has its own.
    try (var session = client.connect("demo", "127.0.0.1", port).verify(WAIT).getSession()) {
      session.addPasswordIdentity("demo");
      session.auth().verify(WAIT);
      try (var channel = session.createExecChannel(command)) {
        channel.setOut(out);
        channel.setErr(out);
        channel.open().verify(WAIT);
        var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), WAIT.toMillis());
        if (events.contains(ClientChannelEvent.TIMEOUT)) {
          throw new IOException("no end of " + command + " within " + WAIT);
        }
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.stop();
  }
}
