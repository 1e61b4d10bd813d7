package im.balcony.testkit.server;

import im.balcony.testkit.Violations;
import org.w3c.dom.Element;

/** What no stanza of a component may be, whatever it is about. */
final class StrictStanza {

  private static final String RECEIPTS = "urn:xmpp:receipts";
  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String HINTS = "urn:xmpp:hints";

  private StrictStanza() {}

  /** Notes what the specifications forbid in a stanza of the component {@code domain}. */
  static void check(Element stanza, String domain, Violations violations) {
    violations.check(!stanza.getAttribute("to").isEmpty(), "XEP-0114 §3", "stanza without to");
    violations.check(
        domainOf(stanza.getAttribute("from")).equals(domain),
        "XEP-0114 §3",
        "from is not in the component's domain");
    violations.check(
        !has(stanza, RECEIPTS, "received") || !has(stanza, RECEIPTS, "request"),
        "XEP-0184 §5.4",
        "a receipt asks for a receipt");
    var chat =
        stanza.getLocalName().equals("message")
            && stanza.getAttribute("type").matches("(group)?chat");
    violations.check(
        chat || !has(stanza, STATES, "*"), "XEP-0085 §5.4", "a chat state outside of a chat");
    violations.check(
        stanza.getElementsByTagNameNS(STATES, "*").getLength() <= 1,
        "XEP-0085 §5.6",
        "more than one chat state");
    violations.check(
        !has(stanza, STATES, "*") || has(stanza, "*", "body") || standsAlone(stanza),
        "XEP-0085 §5.6",
        "a chat state beside something else than a body");
  }

  /** Whether there is nothing but a chat state, and a thread, and hints for those who store it. */
  private static boolean standsAlone(Element stanza) {
    for (var child = stanza.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element
          && !STATES.equals(element.getNamespaceURI())
          && !HINTS.equals(element.getNamespaceURI())
          && !element.getLocalName().equals("thread")) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(Element stanza, String namespace, String name) {
    return stanza.getElementsByTagNameNS(namespace, name).getLength() > 0;
  }

  static String domainOf(String jid) {
    var bare = jid.replaceFirst("/.*", "");
    return bare.substring(bare.indexOf('@') + 1);
  }
}
