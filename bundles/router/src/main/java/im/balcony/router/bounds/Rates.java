package im.balcony.router.bounds;

/**
 * One token bucket a sender (SEC-19): so many a second, bursts of twice that. Of each tenant so
 * many senders are watched; the one not heard of longest is forgotten first.
 */
public final class Rates {

  private final TenantLru<Bucket> buckets;

  /** Watches {@code sources} senders of each tenant. */
  public Rates(int sources) {
    buckets = new TenantLru<>(sources);
  }

  /** Takes a token of {@code source}, if there is one. */
  public synchronized boolean admits(String tenant, String source, int perSecond, long now) {
    var burst = perSecond * 2.0;
    var known = buckets.get(tenant, source);
    var bucket = known.orElseGet(() -> new Bucket(burst, now));
    if (known.isEmpty()) {
      buckets.put(tenant, source, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) * perSecond / 1000.0);
    bucket.at = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }

  /** The tenant is gone. */
  public void forget(String tenant) {
    buckets.forget(tenant);
  }

  private static final class Bucket {
    private double tokens;
    private long at;

    Bucket(double tokens, long at) {
      this.tokens = tokens;
      this.at = at;
    }
  }
}
