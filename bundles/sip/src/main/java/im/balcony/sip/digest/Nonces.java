package im.balcony.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces of ours (RFC 7616 §3.3): time, number and a signature over both, so that nothing is kept
 * of one that was given out. Of one that is used its counts are kept, so that no request is taken
 * twice (RFC 7616 §5.12). May be used by any thread.
 */
final class Nonces {

  /** Milliseconds for which one is good. */
  static final long LIFE = 300_000;

  /**
   * Nonces in use of which counts are kept. Where there are more the oldest is forgotten, and none
   * as old as that is good any more.
   */
  static final int MOST = 50_000;

  private static final int NUMBER = 16;
  private static final int HEAD = 2 * NUMBER;
  private static final int SIGNATURE = 16;
  private static final String MAC = "HmacSHA256";

  private final SecretKeySpec key;
  private final LongSupplier clock;
  private final AtomicLong last = new AtomicLong();

  /** By the numbers of their nonces. Guarded by itself. */
  private final TreeMap<Long, Counts> used = new TreeMap<>();

  /** Up to this number only those that are in the table are good. */
  private long floor;

  /**
   * Nonces that nobody else can make.
   *
   * @param secret at least 32 characters that nobody can guess
   * @param clock milliseconds of a clock that never goes back
   */
  Nonces(String secret, LongSupplier clock) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC);
    this.clock = clock;
  }

  /** A new one for this place: it is good nowhere else. */
  String fresh(String place) {
    var hex = HexFormat.of();
    var head = hex.toHexDigits(clock.getAsLong()) + hex.toHexDigits(last.incrementAndGet());
    return head + signature(head, place);
  }

  /**
   * Whether the nonce is ours, not too old, and was not used with this count; from now on it was.
   */
  boolean take(String nonce, String place, long count) {
    var number = number(nonce, place);
    if (number == 0) {
      return false;
    }
    synchronized (used) {
      var counts = used.get(number);
      if (counts == null) {
        if (number <= floor) {
          return false;
        }
        counts = new Counts();
        used.put(number, counts);
        makeRoom();
      }
      return counts.take(count);
    }
  }

  /** The number of a nonce of ours that is not too old, else 0. */
  private long number(String nonce, String place) {
    if (nonce.length() != HEAD + 2 * SIGNATURE) {
      return 0;
    }
    var head = nonce.substring(0, HEAD);
    var given = nonce.substring(HEAD).getBytes(StandardCharsets.UTF_8);
    var right = signature(head, place).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given, right)) {
      return 0;
    }
    var time = HexFormat.fromHexDigitsToLong(head, 0, NUMBER);
    return clock.getAsLong() - time > LIFE ? 0 : HexFormat.fromHexDigitsToLong(head, NUMBER, HEAD);
  }

  private void makeRoom() {
    while (used.size() > MOST) {
      floor = Math.max(floor, used.pollFirstEntry().getKey());
    }
  }

  private String signature(String head, String place) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(key);
      var octets = mac.doFinal((head + place).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(octets, SIGNATURE));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java has no " + MAC, e);
    }
  }

  /** How many are in use. */
  int size() {
    synchronized (used) {
      return used.size();
    }
  }

  /**
   * The counts with which a nonce was used: the highest, and which of the 64 before it, for
   * datagrams overtake each other.
   */
  private static final class Counts {
    private long highest;
    private long before;

    private boolean take(long count) {
      if (count > highest) {
        var by = count - highest;
        // The highest one so far becomes the lowest bit, and moves on with the others.
        before =
            (by >= Long.SIZE ? 0 : before << by)
                | (highest == 0 || by > Long.SIZE ? 0 : 1L << (by - 1));
        highest = count;
        return true;
      }
      var back = highest - count;
      var bit = back == 0 || back > Long.SIZE ? 0 : 1L << (back - 1);
      var fresh = count > 0 && bit != 0 && (before & bit) == 0;
      before |= bit;
      return fresh;
    }
  }
}
