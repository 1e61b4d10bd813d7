package im.balcony.store;

import im.balcony.api.data.Facts;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Facts as octets: a tag, then the value; trees and lists with their number of entries in front.
 * Names and order are kept, so a row that is read and written again keeps what its reader does not
 * know.
 */
final class FactsCodec {

  private static final int TEXT = 's';
  private static final int NUMBER = 'n';
  private static final int YES = 'y';
  private static final int NO = 'f';
  private static final int TREE = 't';
  private static final int LIST = 'l';
  private static final int DEEPEST = 64;

  private FactsCodec() {}

  static byte[] write(Facts facts) {
    return write(new RowBuffer(), facts);
  }

  /** The same by way of a buffer that was used before. */
  static byte[] write(RowBuffer out, Facts facts) {
    out.clear();
    append(out, facts);
    return out.toArray();
  }

  /** Writes facts as a part of a row. */
  static void append(RowBuffer out, Facts facts) {
    value(out, facts);
  }

  /** The same with one text more, behind them. */
  static void append(RowBuffer out, Facts facts, String name, String text) {
    out.octet(TREE);
    out.number(facts.asMap().size() + 1);
    entries(out, facts);
    out.text(name);
    value(out, text);
  }

  private static void entries(RowBuffer out, Facts facts) {
    facts
        .asMap()
        .forEach(
            (name, its) -> {
              out.text(name);
              value(out, its);
            });
  }

  private static void value(RowBuffer out, Object value) {
    if (value instanceof String text) {
      out.octet(TEXT);
      out.text(text);
    } else if (value instanceof Long number) {
      out.octet(NUMBER);
      out.number((long) number);
    } else if (value instanceof Boolean flag) {
      out.octet(flag ? YES : NO);
    } else if (value instanceof Facts facts) {
      out.octet(TREE);
      out.number(facts.asMap().size());
      entries(out, facts);
    } else if (value instanceof List<?> list) {
      out.octet(LIST);
      out.number(list.size());
      for (var element : list) {
        value(out, element);
      }
    } else {
      throw new IllegalStateException("not a fact: " + value.getClass());
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it did not
   */
  static Facts read(byte[] octets) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
      return read(in);
    }
  }

  /** Reads facts that are all that is left of a row. */
  static Facts read(DataInputStream in) throws IOException {
    if (value(in, 0) instanceof Facts facts && in.available() == 0) {
      return facts;
    }
    throw new IOException("not a row");
  }

  private static Object value(DataInputStream in, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("a row is nested too deeply");
    }
    var tag = in.readByte();
    return switch (tag) {
      case TEXT -> text(in);
      case NUMBER -> in.readLong();
      case YES -> true;
      case NO -> false;
      case TREE -> tree(in, depth);
      case LIST -> list(in, depth);
      default -> throw new IOException("a row has an unknown tag: " + tag);
    };
  }

  private static Facts tree(DataInputStream in, int depth) throws IOException {
    var size = size(in);
    var values = new LinkedHashMap<String, Object>();
    for (var i = 0; i < size; i++) {
      var name = text(in);
      values.put(name, value(in, depth + 1));
    }
    return Facts.of(values);
  }

  private static List<Object> list(DataInputStream in, int depth) throws IOException {
    var size = size(in);
    var values = new ArrayList<Object>();
    for (var i = 0; i < size; i++) {
      values.add(value(in, depth + 1));
    }
    return values;
  }

  /** Reads what {@link RowBuffer#text} wrote. */
  static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(size(in)), StandardCharsets.UTF_8);
  }

  /** Reads a number of octets or entries that may be there still. */
  static int size(DataInputStream in) throws IOException {
    var size = in.readInt();
    if (size < 0 || size > in.available()) {
      throw new IOException("a row is cut short");
    }
    return size;
  }
}
