package im.balcony.sip;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the edge, PID {@code im.balcony.sip}. */
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
  @AttributeDefinition(
      name = "Threads",
      description = "threads that read datagrams, 1 to 64",
      min = "1",
      max = "64")
  int threads() default 4;
}
