package im.balcony.testkit;

import im.balcony.api.data.Facts;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Facts as text, for files that keep what an earlier version wrote: JSON without null, fractions
 * and exponents.
 */
public final class FactsText {

  private FactsText() {}

  /** Writes a tree, one value a line. */
  public static String write(Facts facts) {
    var out = new StringBuilder();
    write(facts, "", out);
    return out.append('\n').toString();
  }

  private static void write(Object value, String indent, StringBuilder out) {
    if (value instanceof Facts facts) {
      var lines = new ArrayList<String>();
      facts
          .asMap()
          .forEach(
              (name, v) -> {
                var line = new StringBuilder(indent).append("  ").append(quoted(name)).append(": ");
                write(v, indent + "  ", line);
                lines.add(line.toString());
              });
      out.append("{\n").append(String.join(",\n", lines)).append('\n').append(indent).append('}');
    } else if (value instanceof List<?> list) {
      var items = new ArrayList<String>();
      for (var item : list) {
        var text = new StringBuilder();
        write(item, indent, text);
        items.add(text.toString());
      }
      out.append('[').append(String.join(", ", items)).append(']');
    } else {
      out.append(value instanceof String text ? quoted(text) : value);
    }
  }

  private static String quoted(String text) {
    var escaped =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");
    return '"' + escaped + '"';
  }

  /** Reads the tree in a resource of {@code type}'s bundle. */
  public static Facts resource(Class<?> type, String path) {
    try (InputStream stream = type.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalArgumentException("no resource " + path);
      }
      return read(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a tree. */
  public static Facts read(String text) throws IOException {
    var tokens = new StreamTokenizer(new StringReader(text));
    tokens.resetSyntax();
    tokens.whitespaceChars(0, ' ');
    tokens.wordChars('a', 'z');
    tokens.wordChars('0', '9');
    tokens.wordChars('-', '-');
    tokens.quoteChar('"');
    if (value(tokens, tokens.nextToken()) instanceof Facts facts) {
      return facts;
    }
    throw wrong(tokens);
  }

  private static Object value(StreamTokenizer tokens, int token) throws IOException {
    return switch (token) {
      case '{' -> facts(tokens);
      case '[' -> list(tokens);
      case '"' -> tokens.sval;
      case StreamTokenizer.TT_WORD -> word(tokens.sval);
      default -> throw wrong(tokens);
    };
  }

  private static Object word(String word) {
    return word.equals("true") || word.equals("false")
        ? (Object) Boolean.valueOf(word)
        : (Object) Long.valueOf(word);
  }

  private static Facts facts(StreamTokenizer tokens) throws IOException {
    var values = new LinkedHashMap<String, Object>();
    for (var token = tokens.nextToken(); token != '}'; token = next(tokens, '}')) {
      var name = tokens.sval;
      if (token != '"' || tokens.nextToken() != ':') {
        throw wrong(tokens);
      }
      values.put(name, value(tokens, tokens.nextToken()));
    }
    return Facts.of(values);
  }

  private static List<Object> list(StreamTokenizer tokens) throws IOException {
    var items = new ArrayList<Object>();
    for (var token = tokens.nextToken(); token != ']'; token = next(tokens, ']')) {
      items.add(value(tokens, token));
    }
    return items;
  }

  /** What comes behind the comma, or the end. */
  private static int next(StreamTokenizer tokens, char end) throws IOException {
    var token = tokens.nextToken();
    if (token != ',' && token != end) {
      throw wrong(tokens);
    }
    return token == end ? end : tokens.nextToken();
  }

  private static IllegalArgumentException wrong(StreamTokenizer tokens) {
    return new IllegalArgumentException("not facts, in line " + tokens.lineno());
  }

  /** The same with a name in each tree that no version of today has written. */
  public static Facts withForeignNames(Facts facts) {
    var values = new LinkedHashMap<String, Object>();
    facts.asMap().forEach((name, value) -> values.put(name, foreign(value)));
    values.put("of-tomorrow", List.of(Facts.NONE.with("weather", "fair")));
    return Facts.of(values);
  }

  private static Object foreign(Object value) {
    if (value instanceof Facts facts) {
      return withForeignNames(facts);
    }
    return value instanceof List<?> list ? list.stream().map(FactsText::foreign).toList() : value;
  }
}
