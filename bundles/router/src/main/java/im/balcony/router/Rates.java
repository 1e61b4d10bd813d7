package im.balcony.router;

import java.util.LinkedHashMap;
import java.util.Map;

/** One token bucket a sender (SEC-19): so many a second, bursts of twice that. */
final class Rates {

  private final Map<String, Bucket> buckets;

  Rates(int sources) {
    buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > sources;
          }
        };
  }

  /** Takes a token of {@code source}, if there is one. */
  synchronized boolean admits(String source, int perSecond, long now) {
    var burst = perSecond * 2.0;
    var bucket = buckets.computeIfAbsent(source, s -> new Bucket(burst, now));
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) * perSecond / 1000.0);
    bucket.at = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
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
