package im.balcony.router;

import im.balcony.api.config.Setting;
import im.balcony.api.config.Settings;
import im.balcony.api.data.Quantity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@code im.balcony.router} that are numbers, with their ranges: what is outside is
 * refused, and the last good value holds.
 */
final class Keys {

  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

  static final Settings KEYS = new Settings(RouterConfig.PID, LOG::error);

  static final Setting<Long> STRANDS = KEYS.number("strands", Quantity.COUNT, 0, 0, 256);
  static final Setting<Long> PARKED_MESSAGES =
      KEYS.number("parked.messages", Quantity.COUNT, 10_000, 0, 1_000_000);
  static final Setting<Long> PARKED_AGE =
      KEYS.number("parked.age", Quantity.TIME, 10_000, 0, 600_000);
  static final Setting<Long> PING_INTERVAL =
      KEYS.number("ping.interval", Quantity.TIME, 1000, 100, 60_000);
  static final Setting<Long> CALL_LIMIT =
      KEYS.number("call.limit", Quantity.TIME, 1000, 100, 60_000);
  static final Setting<Long> HUNG_THREADS = KEYS.number("hung.threads", Quantity.COUNT, 4, 1, 64);
  static final Setting<Long> REHEARSAL = KEYS.number("rehearsal", Quantity.TIME, 1000, 0, 60_000);
  static final Setting<Long> LINK_WAITING =
      KEYS.number("link.waiting", Quantity.COUNT, 10_000, 1, 1_000_000);
  static final Setting<Long> LINK_OCTETS =
      KEYS.number("link.octets", Quantity.OCTETS, 32_000_000, 1_000_000, 16_000_000_000L);
  static final Setting<Long> RECEIVE_LIMIT =
      KEYS.number("receive-limit", Quantity.OCTETS, 524_288, 10_000, 100_000_000);
  static final Setting<Long> TENANT_ABSENCE =
      KEYS.number("tenant.absence", Quantity.TIME, 600_000, 10_000, 30L * 24 * 3_600_000);

  private Keys() {}
}
