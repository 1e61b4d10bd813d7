package im.balcony.players;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;

/** The console of an appliance, as one of its users sees it over SSH. */
public final class Console implements AutoCloseable {

  private static final Duration WAIT = Duration.ofSeconds(60);

  private final SshClient client = SshClient.setUpDefaultClient();
  private final int port;
  private final String user;
  private final String password;

  /** That of {@code user} at this port of the loopback address. */
  public Console(int port, String user, String password) {
    this.port = port;
    this.user = user;
    this.password = password;
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.start();
  }

  /**
   * What came of a command.
   *
   * @param status its exit status
   * @param text what it printed
   */
  public record Result(int status, String text) {}

  /** Runs a command and gives what it prints. */
  public String run(String command) throws IOException {
    return result(command, "").text();
  }

  /**
   * Runs a command that finds {@code input} at its standard input; fails if the console does not
   * let the user in.
   */
  public synchronized Result result(String command, String input) throws IOException {
    var out = new ByteArrayOutputStream();
    // Karaf ends the session with the command, a little later; so each command has its own.
    try (var session = client.connect(user, "127.0.0.1", port).verify(WAIT).getSession()) {
      session.addPasswordIdentity(password);
      session.auth().verify(WAIT);
      try (var channel = session.createExecChannel(command)) {
        channel.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        channel.setOut(out);
        channel.setErr(out);
        channel.open().verify(WAIT);
        var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), WAIT.toMillis());
        if (events.contains(ClientChannelEvent.TIMEOUT)) {
          throw new IOException("no end of " + command + " within " + WAIT);
        }
        var status = Objects.requireNonNullElse(channel.getExitStatus(), -1);
        return new Result(status, out.toString(StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void close() {
    client.stop();
  }
}
