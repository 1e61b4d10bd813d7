package im.balcony.router;

import im.balcony.api.data.Masked;
import im.balcony.api.data.Quantity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@code im.balcony.router} with their ranges: what is outside is refused, and the
 * default holds.
 */
enum Setting {
  STRANDS("strands", Quantity.COUNT, 0, 0, 256),
  PARKED_MESSAGES("parked.messages", Quantity.COUNT, 10_000, 0, 1_000_000),
  PARKED_AGE("parked.age", Quantity.TIME, 10_000, 0, 600_000),
  PING_INTERVAL("ping.interval", Quantity.TIME, 1000, 100, 60_000),
  CALL_LIMIT("call.limit", Quantity.TIME, 1000, 100, 60_000),
  HUNG_THREADS("hung.threads", Quantity.COUNT, 4, 1, 64),
  REHEARSAL("rehearsal", Quantity.TIME, 1000, 0, 60_000),
  LINK_WAITING("link.waiting", Quantity.COUNT, 10_000, 1, 1_000_000),
  LINK_OCTETS("link.octets", Quantity.OCTETS, 32_000_000, 1_000_000, 16_000_000_000L),
  RECEIVE_LIMIT("receive-limit", Quantity.OCTETS, 524_288, 10_000, 100_000_000),
  TENANT_ABSENCE("tenant.absence", Quantity.TIME, 600_000, 10_000, 30L * 24 * 3_600_000);

  private static final Logger LOG = LoggerFactory.getLogger(Setting.class);

  private final String key;
  private final Quantity quantity;
  private final long otherwise;
  private final long least;
  private final long most;

  Setting(String key, Quantity quantity, long otherwise, long least, long most) {
    this.key = key;
    this.quantity = quantity;
    this.otherwise = otherwise;
    this.least = least;
    this.most = most;
  }

  /** The configured number, or the default with a line in the log. */
  long read(String text) {
    var value = quantity.parse(text.strip());
    if (value.isPresent() && value.getAsLong() >= least && value.getAsLong() <= most) {
      return value.getAsLong();
    }
    LOG.warn(
        "refused {} = {}: allowed are {} to {}; {} holds",
        key,
        Masked.line(text),
        quantity.render(least),
        quantity.render(most),
        quantity.render(otherwise));
    return otherwise;
  }
}
