package im.balcony.sip.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Stands for a text in 16 octets, the first of its SHA-256: nobody finds two texts with the same
 * one, by chance or on purpose.
 *
 * @param high the first eight octets
 * @param low the next eight
 */
public record Fingerprint(long high, long low) {

  private static final VarHandle NUMBERS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final MessageDigest SHA_256 = sha256();

  /** The fingerprint of a text; any thread may ask. */
  public static Fingerprint of(String text) {
    var octets = text.getBytes(StandardCharsets.UTF_8);
    byte[] hash;
    synchronized (SHA_256) {
      hash = SHA_256.digest(octets);
    }
    return new Fingerprint((long) NUMBERS.get(hash, 0), (long) NUMBERS.get(hash, Long.BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
