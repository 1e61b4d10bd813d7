package im.balcony.sip;

import im.balcony.api.config.Setting;
import im.balcony.api.config.Settings;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.sip.dns.NameServers;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.sip.transport.Endpoint;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The keys of {@code im.balcony.sip}, as {@link SipConfig} declares them. */
final class SipSettings {

  static final String PID = "im.balcony.sip";

  private final Setting<Optional<InetSocketAddress>> udp;
  private final Setting<Optional<InetSocketAddress>> tcp;
  private final Setting<Optional<InetSocketAddress>> tls;
  private final Setting<List<String>> identities;
  private final Setting<Long> threads;
  private final Setting<Long> connections;
  private final Setting<Long> source;
  private final Setting<Long> silent;
  private final Setting<Long> idle;
  private final Setting<Long> peer;
  private final Setting<Long> all;
  private final Setting<List<InetSocketAddress>> nameServers;

  /** The keys, remembered below Karaf's data folder. */
  SipSettings() {
    this(new Settings(PID, SipConfig.class, LoggerFactory.getLogger(SipSettings.class)::error));
  }

  SipSettings(Settings keys) {
    udp = keys.text("listen.udp", SipSettings::endpoint);
    tcp = keys.text("listen.tcp", SipSettings::endpoint);
    tls = keys.text("listen.tls", SipSettings::endpoint);
    identities = keys.text("tls.identity", TlsIdentities::names);
    threads = keys.number("threads");
    connections = keys.number("connections.max");
    source = keys.number("connections.source");
    silent = keys.number("connections.silent");
    idle = keys.number("connections.idle");
    peer = keys.number("waiting.peer");
    all = keys.number("waiting.all");
    nameServers = keys.text("dns.servers", SipSettings::nameServers);
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

  private static Optional<List<InetSocketAddress>> nameServers(String text) {
    var servers = new ArrayList<InetSocketAddress>();
    for (var part : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1))) {
      var server = nameServer(part.strip());
      if (server.isEmpty() || servers.size() == NameServers.MOST_SERVERS) {
        return Optional.empty();
      }
      servers.add(server.get());
    }
    return Optional.of(servers);
  }

  /** Only a numeric one: names of name servers would have to be asked for. */
  private static Optional<InetSocketAddress> nameServer(String text) {
    var numeric =
        Endpoint.isNumeric(
            text.substring(0, Math.max(0, text.lastIndexOf(':'))).replaceAll("[\\[\\]]", ""));
    return numeric ? endpoint(text).flatMap(address -> address) : Optional.empty();
  }

  /** What is in force with this configuration. */
  SipEdge.Settings read(SipConfig config) {
    return new SipEdge.Settings(
        udp.in(config),
        tcp.in(config),
        tls.in(config),
        identities.in(config),
        threads.in(config).intValue(),
        new TcpLimits(
            connections.in(config).intValue(),
            source.in(config).intValue(),
            silent.in(config),
            idle.in(config),
            peer.in(config).intValue(),
            all.in(config)),
        nameServers.in(config));
  }
}
