package im.balcony.sip.tls;

import im.balcony.api.tls.TlsIdentity;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** Makes connections secret with the identity that is in force when each begins. */
public final class Tls {

  private final String name;
  private final Supplier<Optional<TlsIdentity>> identity;

  /**
   * TLS with the identity of this name.
   *
   * @param identity what is in force under it now
   */
  public Tls(String name, Supplier<Optional<TlsIdentity>> identity) {
    this.name = name;
    this.identity = identity;
  }

  /** Over a connection that a peer has opened. */
  public TlsChannel accepting(SocketChannel channel) throws SSLException {
    return new TlsChannel(channel, present().accepting(), "");
  }

  /**
   * Over a connection that we open.
   *
   * @param host whom we want to reach, a domain or a numeric address; nothing is said to another
   */
  public TlsChannel connecting(SocketChannel channel, String host, int port) throws SSLException {
    return new TlsChannel(channel, present().connecting(host, port), host);
  }

  private TlsIdentity present() throws SSLException {
    return identity
        .get()
        .orElseThrow(() -> Refusals.of("the TLS identity '" + name + "' is not there"));
  }
}
