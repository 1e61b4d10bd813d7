package im.balcony.router.egress;

import im.balcony.api.data.Ids;

/** How long to wait before the next try (RFC 6120 §3.3): doubling, with randomness, bounded. */
final class Backoff {

  private static final int MOST_DOUBLINGS = 20;

  private final long least;
  private final long most;
  private int failures;

  Backoff(long least, long most) {
    this.least = least;
    this.most = most;
  }

  /** The delay after one more failure: between half and all of the doubled time. */
  long failed(Ids ids) {
    var whole = Math.min(most, least << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    return whole / 2 + ids.below(whole / 2 + 1);
  }

  void reset() {
    failures = 0;
  }
}
