package im.balcony.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A duplicate key in sixteen octets: half of its SHA-256. Nobody finds a second key to one that
 * another's message has, so no message is taken for a copy of another.
 *
 * @param high the first eight
 * @param low the others
 */
record Fingerprint(long high, long low) {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  // Whoever needs it takes it; who finds none makes one.
  private static final AtomicReference<@Nullable MessageDigest> SPARE = new AtomicReference<>();

  /** That of a key; for any thread. */
  static Fingerprint of(String key) {
    var spare = SPARE.getAndSet(null);
    var digest = spare == null ? sha256() : spare;
    var hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
    SPARE.set(digest);
    return new Fingerprint((long) LONG.get(hash, 0), (long) LONG.get(hash, Long.BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
