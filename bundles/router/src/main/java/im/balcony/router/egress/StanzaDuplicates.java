package im.balcony.router.egress;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.TenantLru;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Knows messages again that a server sent twice: same full from, to, id and content within ten
 * seconds. Ids alone would lose real messages, and without an id nothing is filtered.
 */
public final class StanzaDuplicates {

  /** Characters that the content of most stanzas has, with its tags. */
  private static final int USUAL = 512;

  private final TenantLru<Long> seen;
  private final long memory;

  /** Remembers as many as the limits say. */
  public StanzaDuplicates(RouterLimits limits) {
    seen = new TenantLru<>(limits.seenStanzas());
    memory = limits.xmppSeen();
  }

  /** The name of a message; empty if it is not filtered. */
  public static String key(String tenant, Stanza stanza) {
    if (stanza.kind() != Stanza.Kind.MESSAGE || stanza.isError() || stanza.id().isEmpty()) {
      return "";
    }
    var content = new StringBuilder(USUAL).append(stanza.type().orElse("")).append('\n');
    stanza.children().forEach(child -> write(child, content));
    return String.join(
        "\n",
        tenant,
        stanza.from().toString(),
        stanza.to().toString(),
        stanza.id().get(),
        hash(content.toString()));
  }

  private static void write(Element element, StringBuilder out) {
    out.append('<').append(element.namespace()).append(' ').append(element.name());
    for (Map.Entry<String, String> attribute : element.attributes().entrySet()) {
      out.append(' ').append(attribute.getKey()).append('=').append(attribute.getValue());
    }
    out.append('>').append(element.text());
    element.children().forEach(child -> write(child, out));
    out.append("</>");
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether it came before; if not, it is known from now on. */
  public synchronized boolean isCopy(String tenant, String key, long now) {
    if (key.isEmpty()) {
      return false;
    }
    if (seen.get(tenant, key).filter(until -> until > now).isPresent()) {
      return true;
    }
    seen.put(tenant, key, now + memory);
    return false;
  }

  /** It was refused: another try is welcome. */
  public void forget(String tenant, String key) {
    seen.remove(tenant, key);
  }

  /** The tenant is gone. */
  public void forget(String tenant) {
    seen.forget(tenant);
  }
}
