package im.balcony.sip.tls;

import im.balcony.api.tls.TlsIdentity;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes connections secret with the identity that is in force when each begins. */
public final class Tls {

  private final List<String> names;
  private final Function<String, Optional<TlsIdentity>> identities;
  private volatile @Nullable Port port;

  /** What is shown at the port: made of these. */
  private record Port(List<TlsIdentity> of, TlsIdentity shown) {}

  /**
   * TLS with the identities of these names.
   *
   * @param names the first is used for all but those who connect and ask for the name of another
   * @param identities what is in force under a name now
   */
  public Tls(List<String> names, Function<String, Optional<TlsIdentity>> identities) {
    this.names = List.copyOf(names);
    this.identities = identities;
  }

  /** Over a connection that a peer has opened. */
  public TlsChannel accepting(SocketChannel channel) throws SSLException {
    return new TlsChannel(channel, shown().accepting(), "");
  }

  /**
   * Over a connection that we open.
   *
   * @param host whom we want to reach, a domain or a numeric address; nothing is said to another
   */
  public TlsChannel connecting(SocketChannel channel, String host, int port) throws SSLException {
    return new TlsChannel(channel, present().connecting(host, port), host);
  }

  /** The identities that are there, as one; whoever asks for one that is not gets the first. */
  private TlsIdentity shown() throws SSLException {
    var first = present();
    var others = names.stream().skip(1).flatMap(name -> identities.apply(name).stream()).toList();
    if (others.isEmpty()) {
      return first;
    }
    var all = Stream.concat(Stream.of(first), others.stream()).toList();
    var known = port;
    if (known == null || !known.of.equals(all)) {
      known = new Port(all, together(first, others));
      port = known;
    }
    return known.shown;
  }

  private static TlsIdentity together(TlsIdentity first, List<TlsIdentity> others)
      throws SSLException {
    try {
      return first.beside(others);
    } catch (GeneralSecurityException e) {
      throw Refusals.of("this JVM cannot use the TLS identities together");
    }
  }

  private TlsIdentity present() throws SSLException {
    var name = names.get(0);
    return identities
        .apply(name)
        .orElseThrow(() -> Refusals.of("the TLS identity '" + name + "' is not there"));
  }
}
