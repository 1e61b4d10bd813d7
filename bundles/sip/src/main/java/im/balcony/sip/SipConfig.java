package im.balcony.sip;

import im.balcony.api.config.Allowed;
import im.balcony.api.data.Quantity;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The configuration of the edge, PID {@code im.balcony.sip}. Texts only, for what cannot be read is
 * refused by {@link SipSettings} and takes nothing down.
 */
@ObjectClassDefinition(name = "Balcony SIP edge", description = "Where SIP peers reach the gateway")
@interface SipConfig {

  /** {@code listen.udp}. */
  @AttributeDefinition(
      name = "UDP listener",
      description = "where UDP is heard: address:port, or empty for none; port 0 takes a free one")
  @Allowed(form = "address:port, or empty for none")
  String listen_udp() default "0.0.0.0:5060";

  /** {@code listen.tcp}. */
  @AttributeDefinition(
      name = "TCP listener",
      description = "where TCP is heard: address:port, or empty for none; port 0 takes that of UDP")
  @Allowed(form = "address:port, or empty for none")
  String listen_tcp() default "0.0.0.0:5060";

  /** {@code listen.tls}. */
  @AttributeDefinition(
      name = "TLS listener",
      description =
          "where TLS is heard: address:port, or empty for none; as a rule port 5061 (RFC 3261 §19.1.2)")
  @Allowed(form = "address:port, or empty for none")
  String listen_tls() default "";

  /** {@code tls.identity}. */
  @AttributeDefinition(
      name = "TLS identity",
      description =
          "NAMEs of configurations im.balcony.keys-NAME, up to 200, comma-separated: the first one's certificate is shown and its trust holds; the others' are shown to who asks for a name of theirs")
  @Allowed(form = "NAMEs of configurations im.balcony.keys-NAME, up to 200")
  String tls_identity() default "sip";

  /** {@code threads}. */
  @AttributeDefinition(name = "Threads", description = "threads that read messages, 1 to 64")
  @Allowed(unit = Quantity.COUNT, min = 1, max = 64)
  String threads() default "4";

  /** {@code connections.max}. */
  @AttributeDefinition(
      name = "Connections",
      description =
          "TCP connections that are accepted in all, 2 to 100000, and as many of TLS; strangers get half at most")
  @Allowed(unit = Quantity.COUNT, min = 2, max = 100_000)
  String connections_max() default "1000";

  /** {@code connections.source}. */
  @AttributeDefinition(
      name = "Connections of a source",
      description = "TCP connections that are accepted from one address, 1 to 100000")
  @Allowed(unit = Quantity.COUNT, min = 1, max = 100_000)
  String connections_source() default "100";

  /** {@code connections.silent}. */
  @AttributeDefinition(
      name = "Silence at first",
      description = "after that, 1 s to 10 min, a connection on which nothing was said is closed")
  @Allowed(unit = Quantity.TIME, min = 1000, max = 600_000)
  String connections_silent() default "15 s";

  /** {@code connections.idle}. */
  @AttributeDefinition(
      name = "Silence later",
      description = "after that, 10 s to 7 d, a connection of a trusted peer is closed")
  @Allowed(unit = Quantity.TIME, min = 10_000, max = 604_800_000)
  String connections_idle() default "1 h";

  /** {@code waiting.peer}. */
  @AttributeDefinition(
      name = "Waiting for a peer",
      description =
          "octets that may wait to be read by one peer, 1 MB to 1 GB; strangers have a 64th")
  @Allowed(unit = Quantity.OCTETS, min = 1_000_000, max = 1_000_000_000)
  String waiting_peer() default "4 MB";

  /** {@code waiting.all}. */
  @AttributeDefinition(
      name = "Waiting for all peers",
      description = "octets that may wait to be read by all peers together, 2 MB to 16 GB")
  @Allowed(unit = Quantity.OCTETS, min = 2_000_000, max = 16_000_000_000L)
  String waiting_all() default "64 MB";

  /** {@code dns.servers}. */
  @AttributeDefinition(
      name = "Name servers",
      description =
          "whom to ask for the NAPTR and SRV records of next hops: one or two address:port with a comma between them, or empty for those of this machine")
  @Allowed(form = "one or two address:port with a comma between them, or empty")
  String dns_servers() default "";
}
