package im.balcony.router;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;

/** Why new work is refused before any conversation hears of it, in words for its sender. */
final class Bounds {

  static final Failure RATE =
      Failure.of(Cause.LIMIT, "too many messages of one sender (rate.source)")
          .byPolicy("rate.source");
  static final Failure SESSIONS =
      Failure.of(Cause.LIMIT, "too many sessions of the tenant (sessions.max)")
          .byPolicy("sessions.max");
  static final Failure HALF_OPEN =
      Failure.of(Cause.LIMIT, "too many sessions of the tenant are only begun (half-open.max)")
          .byPolicy("half-open.max");
  static final Failure LINK = Failure.of(Cause.TRANSPORT, "the XMPP server is not connected");
  static final Failure DRAINING = Failure.of(Cause.LIMIT, "the tenant is taken out of service");
  static final Failure BUSY = Failure.of(Cause.LIMIT, "too much is waiting in the gateway");

  private Bounds() {}
}
