package im.balcony.players;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

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
  public synchronized String run(String command) throws IOException {
    return once(command, "").text();
  }

  /**
   * Runs a command that finds {@code input} at its standard input; fails if the console does not
   * let the user in. Karaf may end the session before it has told the status; then the command is
   * run again, so it has to be one that may be.
   */
  public synchronized Result result(String command, String input) throws IOException {
    var result = once(command, input);
    for (var i = 0; i < 3 && result.status() < 0; i++) {
      result = once(command, input);
    }
    return result;
  }

  /** The console's port may open a little after the gateway is ready. */
  private ClientSession connected() throws IOException {
    var until = System.nanoTime() + WAIT.toNanos();
    while (true) {
      try {
        return client.connect(user, "127.0.0.1", port).verify(WAIT).getSession();
      } catch (IOException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        LockSupport.parkNanos(200_000_000);
      }
    }
  }

  private Result once(String command, String input) throws IOException {
    var out = new ByteArrayOutputStream();
    // Karaf ends the session with the command, a little later; so each command has its own.
    try (var session = connected()) {
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
