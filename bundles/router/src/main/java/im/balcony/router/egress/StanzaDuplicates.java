package im.balcony.router.egress;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.TenantLru;
import java.util.HexFormat;
import java.util.List;

/**
 * Knows messages again that a server sent twice: same full from, to, id and content within ten
 * seconds. Ids alone would lose real messages, and without an id nothing is filtered.
 */
public final class StanzaDuplicates {

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
    var content = new Content();
    content.add(stanza.type().orElse(""));
    content.add(stanza.children());
    return String.join(
        "\n",
        tenant,
        stanza.from().toString(),
        stanza.to().toString(),
        stanza.id().get(),
        HexFormat.of().toHexDigits(content.hash));
  }

  /**
   * What a stanza says, as a number (FNV-1a of 64 bits, over characters): all that it has to tell
   * apart is what one sender gave the same id on the way to the same recipient.
   */
  private static final class Content {

    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long hash = BASIS;

    void add(List<Element> elements) {
      for (var element : elements) {
        add(element.namespace());
        add(element.name());
        element.attributes().forEach(this::add);
        add(element.text());
        add(element.children());
      }
      add(elements.size());
    }

    private void add(String name, String value) {
      add(name);
      add(value);
    }

    /** Its length is part of it, so that no two texts run into one. */
    void add(String text) {
      for (var i = 0; i < text.length(); i++) {
        add((int) text.charAt(i));
      }
      add(text.length());
    }

    private void add(int number) {
      hash = (hash ^ number) * PRIME;
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
