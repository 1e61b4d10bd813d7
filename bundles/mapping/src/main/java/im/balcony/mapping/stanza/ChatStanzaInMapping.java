package im.balcony.mapping.stanza;

import im.balcony.api.address.Jid;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.ChatState;
import im.balcony.api.session.Event;
import im.balcony.api.tenant.Notifications;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.mapping.content.Imdn.Disposition;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.content.Subjects;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.error.ErrorMapping;
import java.util.Optional;

/** Stanzas of the XMPP user (RFC 7572 §4, RFC 7573 §4 to §7). */
public final class ChatStanzaInMapping {

  private static final String SHIM = "http://jabber.org/protocol/shim";

  private ChatStanzaInMapping() {}

  /** What a stanza means. */
  public static void in(CorrelationTurn turn, Stanza stanza) {
    switch (stanza.kind()) {
      case MESSAGE -> message(turn, stanza);
      case PRESENCE -> presence(turn, stanza);
      case IQ -> turn.note("queries belong to no conversation");
    }
  }

  /** Presence of whatever resource releases the lock (RFC 6121 §5.1, CHAT-13). */
  private static void presence(CorrelationTurn turn, Stanza presence) {
    unlock(turn, presence.from());
    turn.note("presence");
  }

  /**
   * From now on chat goes to the bare JID, also where a session was addressed to a resource: that
   * one may be the one that left.
   */
  private static void unlock(CorrelationTurn turn, Jid from) {
    if (turn.correlation.state().lock().isPresent()
        || turn.correlation.legs().stream()
            .anyMatch(leg -> from.isBare() || leg.resource().equals(from.resource()))) {
      turn.correlation.state(s -> s.lock(turn.key.juliet().toString()));
    }
  }

  private static void message(CorrelationTurn turn, Stanza stanza) {
    if (stanza.isError()) {
      error(turn, stanza);
      return;
    }
    var text = StanzaText.read(stanza);
    text.received().ifPresent(id -> receipt(turn, stanza, id));
    text.displayed().ifPresent(id -> StanzaNotices.displayed(turn, stanza, id));
    if (text.refusal().isPresent()) {
      encrypted(turn, stanza, text);
      return;
    }
    var chat = type(stanza).equals("chat");
    if (chat && (text.hasContent() || text.state().isPresent())) {
      follow(turn, stanza, text);
    }
    if (text.hasContent()) {
      content(turn, stanza, text);
    } else if (chat && text.state().isPresent()) {
      turn.tell(new Event.XmppState(text.state().get()));
    } else {
      turn.note("nothing to map");
    }
  }

  private static String type(Stanza stanza) {
    return stanza.type().orElse("normal");
  }

  private static void encrypted(CorrelationTurn turn, Stanza stanza, StanzaText text) {
    turn.note("encrypted");
    if (!type(stanza).equals("headline")) {
      var error = ErrorMapping.toStanzaError(text.refusal().orElseThrow(), turn.context);
      turn.send(new XmppCommand.Send(Optional.empty(), ErrorMapping.bounce(stanza, error)));
    }
  }

  /** What the user's latest chat stanza says about how to write back to him. */
  private static void follow(CorrelationTurn turn, Stanza stanza, StanzaText text) {
    var correlation = turn.correlation;
    if (!stanza.from().isBare()) {
      correlation.state(s -> s.lock(stanza.from().toString()));
    }
    text.thread().ifPresent(t -> correlation.state(s -> s.thread(t)));
    if (text.state().isPresent()) {
      correlation.state(s -> s.states(true));
    } else if (correlation.state().offered() && correlation.state().states().isEmpty()) {
      // A reply without a state from one who never showed any: the user wants none (XEP-0085
      // §5.1). Who did show some knows them, also where a text has none.
      correlation.state(s -> s.states(false));
    }
  }

  private static void content(CorrelationTurn turn, Stanza stanza, StanzaText text) {
    var hops = hops(stanza);
    if (hops.filter(h -> h <= 0).isPresent()) {
      turn.note("too many hops");
      var error = ErrorMapping.stanzaError("policy-violation", "Too many hops");
      turn.send(new XmppCommand.Send(Optional.empty(), ErrorMapping.bounce(stanza, error)));
      return;
    }
    var ref = CorrelationMessages.newRef(turn);
    var from = stanza.from().toString();
    var to = stanza.to().toString();
    CorrelationMessages.remember(
        turn,
        ref,
        CorrelationMessage.ofStanza(turn.context.now(), from, to, type(stanza), stanza.id(), hops));
    turn.tell(new Event.XmppText(chat(turn, stanza, text, ref), stanza.to().resource()));
  }

  private static ChatMessage chat(
      CorrelationTurn turn, Stanza stanza, StanzaText text, String ref) {
    var kind =
        switch (type(stanza)) {
          case "chat" -> Kind.CHAT;
          case "headline" -> Kind.HEADLINE;
          default -> Kind.NORMAL;
        };
    var tellable = stanza.id().isPresent() && kind != Kind.HEADLINE;
    var asks = turn.context.tenant().policy().notifications() == Notifications.REQUEST;
    return new ChatMessage(
        ref,
        kind,
        text.body().orElse(""),
        text.subject(),
        text.thread(),
        text.language(),
        text.delay(),
        text.nick(),
        text.receiptRequested() && tellable,
        FailureReport.YES,
        kind == Kind.CHAT ? text.state() : Optional.<ChatState>empty(),
        Optional.empty(),
        text.stored(),
        Optional.empty(),
        Subjects.besides(text.subjects(), text.language()),
        text.markable() && tellable && asks);
  }

  /** How many hops another gateway left the text (XEP-0131, SEC-24). */
  private static Optional<Long> hops(Stanza stanza) {
    return stanza
        .child(SHIM, "headers")
        .flatMap(
            headers ->
                headers.children().stream()
                    .filter(h -> h.is(SHIM, "header"))
                    .filter(
                        h ->
                            h.attribute("name")
                                .filter("Max-Forwards"::equalsIgnoreCase)
                                .isPresent())
                    .findFirst())
        .map(h -> h.text().strip())
        .filter(t -> t.matches("[0-9]{1,9}"))
        .map(Long::parseLong);
  }

  /** The first receipt counts, for a message that asked for one (RCPT-09, RCPT-10). */
  private static void receipt(CorrelationTurn turn, Stanza stanza, String id) {
    var found =
        CorrelationMessages.ofStanza(turn, id).filter(known -> known.getValue().awaitsReceipt());
    if (found.isEmpty()) {
      turn.note("receipt nobody asked for");
      return;
    }
    var ref = found.get().getKey();
    CorrelationMessages.remember(turn, ref, found.get().getValue().received());
    turn.tell(new Event.XmppReceipt(ref));
    StanzaNotices.tell(turn, stanza, ref, Disposition.DELIVERED);
  }

  private static void error(CorrelationTurn turn, Stanza stanza) {
    var from = stanza.from().toString();
    if (turn.correlation.state().lock().filter(from::equals).isPresent()) {
      unlock(turn, stanza.from());
    }
    var id = stanza.id().orElse("");
    var found = CorrelationMessages.ofStanza(turn, id);
    if (found.isEmpty()) {
      turn.note("error for nothing we sent");
      return;
    }
    turn.tell(
        new Event.XmppError(
            found.get().getKey(),
            ErrorMapping.fromStanzaError(stanza),
            ErrorMapping.permanent(stanza)));
    // As long as the answer is open, it says so (RFC 5438 §12.1.3.1).
    if (turn.correlation.asked().get(found.get().getKey()).isEmpty()) {
      StanzaNotices.tell(turn, stanza, found.get().getKey(), Disposition.FAILED);
    }
  }

  /** The element by which another gateway sees how far a text came. */
  static im.balcony.api.xmpp.Element hops(long left) {
    var header =
        im.balcony.api.xmpp.Element.of(SHIM, "header", String.valueOf(Math.max(0, left)))
            .with("name", "Max-Forwards");
    return im.balcony.api.xmpp.Element.of(SHIM, "headers").with(header);
  }
}
