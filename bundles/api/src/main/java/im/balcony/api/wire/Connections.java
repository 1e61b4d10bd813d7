package im.balcony.api.wire;

import im.balcony.api.data.Facts;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.TlsCall;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The sockets, as {@code net} offers them to the router. All methods return at once and may be
 * called by any thread.
 */
@ProviderType
public interface Connections {

  /**
   * Opens a connection. {@link Intake#connection} hears of it under {@code connectionId}.
   *
   * @param connectionId the router's own name of it, never reused
   * @param protocol {@code msrp} or {@code xmpp}
   * @param host name or address; all addresses of a name are tried in order
   * @param port the port
   * @param tls if TLS is wanted, whom it has to lead to. {@link ConnectionSpec#tls} says whether it
   *     does; without the identity for it there is no connection
   * @param settings for {@link ConnectionSpec#settings}
   * @param allowed address prefixes to which a connection may be made ({@code 192.0.2.0/24});
   *     checked against every address of the name, after it was looked up; empty for any
   */
  void connect(
      String connectionId,
      String protocol,
      String host,
      int port,
      Optional<TlsCall> tls,
      Facts settings,
      List<String> allowed);

  /**
   * The addresses of a host, in the order in which {@link #connect} would try them; none if nobody
   * knows it, or not in time.
   *
   * @param host a name or an address, in or without brackets
   * @return completed by any thread, at once for an address; never exceptionally
   */
  default CompletionStage<List<InetAddress>> addresses(String host) {
    return CompletableFuture.completedStage(List.of());
  }

  /**
   * Gives a command to the connection's protocol; lost with the connection, which is then reported
   * closed.
   */
  void command(String connectionId, Command command);

  /** Closes a connection after what was handed out is written. */
  void close(String connectionId);

  /** Stops or resumes reading from a connection. */
  void reading(String connectionId, boolean on);

  /** The listeners that are open, as {@code protocol} to {@code host:port}. */
  List<Listener> listeners();

  /**
   * An open listener.
   *
   * @param protocol whose connections it accepts
   * @param host the address
   * @param port the port it is really bound to
   * @param tls where TLS is heard, the fingerprint of the certificate that is shown there now
   */
  record Listener(String protocol, String host, int port, Optional<Fingerprint> tls) {

    /** A listener without TLS. */
    public Listener(String protocol, String host, int port) {
      this(protocol, host, port, Optional.empty());
    }

    /** Whether a protocol is heard there without TLS. */
    public boolean isPlain(String wanted) {
      return tls.isEmpty() && protocol.equals(wanted);
    }
  }

  /** The protocol versions that are there; the first of each name serves. */
  default List<ProtocolVersion> protocols() {
    return List.of();
  }

  /**
   * A protocol version.
   *
   * @param protocol {@code msrp} or {@code xmpp}
   * @param version the version of its bundle; empty if unknown
   * @param bundle symbolic name and number of its bundle; empty if unknown
   */
  record ProtocolVersion(String protocol, String version, String bundle) {}

  /**
   * The serialised form of a record of {@code protocol} in octets, or 0 while no version of it is
   * there.
   *
   * @see ProtocolFactory#size
   */
  int size(String protocol, WireRecord record);

  /**
   * What a connection of {@code protocol} would make of a text.
   *
   * @see ProtocolFactory#read
   */
  default Reading read(String protocol, String text) {
    return Reading.nothing("nobody reads " + protocol);
  }
}
