package im.balcony.store;

import im.balcony.api.data.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets that grow: a row while it is written. A row is written with every commit. */
final class RowBuffer {

  /** Octets that {@link #small} takes at most. */
  static final int MOST_SMALL = 5;

  private static final int FEW = 512;

  /** What is larger is not kept for the next row. */
  private static final int MANY = 1_000_000;

  private byte[] octets = new byte[FEW];
  private int size;

  /** Begins another row. */
  void clear() {
    if (octets.length > MANY) {
      octets = new byte[FEW];
    }
    size = 0;
  }

  void octet(int value) {
    room(1);
    octets[size++] = (byte) value;
  }

  void number(int value) {
    room(Integer.BYTES);
    for (var shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      octets[size++] = (byte) (value >>> shift);
    }
  }

  void number(long value) {
    number((int) (value >>> Integer.SIZE));
    number((int) value);
  }

  /** The length in octets, then UTF-8. */
  void text(String text) {
    var length = text.length();
    room(Integer.BYTES + length);
    var start = size + Integer.BYTES;
    for (var i = 0; i < length; i++) {
      var c = text.charAt(i);
      if (c >= 0x80) {
        other(text);
        return;
      }
      octets[start + i] = (byte) c;
    }
    number(length);
    size += length;
  }

  /** A number that is not negative, seven bits an octet, the lowest first. */
  void small(int number) {
    room(MOST_SMALL);
    size = small(octets, size, number);
  }

  /** The same at a place of an array; where it ends. */
  static int small(byte[] octets, int place, int number) {
    var end = place;
    var left = number;
    while (left >= 0x80) {
      octets[end++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    octets[end++] = (byte) left;
    return end;
  }

  /** UTF-8 from a place in a text on, behind its length as {@link #small} writes it. */
  void rest(String text, int from) {
    var length = text.length() - from;
    var start = size;
    small(length);
    room(length);
    for (var i = from; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c >= 0x80) {
        size = start;
        slim(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return;
      }
      octets[size++] = (byte) c;
    }
  }

  /** The length as {@link #small} writes it, then the octets. */
  void slim(byte[] run) {
    small(run.length);
    room(run.length);
    System.arraycopy(run, 0, octets, size, run.length);
    size += run.length;
  }

  /** The length, then the octets. */
  void octets(Octets run) {
    var length = run.length();
    number(length);
    room(length);
    run.view().get(octets, size, length);
    size += length;
  }

  /** The length, then the octets. */
  void octets(byte[] run) {
    number(run.length);
    room(run.length);
    System.arraycopy(run, 0, octets, size, run.length);
    size += run.length;
  }

  /** How many octets were written. */
  int size() {
    return size;
  }

  /** What was written, until something else is. */
  ByteBuffer view() {
    return ByteBuffer.wrap(octets, 0, size);
  }

  private void other(String text) {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    room(utf8.length);
    System.arraycopy(utf8, 0, octets, size, utf8.length);
    size += utf8.length;
  }

  private void room(int more) {
    if (more > octets.length - size) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + more));
    }
  }

  byte[] toArray() {
    return Arrays.copyOf(octets, size);
  }
}
