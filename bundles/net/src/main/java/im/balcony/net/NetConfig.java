package im.balcony.net;

import im.balcony.api.config.Allowed;
import im.balcony.api.data.Quantity;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code im.balcony.net}. */
@ObjectClassDefinition(
    id = "im.balcony.net",
    name = "Balcony sockets",
    description = "Sockets of MSRP and XMPP")
@interface NetConfig {

  /** How many threads serve all connections. */
  @AttributeDefinition(
      name = "event-loops",
      description = "Threads that serve all connections, 0 to 64; 0 takes one a core")
  @Allowed(unit = Quantity.COUNT, min = 0, max = 64)
  String event$_$loops() default "0";

  /** How much may be held. */
  @AttributeDefinition(
      name = "memory.max",
      description =
          "Octets held for connections, 1 MB to 16 GB; beyond it MSRP connections are read no further until some are"
              + " free")
  @Allowed(unit = Quantity.OCTETS, min = 1_000_000, max = 16_000_000_000L)
  String memory_max() default "128MB";

  /** Connections a source may have. */
  @AttributeDefinition(
      name = "connections.per-source",
      description =
          "Accepted connections from one address, 1 to 65535; further ones are closed at once")
  @Allowed(unit = Quantity.COUNT, min = 1, max = 65_535)
  String connections_per$_$source() default "1000";

  /** How long a connection waits for the next version of its protocol. */
  @AttributeDefinition(
      name = "parked.age",
      description =
          "How long connections wait for the next version of their protocol, 1 s to 1 min")
  @Allowed(unit = Quantity.TIME, min = 1000, max = 60_000)
  String parked_age() default "10s";
}
