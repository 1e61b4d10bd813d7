package im.balcony.router;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code im.balcony.router}. */
@ObjectClassDefinition(
    name = "Balcony router",
    description = "The switchboard between SIP, MSRP and XMPP")
public @interface RouterConfig {

  /** The PID. */
  String PID = "im.balcony.router";

  /** {@code strands}. */
  @AttributeDefinition(
      name = "Strands",
      description = "Threads that conversations share; 0 for one a processor",
      min = "0",
      max = "256",
      required = false)
  int strands() default 0;

  /** {@code parked.messages}. */
  @AttributeDefinition(
      name = "Parked messages",
      description = "Messages that may wait while a part is exchanged; more are refused",
      min = "0",
      max = "1000000",
      required = false)
  int parked_messages() default 10_000;

  /** {@code parked.age}. */
  @AttributeDefinition(
      name = "Parked age",
      description = "How long a message may wait while a part is exchanged, in milliseconds",
      min = "0",
      max = "600000",
      required = false)
  long parked_age() default 10_000;

  /** {@code ping.interval}. */
  @AttributeDefinition(
      name = "Ping interval",
      description = "How often a link is pinged while stanzas wait for their hand-over, in ms",
      min = "100",
      max = "60000",
      required = false)
  long ping_interval() default 1_000;

  /** {@code ready-file}. */
  @AttributeDefinition(
      name = "Ready file",
      description = "A file that is there once the gateway was ready; empty for <data>/ready",
      required = false)
  String ready$_$file() default "";
}
