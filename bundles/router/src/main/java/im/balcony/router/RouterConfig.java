package im.balcony.router;

import im.balcony.api.config.Allowed;
import im.balcony.api.data.Quantity;
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
      description = "Threads that conversations share, 0 to 256; 0 for one a processor",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 0, max = 256)
  String strands() default "0";

  /** {@code parked.messages}. */
  @AttributeDefinition(
      name = "Parked messages",
      description =
          "Messages that may wait while a part is exchanged, 0 to 1000000; more are refused",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 0, max = 1_000_000)
  String parked_messages() default "10000";

  /** {@code parked.age}. */
  @AttributeDefinition(
      name = "Parked age",
      description = "How long a message may wait while a part is exchanged, 0 ms to 10 min",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 0, max = 600_000)
  String parked_age() default "10s";

  /** {@code ping.interval}. */
  @AttributeDefinition(
      name = "Ping interval",
      description =
          "How often a link is pinged while stanzas wait for their hand-over, 100 ms to 1 min",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 100, max = 60_000)
  String ping_interval() default "1s";

  /** {@code link.waiting}. */
  @AttributeDefinition(
      name = "Link waiting",
      description = "Stanzas that may wait for one link, 1 to 1000000; more are not taken",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1, max = 1_000_000)
  String link_waiting() default "10000";

  /** {@code link.octets}. */
  @AttributeDefinition(
      name = "Link octets",
      description =
          "Octets of the stanzas that may wait for one link while it is down, 1 MB to 16 GB; more"
              + " are not taken",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 1_000_000, max = 16_000_000_000L)
  String link_octets() default "32MB";

  /** {@code receive-limit}. */
  @AttributeDefinition(
      name = "Receive limit",
      description =
          "The largest stanza that is read, 10 kB to 100 MB; a longer one ends the stream. At least"
              + " what the server lets components send",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 10_000, max = 100_000_000)
  String receive$_$limit() default "524288";

  /** {@code tenant.absence}. */
  @AttributeDefinition(
      name = "Tenant absence",
      description =
          "How long after a start a tenant with stored conversations may be without a"
              + " configuration, 10 s to 30 d; then its messages are recorded as expired",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 10_000, max = 2_592_000_000L)
  String tenant_absence() default "10min";

  /** {@code queue.delay}. */
  @AttributeDefinition(
      name = "Queue delay",
      description =
          "How long new messages and sessions of a tenant may wait for their turn, 10 ms to 1 min;"
              + " where they wait longer for half a second, more of them are refused",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 10, max = 60_000)
  String queue_delay() default "100ms";

  /** {@code remembered.max}. */
  @AttributeDefinition(
      name = "Most rows remembered",
      description =
          "Rows that conversations remember in memory, about; a message that was handed over takes"
              + " two or three. Where there are more than half of it, error-window and receipt-age"
              + " become shorter, 10000 to 100000000",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 10_000, max = 100_000_000)
  String remembered_max() default "1000000";

  /** {@code call.limit}. */
  @AttributeDefinition(
      name = "Call limit",
      description =
          "How long one call of the mapping rules or of the conversations may take, 100 ms to 1 min;"
              + " past it the thread is written off",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 100, max = 60_000)
  String call_limit() default "1s";

  /** {@code hung.threads}. */
  @AttributeDefinition(
      name = "Hung threads",
      description =
          "Threads that may be written off at a time, 1 to 64; while there are as many, new"
              + " messages are refused",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1, max = 64)
  String hung_threads() default "4";

  /** {@code rehearsal}. */
  @AttributeDefinition(
      name = "Rehearsal",
      description =
          "How long a version of mapping that comes beside another does the same as that one, for"
              + " nobody, before it serves, 0 ms to 1 min; 0 for not at all",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 0, max = 60_000)
  String rehearsal() default "1s";

  /** {@code ready-file}. */
  @AttributeDefinition(
      name = "Ready file",
      description =
          "A file that is there once the gateway was ready: the path of a file, no folder; empty for <data>/ready",
      required = false)
  @Allowed(form = "the path of a file, no folder")
  String ready$_$file() default "";
}
