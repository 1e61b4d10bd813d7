package im.balcony.store;

import im.balcony.api.data.Facts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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
    var octets = new ByteArrayOutputStream(512);
    try (var out = new DataOutputStream(octets)) {
      value(out, facts);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return octets.toByteArray();
  }

  private static void value(DataOutputStream out, Object value) throws IOException {
    if (value instanceof String text) {
      out.writeByte(TEXT);
      text(out, text);
    } else if (value instanceof Long number) {
      out.writeByte(NUMBER);
      out.writeLong(number);
    } else if (value instanceof Boolean flag) {
      out.writeByte(flag ? YES : NO);
    } else if (value instanceof Facts facts) {
      out.writeByte(TREE);
      out.writeInt(facts.asMap().size());
      for (var entry : facts.asMap().entrySet()) {
        text(out, entry.getKey());
        value(out, entry.getValue());
      }
    } else if (value instanceof List<?> list) {
      out.writeByte(LIST);
      out.writeInt(list.size());
      for (var element : list) {
        value(out, element);
      }
    } else {
      throw new IllegalStateException("not a fact: " + value.getClass());
    }
  }

  // Not writeUTF, which ends at 64 kB and mangles what is no pair of surrogates.
  private static void text(DataOutputStream out, String text) throws IOException {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it did not
   */
  static Facts read(byte[] octets) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
      if (value(in, 0) instanceof Facts facts && in.available() == 0) {
        return facts;
      }
      throw new IOException("not a row");
    }
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

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(size(in)), StandardCharsets.UTF_8);
  }

  private static int size(DataInputStream in) throws IOException {
    var size = in.readInt();
    if (size < 0 || size > in.available()) {
      throw new IOException("a row is cut short");
    }
    return size;
  }
}
