package im.balcony.net;

import im.balcony.api.config.Setting;
import im.balcony.api.config.Settings;
import im.balcony.api.data.Quantity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@code im.balcony.net} and {@code im.balcony.msrp} that are numbers; what is out of
 * range is refused with what would be right, and the last good value holds.
 */
final class Keys {

  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

  static final Settings NET = new Settings("im.balcony.net", LOG::error);
  static final Settings MSRP = new Settings("im.balcony.msrp", LOG::error);

  static final Setting<Long> EVENT_LOOPS = NET.number("event-loops", Quantity.COUNT, 0, 0, 64);
  static final Setting<Long> MEMORY =
      NET.number("memory.max", Quantity.OCTETS, 128_000_000, 1_000_000, 16_000_000_000L);
  static final Setting<Long> PER_SOURCE =
      NET.number("connections.per-source", Quantity.COUNT, 1000, 1, 65_535);
  static final Setting<Long> PARKED_AGE =
      NET.number("parked.age", Quantity.TIME, 10_000, 1000, 60_000);
  static final Setting<Long> KEEP_ALIVE =
      MSRP.number("keep-alive", Quantity.TIME, 60_000, 0, 3_600_000);
  static final Setting<Long> SILENT_CLOSE =
      MSRP.number("silent-close", Quantity.TIME, 30_000, 1000, 600_000);
  static final Setting<Long> UNBOUND_LIMIT =
      MSRP.number("unbound.limit", Quantity.TIME, 60_000, 1000, 3_600_000);

  private Keys() {}
}
