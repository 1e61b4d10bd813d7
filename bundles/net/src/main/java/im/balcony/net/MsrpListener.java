package im.balcony.net;

import im.balcony.api.address.AddressException;
import im.balcony.api.config.Setting;
import im.balcony.api.control.Gateway;
import im.balcony.api.control.Trouble;
import im.balcony.api.data.Facts;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.tls.TlsIdentity;
import im.balcony.api.tls.TlsPeer;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.Connections;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The MSRP listeners, without TLS and with it: open while there is a router to bring records to and
 * a version of the protocol.
 */
@Component(
    immediate = true,
    service = {MsrpListener.class, Trouble.class},
    configurationPid = "im.balcony.msrp")
@Designate(ocd = MsrpConfig.class)
public final class MsrpListener implements Trouble {

  private static final String PROTOCOL = "msrp";
  private static final Setting<Endpoint> LISTEN = Keys.MSRP.text("listen", MsrpListener::endpoint);
  private static final Setting<Optional<Endpoint>> LISTEN_TLS =
      Keys.MSRP.text("listen.tls", MsrpListener::endpointOrNone);
  private static final Setting<String> IDENTITY =
      Keys.MSRP.text("tls.identity", TlsIdentities::name);
  private static final AtomicLong COUNTER = new AtomicLong();

  private final Sockets sockets;
  private final TlsIdentities keys;
  private final String identity;
  private final Facts settings;
  private final MsrpPort plain;
  private final Optional<MsrpPort> secret;

  /** Listens as soon as it makes sense. */
  @Activate
  public MsrpListener(
      @Reference Sockets sockets, @Reference TlsIdentities keys, MsrpConfig config) {
    this.sockets = sockets;
    this.keys = keys;
    identity = IDENTITY.in(config);
    plain =
        new MsrpPort(
            sockets, PROTOCOL, LISTEN.in(config, Endpoint::isKnown), this::acceptWithoutTls);
    secret =
        LISTEN_TLS
            .in(config, endpoint -> endpoint.filter(e -> !e.isKnown()).isEmpty())
            .map(endpoint -> new MsrpPort(sockets, PROTOCOL, endpoint, this::acceptWithTls));
    settings =
        Facts.NONE
            .with("keep-alive", Keys.KEEP_ALIVE.in(config))
            .with("first-request", Keys.SILENT_CLOSE.in(config))
            .with("unbound-limit", Keys.UNBOUND_LIMIT.in(config));
    sockets.usual(PROTOCOL, settings);
    sockets.handshakes().identity(PROTOCOL, this::own);
    sockets.add(this);
  }

  private static Optional<Endpoint> endpoint(String text) {
    try {
      return Optional.of(Endpoint.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static Optional<Optional<Endpoint>> endpointOrNone(String text) {
    var read = endpoint(text);
    return text.isEmpty() || read.isPresent() ? Optional.of(read) : Optional.empty();
  }

  private Optional<TlsIdentity> own() {
    return secret.isPresent() ? keys.byName(identity) : Optional.empty();
  }

  /** Stops listening; connections go on. */
  @Deactivate
  public void stop() {
    sockets.remove(this);
  }

  void update() {
    plain.update();
    secret.ifPresent(MsrpPort::update);
  }

  private void acceptWithoutTls(Channel accepted) {
    accept(accepted, Optional.empty());
  }

  private void acceptWithTls(Channel accepted) {
    var own = own();
    if (own.isPresent()) {
      accept(accepted, own);
    } else {
      // Its end is of no interest: nothing has begun.
      var unused = accepted.close();
    }
  }

  private void accept(Channel accepted, Optional<TlsIdentity> own) {
    var source = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
    if (!sockets.sources().enter(source)) {
      // As above.
      var unused = accepted.close();
      return;
    }
    accepted.closeFuture().addListener(done -> sockets.sources().leave(source));
    own.ifPresent(with -> sockets.handshakes().accept(accepted.pipeline(), with));
    accepted
        .pipeline()
        .addLast(
            new Connection(
                sockets, "in-" + COUNTER.incrementAndGet(), PROTOCOL, own.isPresent(), this::spec));
  }

  private ConnectionSpec spec(Channel accepted, Optional<TlsPeer> peer) {
    return new ConnectionSpec(
        false,
        Endpoint.show((InetSocketAddress) accepted.localAddress()),
        Endpoint.show((InetSocketAddress) accepted.remoteAddress()),
        peer,
        settings);
  }

  /** What is open; TLS only while there is an identity for it. */
  List<Connections.Listener> bound() {
    var open = new ArrayList<Connections.Listener>();
    plain.address().map(address -> listener(address, Optional.empty())).ifPresent(open::add);
    var own = own().map(TlsIdentity::fingerprint);
    own.flatMap(print -> secret.flatMap(MsrpPort::address).map(address -> listener(address, own)))
        .ifPresent(open::add);
    return open;
  }

  private static Connections.Listener listener(
      InetSocketAddress address, Optional<Fingerprint> tls) {
    return new Connections.Listener(
        PROTOCOL, address.getAddress().getHostAddress(), address.getPort(), tls);
  }

  @Override
  public List<Gateway.Problem> problems() {
    if (secret.isEmpty()) {
      return List.of();
    }
    var why = secret.get().refused();
    if (own().isEmpty()) {
      why = "there is no TLS, for the identity im.balcony.keys-" + identity + " is not there";
    } else if (!why.isEmpty()) {
      why = "cannot listen for TLS: " + why;
    }
    return why.isEmpty() ? List.of() : List.of(new Gateway.Problem(PROTOCOL, why));
  }

  void close() {
    plain.close();
    secret.ifPresent(MsrpPort::close);
  }
}
