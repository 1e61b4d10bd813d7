package im.balcony.router;

import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.RouterLimits.Keys;

/** The default bounds but for one. */
final class Small {

  private static final Keys D = Keys.DEFAULT;

  private Small() {}

  static RouterLimits parkedMessages(int most) {
    return of(most, D.linkWaiting(), D.linkOctets(), D.callLimit(), D.hungThreads(), D.rehearsal());
  }

  static RouterLimits linkWaiting(int most, long octets) {
    return of(D.parkedMessages(), most, octets, D.callLimit(), D.hungThreads(), D.rehearsal());
  }

  static RouterLimits remembered(long rows) {
    return of(
        D.parkedMessages(),
        D.linkWaiting(),
        D.linkOctets(),
        D.callLimit(),
        D.hungThreads(),
        D.rehearsal(),
        rows);
  }

  static RouterLimits calls(long limit, int hung) {
    return of(D.parkedMessages(), D.linkWaiting(), D.linkOctets(), limit, hung, D.rehearsal());
  }

  static RouterLimits rehearsal(long length) {
    return of(
        D.parkedMessages(),
        D.linkWaiting(),
        D.linkOctets(),
        D.callLimit(),
        D.hungThreads(),
        length);
  }

  private static RouterLimits of(
      int parked, int waiting, long octets, long call, int hung, long rehearsal) {
    return of(parked, waiting, octets, call, hung, rehearsal, D.rememberedMax());
  }

  private static RouterLimits of(
      int parked, int waiting, long octets, long call, int hung, long rehearsal, long remembered) {
    return RouterLimits.of(
        new Keys(
            parked,
            D.parkedAge(),
            D.pingInterval(),
            waiting,
            octets,
            D.receiveLimit(),
            call,
            hung,
            rehearsal,
            D.queueDelay(),
            remembered,
            D.tenantAbsence()));
  }
}
