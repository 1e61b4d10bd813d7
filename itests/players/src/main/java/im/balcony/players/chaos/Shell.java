package im.balcony.players.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** One console session of the appliance, for many commands. Used by one thread. */
final class Shell implements AutoCloseable {

  private static final Duration WAIT = Duration.ofSeconds(60);

  private final SshClient client = SshClient.setUpDefaultClient();
  private final int port;
  @org.jspecify.annotations.Nullable private ClientSession session;

  Shell(int port) {
    this.port = port;
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.start();
  }

  /** Runs a command and gives what it prints; logs in if need be. */
  synchronized String run(String command) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var channel = login().createExecChannel(command)) {
      channel.setOut(out);
      channel.setErr(out);
      channel.open().verify(WAIT);
      var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), WAIT.toMillis());
      if (events.contains(ClientChannelEvent.TIMEOUT)) {
        throw new IOException("no end of " + command + " within " + WAIT);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private ClientSession login() throws IOException {
    var open = session;
    if (open == null || !open.isOpen()) {
      open = client.connect("demo", "127.0.0.1", port).verify(WAIT).getSession();
      open.addPasswordIdentity("demo");
      open.auth().verify(WAIT);
      session = open;
    }
    return open;
  }

  @Override
  public void close() {
    client.stop();
  }
}
