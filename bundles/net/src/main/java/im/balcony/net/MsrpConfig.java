package im.balcony.net;

import im.balcony.api.config.Allowed;
import im.balcony.api.data.Quantity;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code im.balcony.msrp}. */
@ObjectClassDefinition(
    id = "im.balcony.msrp",
    name = "Balcony MSRP listener",
    description = "Where MSRP is accepted")
@interface MsrpConfig {

  /** Where to listen. */
  @AttributeDefinition(
      name = "listen",
      description = "address:port, port 0 to 65535; 0 takes a free one (RFC 4975 §15.4: 2855)")
  @Allowed(form = "address:port, port 0 to 65535")
  String listen() default "0.0.0.0:2855";

  /** Where to listen for TLS. */
  @AttributeDefinition(
      name = "listen.tls",
      description =
          "where TLS is heard: address:port, or empty for none; then no session is of TLS")
  @Allowed(form = "address:port, or empty for none")
  String listen_tls() default "";

  /** Whose certificate is shown. */
  @AttributeDefinition(
      name = "tls.identity",
      description =
          "the NAME of a configuration im.balcony.keys-NAME, whose certificate is shown and whose trust holds")
  @Allowed(form = "the NAME of a configuration im.balcony.keys-NAME")
  String tls_identity() default "msrp";

  /** How often idle sessions are kept alive. */
  @AttributeDefinition(
      name = "keep-alive",
      description = "Interval of bodiless SENDs in an idle session, 0 ms to 1 h; 0 for none")
  @Allowed(unit = Quantity.TIME, min = 0, max = 3_600_000)
  String keep$_$alive() default "60s";

  /** How long a connection may be silent at first. */
  @AttributeDefinition(
      name = "silent-close",
      description =
          "An accepted connection without a valid request is closed after this time, 1 s to 10 min")
  @Allowed(unit = Quantity.TIME, min = 1000, max = 600_000)
  String silent$_$close() default "30s";

  /** How long a connection may be without a session. */
  @AttributeDefinition(
      name = "unbound.limit",
      description =
          "A connection, accepted or made, on which no session is any more is closed after this"
              + " time, 1 s to 1 h (RFC 4975 §5.4)")
  @Allowed(unit = Quantity.TIME, min = 1000, max = 3_600_000)
  String unbound_limit() default "60s";
}
