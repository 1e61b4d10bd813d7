package im.balcony.mapping.stanza;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.session.Effect;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.content.ChatStates;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.content.Subjects;
import im.balcony.mapping.content.XhtmlIm;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationSpeaker;
import im.balcony.mapping.correlation.CorrelationState;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import im.balcony.mapping.text.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Stanzas to the XMPP user on behalf of the SIP user (RFC 7572 §5, RFC 7573). */
public final class ChatStanzaMapping {

  private static final String THREAD = "thread";
  private static final int ID = 22;

  /** A text younger than this is not marked as delayed, in seconds (PAGE-36). */
  private static final long DELAYED = 60;

  private ChatStanzaMapping() {}

  /** A new session of the SIP user: its thread holds until the XMPP user writes with another. */
  public static void sessionBegins(CorrelationTurn turn, CorrelationLeg leg) {
    leg.thread().ifPresent(t -> turn.correlation.state(s -> s.thread(t)));
    if (states(turn, false)) {
      turn.correlation.state(CorrelationState::withoutStates);
    }
  }

  /** Whether the finished stanza would be larger than the tenant's limit (SIZE-11, SIZE-16). */
  public static boolean tooLarge(
      CorrelationTurn turn,
      ChatMessage message,
      CorrelationMessage memory,
      Optional<CorrelationLeg> leg) {
    var stanza = text(turn, message, Kind.CHAT, memory, leg, "x".repeat(ID), true);
    return exceeds(turn, stanza);
  }

  private static boolean exceeds(CorrelationTurn turn, Stanza stanza) {
    var limit = turn.context.tenant().limits().stanza();
    return stanza.octetsAtMost() > limit && turn.context.sizes().of(stanza) > limit;
  }

  /** A text as a message stanza. */
  public static void text(CorrelationTurn turn, Effect.TextToXmpp effect) {
    var message = effect.message();
    var memory = CorrelationMessages.memory(turn, message.ref());
    var leg = effect.leg().or(memory::leg).flatMap(turn.correlation::leg);
    var id = memory.stanzaId().orElseGet(() -> turn.context.ids().token(ID));
    var active = message.kind() == Kind.CHAT && !states(turn, false);
    var stanza = text(turn, message, message.kind(), memory, leg, id, active);
    if (exceeds(turn, stanza)) {
      turn.fail(
          Failure.of(Cause.TOO_LARGE, "Message is too large for XMPP")
              .withCondition("policy-violation")
              .withSipStatus(413)
              .withMsrpStatus(413));
      return;
    }
    CorrelationMessages.remember(turn, message.ref(), memory.sentAs(id, message.receiptWanted()));
    if (message.kind() == Kind.CHAT && (leg.isPresent() || stanza.from().resource().isPresent())) {
      CorrelationSpeaker.heard(turn, stanza.from().resource());
    }
    sent(turn, message, stanza, active);
    var until = message.expires().map(OptionalLong::of).orElse(OptionalLong.empty());
    turn.send(new XmppCommand.Send(Optional.of(effect.effectId()), stanza, until));
  }

  /** The endpoint at which somebody writes: of interest where it is told (STATE-34). */
  public static void writes(CorrelationTurn turn, Optional<String> gruu) {
    if (states(turn, true)) {
      CorrelationSpeaker.heard(turn, gruu);
    }
  }

  private static void sent(
      CorrelationTurn turn, ChatMessage message, Stanza stanza, boolean active) {
    if (active) {
      turn.correlation.state(s -> s.asOffered().lastState(ChatState.ACTIVE.name()));
    }
    message.nick().ifPresent(n -> turn.correlation.state(s -> s.nick(n)));
    if (message.kind() == Kind.CHAT) {
      stanza
          .child(Stanza.NAMESPACE, THREAD)
          .ifPresent(t -> turn.correlation.state(s -> s.thread(t.text())));
    }
  }

  /** Whether the user's client was found to know chat states, or not to know them. */
  private static boolean states(CorrelationTurn turn, boolean known) {
    return turn.correlation.state().states().filter(k -> k == known).isPresent();
  }

  private static Stanza text(
      CorrelationTurn turn,
      ChatMessage message,
      Kind kind,
      CorrelationMessage memory,
      Optional<CorrelationLeg> leg,
      String id,
      boolean active) {
    var chat = kind == Kind.CHAT;
    var children = new ArrayList<Element>(Subjects.elements(message));
    if (!message.text().isEmpty()) {
      children.add(element("body", TextRules.xml(message.text())));
      message.html().map(XhtmlIm::read).map(XhtmlIm::html).ifPresent(children::add);
    }
    thread(turn, message, chat, leg).ifPresent(t -> children.add(element(THREAD, t)));
    if (active) {
      children.add(ChatStates.write(ChatState.ACTIVE));
    }
    if (message.receiptWanted()) {
      children.add(Element.of(StanzaText.RECEIPTS, "request"));
    }
    if (message.markerWanted()) {
      children.add(Element.of(StanzaText.MARKERS, "markable"));
    }
    delay(turn, message).ifPresent(children::add);
    nick(turn, message).ifPresent(children::add);
    memory.hops().ifPresent(left -> children.add(ChatStanzaInMapping.hops(left)));
    return new Stanza(
        Stanza.Kind.MESSAGE,
        romeo(turn, leg.flatMap(CorrelationLeg::gruu).or(memory::gruu)),
        addressee(turn, chat, memory.resource()),
        Optional.of(id),
        chat ? Optional.of("chat") : Optional.empty(),
        message.language().flatMap(Languages::checked),
        children);
  }

  private static Element element(String name, String text) {
    return Element.of(Stanza.NAMESPACE, name, text);
  }

  private static Optional<String> thread(
      CorrelationTurn turn, ChatMessage message, boolean chat, Optional<CorrelationLeg> leg) {
    var own = message.thread().map(TextRules::xml);
    return chat
        ? leg.flatMap(CorrelationLeg::thread).or(turn.correlation.state()::thread).or(() -> own)
        : own;
  }

  private static Optional<Element> delay(CorrelationTurn turn, ChatMessage message) {
    var latest = Instant.ofEpochMilli(turn.context.now()).minusSeconds(DELAYED);
    return message
        .sent()
        .filter(sent -> sent.getEpochSecond() > 0 && sent.isBefore(latest))
        .map(sent -> Element.of(StanzaText.DELAY, "delay").with("stamp", Timestamps.stamp(sent)));
  }

  /** Only where it is news to the user (PAGE-44). */
  private static Optional<Element> nick(CorrelationTurn turn, ChatMessage message) {
    return message
        .nick()
        .filter(n -> turn.correlation.state().nick().filter(n::equals).isEmpty())
        .map(TextRules::headerLine)
        .filter(n -> !n.isEmpty())
        .map(n -> Element.of(StanzaText.NICK, "nick", n));
  }

  private static Jid romeo(CorrelationTurn turn, Optional<String> gruu) {
    return AddressMapping.full(turn.key.romeo(), gruu);
  }

  /** Chat goes where the user was last seen; all else where the SIP user sent it. */
  private static Jid addressee(CorrelationTurn turn, boolean chat, Optional<String> resource) {
    var named = AddressMapping.full(turn.key.juliet(), resource);
    return chat
        ? turn.correlation.state().lock().flatMap(ChatStanzaMapping::jid).orElse(named)
        : named;
  }

  private static Optional<Jid> jid(String text) {
    try {
      return Optional.of(Jid.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** Only to clients that know chat states, and never the same state twice (XEP-0085 §5.3). */
  public static void state(CorrelationTurn turn, Effect.StateToXmpp effect) {
    var name = effect.state().name();
    if (!states(turn, true)
        || turn.correlation.state().lastState().filter(name::equals).isPresent()) {
      return;
    }
    var children = new ArrayList<Element>();
    turn.correlation.state().thread().ifPresent(t -> children.add(element(THREAD, t)));
    children.add(ChatStates.write(effect.state()));
    turn.correlation.state(s -> s.lastState(name));
    if (effect.state() == ChatState.GONE) {
      // The next session is a new beginning, its own gone included.
      turn.correlation.state(s -> s.withoutStates().withoutLastState());
    }
    var to = addressee(turn, true, Optional.empty());
    turn.send(
        new XmppCommand.Send(
            Optional.empty(),
            message(turn, CorrelationSpeaker.of(turn), to, Optional.of("chat"), children)));
  }

  private static Stanza message(
      CorrelationTurn turn,
      Optional<String> gruu,
      Jid to,
      Optional<String> type,
      List<Element> children) {
    return new Stanza(
        Stanza.Kind.MESSAGE,
        romeo(turn, gruu),
        to,
        Optional.of(turn.context.ids().token(ID)),
        type,
        Optional.empty(),
        children);
  }

  /** A receipt holds nothing else, and has the type of what it acknowledges (XEP-0184 §7). */
  public static void receipt(CorrelationTurn turn, Effect.ReceiptToXmpp effect) {
    about(turn, effect.effectId(), effect.ref(), Element.of(StanzaText.RECEIPTS, "received"));
  }

  /** The same for a marker (XEP-0333 §4.2). */
  public static void marker(CorrelationTurn turn, Effect.MarkerToXmpp effect) {
    about(turn, effect.effectId(), effect.ref(), Element.of(StanzaText.MARKERS, "displayed"));
  }

  private static void about(CorrelationTurn turn, String effectId, String ref, Element said) {
    var memory = CorrelationMessages.memory(turn, ref);
    var id = memory.id();
    if (id.isEmpty()) {
      turn.fail(Failure.of(Cause.UNMAPPABLE, "Message has no id to acknowledge"));
      return;
    }
    var addressed = memory.to().flatMap(ChatStanzaMapping::jid).flatMap(Jid::resource);
    var leg = memory.leg();
    var gruu =
        addressed.or(
            () ->
                leg.flatMap(
                    name ->
                        turn.correlation
                            .leg(name)
                            .map(CorrelationLeg::gruu)
                            .orElseGet(() -> CorrelationSpeaker.of(turn))));
    var child = said.with("id", id.get());
    var type = memory.type().filter(t -> !t.equals("normal"));
    var stanza =
        message(turn, gruu, CorrelationMessages.sender(turn, memory), type, List.of(child));
    turn.send(new XmppCommand.Send(Optional.of(effectId), stanza));
  }

  /** An error mirrors the id and swaps the addresses (RFC 6120 §8.3.1). */
  public static void error(CorrelationTurn turn, Effect.ErrorToXmpp effect) {
    var memory = CorrelationMessages.memory(turn, effect.ref());
    var to = memory.to().flatMap(ChatStanzaMapping::jid);
    if (to.isEmpty()) {
      turn.fail(Failure.of(Cause.INTERNAL, "Message is forgotten"));
      return;
    }
    var error = ErrorMapping.toStanzaError(effect.failure(), turn.context);
    var stanza =
        new Stanza(
            Stanza.Kind.MESSAGE,
            to.get(),
            CorrelationMessages.sender(turn, memory),
            memory.id(),
            Optional.of("error"),
            Optional.empty(),
            List.of(error));
    turn.send(new XmppCommand.Send(Optional.of(effect.effectId()), stanza));
  }
}
