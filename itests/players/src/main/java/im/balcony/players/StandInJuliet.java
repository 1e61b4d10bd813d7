package im.balcony.players;

import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/** Juliet at the stand-in server, where no real XMPP server is to be had. */
final class StandInJuliet implements Person {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String RECEIPTS = "urn:xmpp:receipts";

  private final ComponentServer server;
  private final String component;

  StandInJuliet(ComponentServer server, String component) {
    this.server = server;
    this.component = component;
  }

  private String send(String to, String type, String children) throws IOException {
    var id = UUID.randomUUID().toString();
    server.send(
        component,
        "<message xmlns='jabber:component:accept' from='"
            + address()
            + "/balcony' to='"
            + to
            + "' id='"
            + id
            + "' type='"
            + type
            + "'>"
            + children
            + "</message>");
    return id;
  }

  @Override
  public String normal(String to, String body) throws IOException {
    return send(to, "normal", "<body>" + ComponentServer.escape(body) + "</body>");
  }

  @Override
  public String chat(String to, String thread, String body) throws IOException {
    return send(
        to,
        "chat",
        "<body>"
            + ComponentServer.escape(body)
            + "</body><thread>"
            + thread
            + "</thread><active xmlns='"
            + STATES
            + "'/><request xmlns='"
            + RECEIPTS
            + "'/>");
  }

  @Override
  public void state(String to, String state) throws IOException {
    send(to, "chat", "<" + state + " xmlns='" + STATES + "'/>");
  }

  @Override
  public void received(String to, String id) throws IOException {
    send(to, "chat", "<received xmlns='" + RECEIPTS + "' id='" + id + "'/>");
  }

  @Override
  public Heard hears(Duration wait) {
    return heard(server.stanzas.next(wait, s -> s.getLocalName().equals("message")));
  }

  @Override
  public Optional<Heard> mayHear(Duration wait) {
    return server.stanzas.poll(wait).map(StandInJuliet::heard);
  }

  private static Heard heard(Element stanza) {
    var states = stanza.getElementsByTagNameNS(STATES, "*");
    var receipt = stanza.getElementsByTagNameNS(RECEIPTS, "received");
    var error = stanza.getElementsByTagNameNS("urn:ietf:params:xml:ns:xmpp-stanzas", "*");
    return new Heard(
        stanza.getAttribute("id"),
        stanza.getAttribute("type").isEmpty() ? "normal" : stanza.getAttribute("type"),
        stanza.getAttribute("from"),
        ComponentServer.child(stanza, "body"),
        ComponentServer.child(stanza, "thread"),
        states.getLength() == 0 ? "" : states.item(0).getLocalName(),
        ComponentServer.has(stanza, RECEIPTS, "request"),
        receipt.getLength() == 0
            ? Optional.empty()
            : Optional.of(((Element) receipt.item(0)).getAttribute("id")),
        error.getLength() == 0 ? Optional.empty() : Optional.of(error.item(0).getLocalName()));
  }

  @Override
  public String address() {
    return "juliet@example.com";
  }

  @Override
  public void close() {}
}
