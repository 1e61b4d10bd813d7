package im.balcony.net;

import im.balcony.api.config.Setting;
import im.balcony.api.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@code im.balcony.net} and {@code im.balcony.msrp} that are numbers, as {@link
 * NetConfig} and {@link MsrpConfig} declare them.
 */
final class Keys {

  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

  static final Settings NET = new Settings("im.balcony.net", NetConfig.class, LOG::error);
  static final Settings MSRP = new Settings("im.balcony.msrp", MsrpConfig.class, LOG::error);

  static final Setting<Long> EVENT_LOOPS = NET.number("event-loops");
  static final Setting<Long> MEMORY = NET.number("memory.max");
  static final Setting<Long> PER_SOURCE = NET.number("connections.per-source");
  static final Setting<Long> PARKED_AGE = NET.number("parked.age");
  static final Setting<Long> KEEP_ALIVE = MSRP.number("keep-alive");
  static final Setting<Long> SILENT_CLOSE = MSRP.number("silent-close");
  static final Setting<Long> UNBOUND_LIMIT = MSRP.number("unbound.limit");

  private Keys() {}
}
