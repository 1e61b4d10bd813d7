package im.balcony.mapping;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.mapping.Said;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.mapping.content.ChatStates;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.correlation.CorrelationShelves;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Tenants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One conversation of Romeo and Juliet with the rules between them; keeps the correlation. */
final class Scene {

  static final String JULIET = "juliet@example.com/yn0cl4bnw0yr3vym";
  static final String ROMEO = "romeo@example.net";
  static final String PEER_PATH = "msrp://s2x.example.net:12763/kjhd37s2s20w2a;tcp";
  static final SipSource SOURCE = new SipSource(Transport.TCP, "192.0.2.7", 5060);

  final MappingRules rules = new StandardMappingRules();
  final Vectors.MemoryBook book = new Vectors.MemoryBook();
  Ids ids = new SeededIds(7);
  final ConversationKey key =
      new ConversationKey(
          "verona", Vectors.jid("juliet@example.com"), Vectors.jid("romeo@example.net"));

  Tenant tenant = Tenants.verona();
  final Map<String, Facts> rows = new HashMap<>();
  CorrelationShelves correlation = CorrelationShelves.open(key, rows);
  Set<String> callsOfOthers = Set.of();
  long now = 1_795_000_000_000L;
  Optional<String> sipTls = Optional.empty();
  boolean msrpOpen = true;
  Context.Hosts hosts = List::of;
  Optional<Context.MsrpTls> msrpTls = Optional.empty();
  Heard heard = new Heard(List.of(), List.of(), List.of(), "");
  Said said = new Said(List.of(), List.of(), Optional.empty());
  private int transactions;

  Context context() {
    return new Context(
        tenant,
        book,
        now,
        ids,
        new WireSizes(),
        new TestFormats(),
        new Context.Addresses(
            "192.0.2.1:5060", sipTls, "192.0.2.1", 2855, msrpOpen, msrpTls, "0.1.0"),
        (callId, key) -> callsOfOthers.contains(callId),
        hosts);
  }

  Scene with(Tenant.Policy policy, Limits limits) {
    tenant = Tenants.verona(policy, limits);
    return this;
  }

  // What the router does.

  Route route(WireRecord record) {
    return rules.route(record, context());
  }

  Heard in(WireRecord record) {
    heard = rules.in(record, correlation, context());
    Rows.commit(correlation, rows);
    book.learn(heard.additions());
    return heard;
  }

  Said out(Effect effect) {
    said = rules.out(effect, correlation, context());
    Rows.commit(correlation, rows);
    book.learn(said.additions());
    return said;
  }

  /** The one event of this kind that a record causes, and nothing besides. */
  <E extends Event> E hear(Class<E> kind, WireRecord record) {
    in(record);
    if (heard.events().size() != 1) {
      throw new AssertionError("events " + heard.events() + ", replies " + heard.replies());
    }
    return kind.cast(heard.events().get(0));
  }

  /** The one record of this kind that an effect becomes. */
  <R> R say(Class<R> kind, Effect effect) {
    out(effect);
    if (said.records().size() != 1) {
      throw new AssertionError("records " + said.records() + ", failure " + said.failure());
    }
    return kind.cast(said.records().get(0));
  }

  SipRequest request(Effect effect) {
    return say(SipCommand.Request.class, effect).request();
  }

  Stanza stanza(Effect effect) {
    return say(XmppCommand.Send.class, effect).stanza();
  }

  /** The one response with which a request is refused. */
  SipResponse refused(WireRecord record) {
    in(record);
    if (heard.replies().size() != 1 || !heard.events().isEmpty()) {
      throw new AssertionError("events " + heard.events() + ", replies " + heard.replies());
    }
    return ((SipCommand.Respond) heard.replies().get(0)).response();
  }

  // Juliet.

  Stanza message(String type, String id, Element... children) {
    return new Stanza(
        Stanza.Kind.MESSAGE,
        Vectors.jid(JULIET),
        Vectors.jid(ROMEO),
        Optional.of(id).filter(i -> !i.isEmpty()),
        type.isEmpty() ? Optional.empty() : Optional.of(type),
        Optional.empty(),
        List.of(children));
  }

  static Element body(String text) {
    return Element.of(Stanza.NAMESPACE, "body", text);
  }

  static Element thread(String text) {
    return Element.of(Stanza.NAMESPACE, "thread", text);
  }

  static Element state(String name) {
    return Element.of(ChatStates.NAMESPACE, name);
  }

  static Element receiptRequest() {
    return Element.of(StanzaText.RECEIPTS, "request");
  }

  /** Juliet's text as the machine hears it. */
  ChatMessage text(String type, String id, Element... children) {
    return hear(Event.XmppText.class, message(type, id, children)).message();
  }

  // Romeo.

  SipTransaction transaction() {
    return new SipTransaction("tx-" + ++transactions, Facts.NONE.with("via", "v"));
  }

  SipEvent.Received received(SipRequest request) {
    return new SipEvent.Received(transaction(), SOURCE, request);
  }

  /** A request of Romeo's outside of dialogs. */
  static SipRequest fromRomeo(String method, String callId) {
    return new SipRequest(
        method,
        "sip:juliet@example.com",
        SipParty.of("sip:romeo@example.net").tagged("romeos-tag"),
        SipParty.of("sip:juliet@example.com"),
        callId,
        1,
        70,
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Octets.EMPTY,
        Optional.empty());
  }

  static SipRequest page(String text) {
    return withBody(fromRomeo("MESSAGE", "9E97FB43-85F4-4A00"), "text/plain", Octets.utf8(text));
  }

  static SipRequest withBody(SipRequest r, String type, Octets body) {
    return new SipRequest(
        r.method(),
        r.requestUri(),
        r.from(),
        r.to(),
        r.callId(),
        r.cseq(),
        r.maxForwards(),
        r.routes(),
        r.contact(),
        r.headers(),
        Optional.of(type).filter(t -> !t.isEmpty()),
        body,
        r.sdp());
  }

  static SipRequest with(SipRequest r, String header, String value) {
    var headers = new ArrayList<>(r.headers());
    headers.add(new SipHeader(header, value));
    return new SipRequest(
        r.method(),
        r.requestUri(),
        r.from(),
        r.to(),
        r.callId(),
        r.cseq(),
        r.maxForwards(),
        r.routes(),
        r.contact(),
        headers,
        r.contentType(),
        r.body(),
        r.sdp());
  }

  static SipRequest to(SipRequest r, String requestUri) {
    return new SipRequest(
        r.method(),
        requestUri,
        r.from(),
        r.to(),
        r.callId(),
        r.cseq(),
        r.maxForwards(),
        r.routes(),
        r.contact(),
        r.headers(),
        r.contentType(),
        r.body(),
        r.sdp());
  }

  static SipRequest from(SipRequest r, SipParty from) {
    return new SipRequest(
        r.method(),
        r.requestUri(),
        from,
        r.to(),
        r.callId(),
        r.cseq(),
        r.maxForwards(),
        r.routes(),
        r.contact(),
        r.headers(),
        r.contentType(),
        r.body(),
        r.sdp());
  }

  static SipRequest hops(SipRequest r, int maxForwards) {
    return new SipRequest(
        r.method(),
        r.requestUri(),
        r.from(),
        r.to(),
        r.callId(),
        r.cseq(),
        maxForwards,
        r.routes(),
        r.contact(),
        r.headers(),
        r.contentType(),
        r.body(),
        r.sdp());
  }

  /** A session request of Romeo's, as in Example 10 of RFC 7573, with or without an offer. */
  static SipRequest invite(String callId, Optional<SessionDescription> sdp) {
    var r = fromRomeo("INVITE", callId);
    var contact =
        new SipParty("sip:romeo@192.0.2.7", Optional.empty(), Map.of("gr", "dr4hcr0st3lup4c"));
    return new SipRequest(
        r.method(),
        r.requestUri(),
        r.from(),
        r.to(),
        callId,
        1,
        70,
        List.of("<sip:p1.example.net;lr>", "<sip:p2.example.net;lr>"),
        Optional.of(contact),
        List.of(),
        sdp.map(s -> "application/sdp"),
        sdp.map(s -> Octets.utf8("v=0")).orElse(Octets.EMPTY),
        sdp);
  }

  /** A request of Romeo's in a dialog of which one of our 2xx or his own told {@code dialog}. */
  static SipRequest within(
      Dialog dialog, String method, long cseq, Optional<SessionDescription> sdp) {
    return new SipRequest(
        method,
        "sip:juliet@192.0.2.1:5060",
        dialog.remote(),
        dialog.local(),
        dialog.callId(),
        cseq,
        70,
        List.of(),
        Optional.of(SipParty.of(dialog.target())),
        List.of(),
        sdp.map(s -> "application/sdp"),
        sdp.map(s -> Octets.utf8("v=0")).orElse(Octets.EMPTY),
        sdp);
  }

  /** Our view of the dialog of a leg. */
  Dialog dialog(String leg) {
    return correlation.leg(leg).orElseThrow().dialog();
  }

  /** Romeo's 200 to our INVITE, as in Example 3 of RFC 7573. */
  static SipResponse ok(String tag, Optional<SessionDescription> sdp, String... headers) {
    var list = new ArrayList<SipHeader>();
    for (var i = 0; i < headers.length; i += 2) {
      list.add(new SipHeader(headers[i], headers[i + 1]));
    }
    var contact =
        new SipParty("sip:romeo@192.0.2.7", Optional.empty(), Map.of("gr", "dr4hcr0st3lup4c"));
    return new SipResponse(
        200,
        "OK",
        Optional.of(SipParty.of("sip:romeo@example.net").tagged(tag)),
        Optional.empty(),
        List.of("<sip:p1.example.net;lr>", "<sip:p2.example.net;lr>"),
        List.of(contact),
        list,
        sdp.map(s -> "application/sdp"),
        Octets.EMPTY,
        sdp);
  }

  /** Romeo's SDP: one chat with these attributes after its path. */
  static SessionDescription sdp(String types, String... attributes) {
    return new SessionDescription(
        "-",
        1,
        1,
        "s2x.example.net",
        Optional.empty(),
        List.of(line("TCP/MSRP", 12763, PEER_PATH, types, attributes)));
  }

  static MediaLine line(
      String protocol, int port, String path, String types, String... attributes) {
    var list = new ArrayList<Attribute>();
    list.add(new Attribute("accept-types", types));
    list.add(new Attribute("path", path));
    for (var attribute : attributes) {
      var colon = attribute.indexOf(':');
      list.add(
          colon < 0
              ? new Attribute(attribute, "")
              : new Attribute(attribute.substring(0, colon), attribute.substring(colon + 1)));
    }
    return new MediaLine("message", port, protocol, "*", Optional.empty(), list);
  }

  static SessionDescription described(MediaLine... lines) {
    return new SessionDescription("-", 1, 1, "s2x.example.net", Optional.empty(), List.of(lines));
  }

  // Whole passages.

  /** Juliet's chat is answered by Romeo: F1 to F8 of RFC 7573. */
  void established(String leg, SessionDescription answer) {
    var first = text("chat", "a786hjs2", thread("29377446-0CBB-4296"), body("Art thou?"));
    out(new Effect.StartSession("invite-" + leg, leg, first, Optional.empty()));
    in(new SipEvent.Answered("invite-" + leg, ok("as83kd9", Optional.of(answer))));
    out(new Effect.AckSession(leg, Optional.empty()));
    out(new Effect.OpenMedia(leg));
  }

  /** Romeo's session is accepted: F17 to F22 of RFC 7573; the name of its leg. */
  String offered(SessionDescription offer) {
    var leg =
        hear(Event.SessionOffered.class, received(invite("F6989A8C-DE8A-4E21", Optional.of(offer))))
            .leg();
    out(new Effect.AcceptSession(leg, false));
    in(received(within(dialog(leg), "ACK", 1, Optional.empty())));
    out(new Effect.OpenMedia(leg));
    return leg;
  }

  /** The session-id of a leg's own path. */
  String session(String leg) {
    return correlation.leg(leg).orElseThrow().path().orElseThrow().sessionId();
  }

  static ChatMessage plain(String ref, Kind kind, String text) {
    return ChatMessage.plain(ref, kind, text);
  }

  /** Sizes near those of the wire; tests of limits keep clear of the difference. */
  private record WireSizes() implements Context.Sizes {

    @Override
    public int of(SipCommand.Request command) {
      var r = command.request();
      var parts =
          Stream.concat(
              Stream.of(
                  r.method(), r.requestUri(), r.from().toString(), r.to().toString(), r.callId()),
              r.headers().stream().map(h -> h.name() + h.value()));
      return 200 + parts.mapToInt(String::length).sum() + r.body().length();
    }

    @Override
    public int of(Stanza stanza) {
      var out = 100;
      for (var child : stanza.children()) {
        var escaped = child.text().replace("&", "&amp;").replace("<", "&lt;");
        out += 40 + Octets.utf8(escaped).length();
      }
      return out;
    }
  }
}
