package im.balcony.router.bounds;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;

/** Why new work is refused before any conversation hears of it, in words for its sender. */
public final class Bounds {

  /** One sender says too much. */
  public static final Failure RATE =
      Failure.of(Cause.LIMIT, "too many messages of one sender (rate.source)")
          .byPolicy("rate.source");

  /** The tenant has all the sessions that it may have. */
  public static final Failure SESSIONS =
      Failure.of(Cause.LIMIT, "too many sessions of the tenant (sessions.max)")
          .byPolicy("sessions.max");

  /** The tenant has all the unanswered sessions that it may have. */
  public static final Failure HALF_OPEN =
      Failure.of(Cause.LIMIT, "too many sessions of the tenant are only begun (half-open.max)")
          .byPolicy("half-open.max");

  /** There is nobody to give stanzas to. */
  public static final Failure LINK =
      Failure.of(Cause.TRANSPORT, "the XMPP server is not connected");

  /** The tenant takes no new work. */
  public static final Failure DRAINING =
      Failure.of(Cause.LIMIT, "the tenant is taken out of service");

  /** Nobody can say whether it is a copy. */
  public static final Failure STORE = Failure.of(Cause.LIMIT, "the store does not answer");

  /** New work has waited too long for a while. */
  public static final Failure DELAY =
      Failure.of(Cause.LIMIT, "more comes than can be done (queue.delay)").byPolicy("queue.delay");

  /** The gateway has no room for more. */
  public static final Failure BUSY = Failure.of(Cause.LIMIT, "too much is waiting in the gateway");

  private Bounds() {}
}
