package im.balcony.router;

import im.balcony.api.config.Setting;
import im.balcony.api.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@code im.balcony.router} that are numbers, as {@link RouterConfig} declares them.
 */
final class Keys {

  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

  static final Settings KEYS = new Settings(RouterConfig.PID, RouterConfig.class, LOG::error);

  static final Setting<Long> STRANDS = KEYS.number("strands");
  static final Setting<Long> PARKED_MESSAGES = KEYS.number("parked.messages");
  static final Setting<Long> PARKED_AGE = KEYS.number("parked.age");
  static final Setting<Long> PING_INTERVAL = KEYS.number("ping.interval");
  static final Setting<Long> CALL_LIMIT = KEYS.number("call.limit");
  static final Setting<Long> HUNG_THREADS = KEYS.number("hung.threads");
  static final Setting<Long> REHEARSAL = KEYS.number("rehearsal");
  static final Setting<Long> LINK_WAITING = KEYS.number("link.waiting");
  static final Setting<Long> LINK_OCTETS = KEYS.number("link.octets");
  static final Setting<Long> RECEIVE_LIMIT = KEYS.number("receive-limit");
  static final Setting<Long> QUEUE_DELAY = KEYS.number("queue.delay");
  static final Setting<Long> REMEMBERED_MAX = KEYS.number("remembered.max");
  static final Setting<Long> TENANT_ABSENCE = KEYS.number("tenant.absence");

  private Keys() {}
}
