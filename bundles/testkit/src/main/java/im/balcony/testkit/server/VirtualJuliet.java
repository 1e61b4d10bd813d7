package im.balcony.testkit.server;

import im.balcony.testkit.virtual.Ledger;
import im.balcony.testkit.virtual.VirtualTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/** An XMPP user with one client at the virtual server, strict about what she hears. */
public final class VirtualJuliet {

  /** What her client does with a text that comes. */
  public enum Manner {
    /** Takes it, and sends a receipt where one is asked for. */
    POLITE,
    /** Takes it, and sends no receipt. */
    QUIET,
    /** Is not there: the server gives it back. */
    AWAY
  }

  private static final String RECEIPTS = "urn:xmpp:receipts";
  private static final String STATES = "http://jabber.org/protocol/chatstates";

  private final VirtualServer server;
  private final VirtualTime time;
  private final String bare;
  private final String resource;
  private final Map<String, String> texts = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<String> states = new ArrayList<>();
  private int count;

  /** What she said, heard and was told. */
  public final Ledger ledger = new Ledger();

  /** How she treats what comes. */
  public Manner manner = Manner.POLITE;

  /** A user of the server. */
  public VirtualJuliet(VirtualServer server, VirtualTime time, String bare, String resource) {
    this.server = server;
    this.time = time;
    this.bare = bare;
    this.resource = resource;
    server.user(bare, this::stanza);
  }

  /** Her bare address. */
  public String address() {
    return bare;
  }

  /** Says a text in a chat; asks for no receipt. */
  public String says(String to, String text) {
    return says(to, text, "chat", false);
  }

  /** Says a text and gives its id; it is lost if the component is not there. */
  public String says(String to, String text, String type, boolean receipt) {
    return says(to, text, type, receipt, false);
  }

  /** The same; {@code secret} asks that nobody stores it (XEP-0334). */
  public String says(String to, String text, String type, boolean receipt, boolean secret) {
    var id = bare.substring(0, bare.indexOf('@')) + "-" + ++count;
    texts.put(id, text);
    ledger.said(new Ledger.Said(time.now(), to, id, text, receipt));
    send(
        to,
        id,
        type,
        "<body>"
            + ComponentServer.escape(text)
            + "</body>"
            + (type.equals("chat") ? "<active xmlns='" + STATES + "'/>" : "")
            + (receipt ? "<request xmlns='" + RECEIPTS + "'/>" : "")
            + (secret ? "<no-store xmlns='urn:xmpp:hints'/>" : ""),
        () -> taken.add(text));
    return id;
  }

  /** Sends a chat state alone: composing, paused, gone ... */
  public void state(String to, String state) {
    send(to, "s" + ++count, "chat", "<" + state + " xmlns='" + STATES + "'/>", () -> {});
  }

  private void send(String to, String id, String type, String children, Runnable written) {
    send(bare + "/" + resource, to, id, type, children, written);
  }

  private void send(
      String from, String to, String id, String type, String children, Runnable written) {
    var stanza =
        "<message xmlns='jabber:component:accept' from='"
            + from
            + "' to='"
            + to
            + "' id='"
            + id
            + "' type='"
            + type
            + "'>"
            + children
            + "</message>";
    server.send(to.substring(to.indexOf('@') + 1), stanza, written);
  }

  /** Whether the gateway read all of this text's stanza. */
  public boolean wasTaken(String text) {
    return taken.contains(text);
  }

  /** The chat states she saw on their own, oldest first. */
  public List<String> states() {
    return states;
  }

  private void stanza(Element stanza) {
    if (!stanza.getLocalName().equals("message")) {
      return;
    }
    if (stanza.getAttribute("type").equals("error")) {
      var text = texts.getOrDefault(stanza.getAttribute("id"), "");
      server.violations.check(!text.isEmpty(), "RFC 6120 §8.3", "error for an unknown id");
      told(text, Ledger.Word.FAILED, condition(stanza));
    } else if (ComponentServer.has(stanza, RECEIPTS, "received")) {
      var received = (Element) stanza.getElementsByTagNameNS(RECEIPTS, "received").item(0);
      var text = texts.getOrDefault(received.getAttribute("id"), "");
      server.violations.check(!text.isEmpty(), "XEP-0184 §5.3", "receipt for an unknown id");
      told(text, Ledger.Word.DELIVERED, "receipt " + stanza.getAttribute("id"));
    } else if (stanza.getElementsByTagNameNS("*", "body").getLength() > 0) {
      text(stanza);
    } else {
      state(stanza);
    }
  }

  private static String condition(Element stanza) {
    var error = (Element) stanza.getElementsByTagNameNS("*", "error").item(0);
    for (var child = error.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element e && !e.getLocalName().equals("text")) {
        return e.getLocalName();
      }
    }
    return "";
  }

  private void told(String text, Ledger.Word word, String detail) {
    ledger.told(new Ledger.Told(time.now(), text, word, detail));
  }

  private void state(Element stanza) {
    for (var child = stanza.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element e && STATES.equals(e.getNamespaceURI())) {
        states.add(e.getLocalName());
      }
    }
  }

  private void text(Element stanza) {
    var id = stanza.getAttribute("id");
    var from = stanza.getAttribute("from");
    if (manner == Manner.AWAY) {
      send(
          stanza.getAttribute("to"),
          from,
          id,
          "error",
          "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
          () -> {});
      return;
    }
    ledger.heard(new Ledger.Heard(time.now(), id, ComponentServer.child(stanza, "body")));
    if (manner == Manner.POLITE && ComponentServer.has(stanza, RECEIPTS, "request")) {
      send(
          from,
          "r" + ++count,
          "chat",
          "<received xmlns='" + RECEIPTS + "' id='" + id + "'/>",
          () -> {});
    }
  }
}
