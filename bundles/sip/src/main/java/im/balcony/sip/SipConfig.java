package im.balcony.sip;

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
      description = "address:port for UDP; port 0 takes a free one; empty for no UDP")
  String listen_udp() default "0.0.0.0:5060";

  /** {@code listen.tcp}. */
  @AttributeDefinition(
      name = "TCP listener",
      description = "address:port for TCP; port 0 takes that of UDP; empty for no TCP")
  String listen_tcp() default "0.0.0.0:5060";

  /** {@code threads}. */
  @AttributeDefinition(name = "Threads", description = "threads that read messages, 1 to 64")
  String threads() default "4";

  /** {@code connections.max}. */
  @AttributeDefinition(
      name = "Connections",
      description = "TCP connections that are accepted in all; strangers get half at most")
  String connections_max() default "1000";

  /** {@code connections.source}. */
  @AttributeDefinition(
      name = "Connections of a source",
      description = "TCP connections that are accepted from one address")
  String connections_source() default "100";

  /** {@code connections.silent}. */
  @AttributeDefinition(
      name = "Silence at first",
      description = "after that a connection on which nothing was said is closed")
  String connections_silent() default "15 s";

  /** {@code connections.idle}. */
  @AttributeDefinition(
      name = "Silence later",
      description = "after that a connection of a trusted peer is closed")
  String connections_idle() default "1 h";

  /** {@code waiting.peer}. */
  @AttributeDefinition(
      name = "Waiting for a peer",
      description = "octets that may wait to be read by one peer; strangers have a 64th")
  String waiting_peer() default "4 MB";

  /** {@code waiting.all}. */
  @AttributeDefinition(
      name = "Waiting for all peers",
      description = "octets that may wait to be read by all peers together")
  String waiting_all() default "64 MB";
}
