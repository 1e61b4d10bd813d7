package im.balcony.xmpp;

import im.balcony.api.data.Facts;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamReader;

/**
 * The namespaces that the open tag of a stream declares, by prefix; the default one has the empty
 * prefix. They hold for each child, which becomes a document of its own with them around it.
 */
final class Declarations {

  private static final byte[] END = "</s>".getBytes(StandardCharsets.UTF_8);

  private final Map<String, String> namespaces;

  /** The begin of such a document: the same for all children of a stream. */
  private final byte[] begin;

  private Declarations(Map<String, String> namespaces) {
    this.namespaces = namespaces;
    var out = new StringBuilder("<s");
    namespaces.forEach(
        (prefix, uri) -> {
          out.append(prefix.isEmpty() ? " xmlns='" : " xmlns:" + prefix + "='");
          XmlText.attribute(out, uri);
          out.append('\'');
        });
    begin = out.append('>').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Those of the open tag at which {@code reader} stands. */
  static Declarations of(XMLStreamReader reader) {
    var namespaces = new LinkedHashMap<String, String>();
    for (var i = 0; i < reader.getNamespaceCount(); i++) {
      namespaces.put(
          XmlReader.orEmpty(reader.getNamespacePrefix(i)),
          XmlReader.orEmpty(reader.getNamespaceURI(i)));
    }
    return new Declarations(namespaces);
  }

  /** Those that were released. */
  static Declarations of(Facts facts) {
    var namespaces = new LinkedHashMap<String, String>();
    facts.asMap().forEach((prefix, uri) -> namespaces.put(prefix, String.valueOf(uri)));
    return new Declarations(namespaces);
  }

  Facts toFacts() {
    return Facts.of(namespaces);
  }

  /** Whether {@code namespace} is the default one. */
  boolean isDefault(String namespace) {
    return namespace.equals(namespaces.get(""));
  }

  /** A document that holds {@code child}. */
  byte[] around(byte[] child) {
    return join(child, END);
  }

  /** The begin of one, up to the end of {@code openTag}. */
  byte[] before(byte[] openTag) {
    return join(openTag, new byte[0]);
  }

  private byte[] join(byte[] middle, byte[] after) {
    var all = new byte[begin.length + middle.length + after.length];
    System.arraycopy(begin, 0, all, 0, begin.length);
    System.arraycopy(middle, 0, all, begin.length, middle.length);
    System.arraycopy(after, 0, all, begin.length + middle.length, after.length);
    return all;
  }
}
