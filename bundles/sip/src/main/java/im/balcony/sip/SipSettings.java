package im.balcony.sip;

import im.balcony.api.config.Setting;
import im.balcony.api.config.Settings;
import im.balcony.api.data.Quantity;
import im.balcony.sip.transport.Endpoint;
import im.balcony.sip.transport.TcpLimits;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The keys of {@code im.balcony.sip} with their ranges; a wrong value leaves the last good one. */
final class SipSettings {

  static final String PID = "im.balcony.sip";

  private static final String LISTEN = "0.0.0.0:5060";
  private static final String ALLOWED = "address:port, or empty for none";

  private final Setting<Optional<InetSocketAddress>> udp;
  private final Setting<Optional<InetSocketAddress>> tcp;
  private final Setting<Long> threads;
  private final Setting<Long> connections;
  private final Setting<Long> source;
  private final Setting<Long> silent;
  private final Setting<Long> idle;
  private final Setting<Long> peer;
  private final Setting<Long> all;

  /** The keys, remembered below Karaf's data folder. */
  SipSettings() {
    this(new Settings(PID, LoggerFactory.getLogger(SipSettings.class)::error));
  }

  SipSettings(Settings keys) {
    udp = keys.text("listen.udp", LISTEN, ALLOWED, SipSettings::endpoint);
    tcp = keys.text("listen.tcp", LISTEN, ALLOWED, SipSettings::endpoint);
    threads = keys.number("threads", Quantity.COUNT, 4, 1, 64);
    connections = keys.number("connections.max", Quantity.COUNT, 1000, 2, 100_000);
    source = keys.number("connections.source", Quantity.COUNT, 100, 1, 100_000);
    silent = keys.number("connections.silent", Quantity.TIME, 15_000, 1000, 600_000);
    idle = keys.number("connections.idle", Quantity.TIME, 3_600_000, 10_000, 604_800_000);
    peer = keys.number("waiting.peer", Quantity.OCTETS, 4_000_000, 1_000_000, 1_000_000_000);
    all = keys.number("waiting.all", Quantity.OCTETS, 64_000_000, 2_000_000, 16_000_000_000L);
  }

  private static Optional<Optional<InetSocketAddress>> endpoint(String text) {
    try {
      var endpoint = Endpoint.parse(text);
      return endpoint.filter(InetSocketAddress::isUnresolved).isPresent()
          ? Optional.empty()
          : Optional.of(endpoint);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What is in force with this configuration. */
  SipEdge.Settings read(SipConfig config) {
    return new SipEdge.Settings(
        udp.read(config.listen_udp()),
        tcp.read(config.listen_tcp()),
        threads.read(config.threads()).intValue(),
        new TcpLimits(
            connections.read(config.connections_max()).intValue(),
            source.read(config.connections_source()).intValue(),
            silent.read(config.connections_silent()),
            idle.read(config.connections_idle()),
            peer.read(config.waiting_peer()).intValue(),
            all.read(config.waiting_all())));
  }
}
