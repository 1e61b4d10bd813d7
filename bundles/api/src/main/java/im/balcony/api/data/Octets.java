package im.balcony.api.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable run of octets; equal when the octets are equal. Its toString tells only the length.
 */
public final class Octets {

  /** No octets. */
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}. */
  public static Octets of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
  }

  /** Copies the first {@code length} of {@code bytes}. */
  public static Octets of(byte[] bytes, int length) {
    return length == 0 ? EMPTY : new Octets(Arrays.copyOf(bytes, length));
  }

  /** Copies the remaining octets of {@code buffer} and moves its position to its limit. */
  public static Octets of(ByteBuffer buffer) {
    var copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return copy.length == 0 ? EMPTY : new Octets(copy);
  }

  /** The UTF-8 form of {@code text}. */
  public static Octets utf8(String text) {
    return text.isEmpty() ? EMPTY : new Octets(text.getBytes(StandardCharsets.UTF_8));
  }

  /** How many octets there are. */
  public int length() {
    return bytes.length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** The octet at {@code index}, counted from 0. */
  public byte at(int index) {
    return bytes[index];
  }

  /** The octets from {@code start} (inclusive) to {@code end} (exclusive), counted from 0. */
  public Octets slice(int start, int end) {
    return start == 0 && end == bytes.length
        ? this
        : new Octets(Arrays.copyOfRange(bytes, start, end));
  }

  /** These octets, and {@code more} behind them. */
  public Octets then(Octets more) {
    if (more.isEmpty()) {
      return this;
    }
    var both = Arrays.copyOf(bytes, bytes.length + more.bytes.length);
    System.arraycopy(more.bytes, 0, both, bytes.length, more.bytes.length);
    return new Octets(both);
  }

  /** A read-only view without a copy. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** A copy as an array. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** The octets read as UTF-8, every malformed sequence replaced by U+FFFD. */
  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets o && Arrays.equals(bytes, o.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Octets[" + bytes.length + "]";
  }
}
