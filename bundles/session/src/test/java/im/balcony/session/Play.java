package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.api.session.SessionTimer;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.rows.Conversation;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.LegState;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Tenants;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A conversation on a virtual clock: events in, what came out of the last one, what time brings.
 */
final class Play {

  static final Tenant.Policy POLICY = Tenant.Policy.DEFAULT;
  static final Limits LIMITS = Limits.DEFAULT;

  final Twice conversation = new Twice();
  final SeededIds ids;
  final Tenant tenant;
  final Map<PeerNote.Kind, Long> peer = new EnumMap<>(PeerNote.Kind.class);
  final Map<String, List<Outcome.Kind>> outcomes = new LinkedHashMap<>();
  final List<Effect> all = new ArrayList<>();
  long now = 1_000_000_000_000L;
  List<Effect> effects = List.of();
  Step last;

  Play() {
    this(Tenants.verona());
  }

  Play(Tenant tenant) {
    this(tenant, 7);
  }

  Play(Tenant tenant, long seed) {
    this.tenant = tenant;
    ids = new SeededIds(seed);
  }

  static Play with(Tenant.Policy policy) {
    return new Play(Tenants.verona(policy, LIMITS));
  }

  static Play page() {
    return with(policy(ChatMode.PAGE, PageOversize.SPLIT, PageStatus.ACCEPTED));
  }

  /** The tenant's configuration is gone: it only finishes what it has. */
  static Play draining() {
    var t = Tenants.verona();
    return new Play(
        new Tenant(
            t.id(),
            true,
            t.sipDomains(),
            t.xmppDomains(),
            t.component(),
            t.nextHop(),
            t.trustedPeers(),
            t.sipAdvertise(),
            t.msrpAdvertise(),
            t.msrpConnectAllow(),
            t.policy(),
            t.limits()));
  }

  static Tenant.Policy policy(ChatMode mode, PageOversize oversize, PageStatus status) {
    return PolicyBuilder.defaults()
        .chatMode(mode)
        .pageOversize(oversize)
        .pageStatus(status)
        .build();
  }

  // What happens.

  List<Effect> hear(Event event) {
    last = conversation.step(event, now, ids, tenant, kind -> peer.getOrDefault(kind, 0L));
    last.peer().forEach(note -> peer.put(note.kind(), note.until()));
    last.outcomes()
        .forEach(
            d -> outcomes.computeIfAbsent(d.ref(), r -> new ArrayList<>()).add(d.outcome().kind()));
    effects = last.effects();
    all.addAll(effects);
    return effects;
  }

  /** Time passes; each deadline is told when it is due. */
  List<Effect> pass(long millis) {
    var end = now + millis;
    var seen = new ArrayList<Effect>();
    for (var rounds = 0; rounds < 100_000; rounds++) {
      var next = conversation.memory().due(tenant.limits());
      if (next.isEmpty() || next.getAsLong() > end) {
        now = end;
        effects = seen;
        return seen;
      }
      now = Math.max(now, next.getAsLong());
      seen.addAll(hear(new Event.Due()));
    }
    throw new AssertionError("deadlines never end: " + last.due());
  }

  Play at(long millisFromNow) {
    pass(millisFromNow);
    return this;
  }

  List<Effect> juliet(String ref) {
    return hear(new Event.XmppText(chat(ref), Optional.empty()));
  }

  List<Effect> juliet(String ref, String gruu) {
    return hear(new Event.XmppText(chat(ref), Optional.of(gruu)));
  }

  List<Effect> julietNormal(String ref) {
    return hear(
        new Event.XmppText(
            ChatMessage.plain(ref, ChatMessage.Kind.NORMAL, "text " + ref), Optional.empty()));
  }

  static ChatMessage chat(String ref) {
    return ChatMessage.plain(ref, ChatMessage.Kind.CHAT, "text " + ref);
  }

  static ChatMessage wanting(String ref, boolean receipt, ChatMessage.FailureReport failures) {
    return new ChatMessage(
        ref,
        ChatMessage.Kind.CHAT,
        "text " + ref,
        Optional.empty(),
        Optional.of("thread"),
        Optional.of("en"),
        Optional.empty(),
        Optional.empty(),
        receipt,
        failures,
        Optional.empty(),
        Optional.empty(),
        true);
  }

  List<Effect> accepted(String leg) {
    return answered(leg, "");
  }

  /** The same from this instance, if it is named. */
  List<Effect> answered(String leg, String gruu) {
    var instance = gruu.isEmpty() ? Optional.<String>empty() : Optional.of(gruu);
    return hear(
        new Event.SessionAccepted(leg, false, true, instance, Optional.empty(), Optional.empty()));
  }

  List<Effect> accepted(String leg, SessionTimer timer) {
    return hear(
        new Event.SessionAccepted(
            leg, false, true, Optional.empty(), Optional.empty(), Optional.of(timer)));
  }

  List<Effect> refused(String leg, int status, boolean noSession) {
    return hear(new Event.SessionRefused(leg, Failure.sip(status, "no"), noSession));
  }

  List<Effect> offered(String leg) {
    return hear(
        new Event.SessionOffered(
            leg, false, Optional.empty(), OptionalLong.empty(), Optional.empty()));
  }

  List<Effect> acked(String leg) {
    return hear(new Event.SessionAcked(leg, false, Optional.empty()));
  }

  List<Effect> mediaUp(String leg) {
    return hear(new Event.MediaUp(leg));
  }

  List<Effect> mediaDown(String leg) {
    return hear(new Event.MediaDown(leg, Failure.of(Failure.Cause.TRANSPORT, "connection lost")));
  }

  /** The gateway was away. */
  List<Effect> restarted(String leg) {
    var why = Failure.of(Failure.Cause.TRANSPORT, "the gateway was restarted");
    return hear(new Event.MediaDown(leg, why, true));
  }

  List<Effect> romeo(String leg, ChatMessage message) {
    return hear(new Event.MsrpText(leg, message, false));
  }

  List<Effect> done(String effectId) {
    return hear(new Event.Result(effectId, Optional.empty(), false));
  }

  List<Effect> failed(String effectId, Failure failure, boolean maybeArrived) {
    return hear(new Event.Result(effectId, Optional.of(failure), maybeArrived));
  }

  /** Juliet opens a chat that is up, and her first text through. */
  String established() {
    juliet("first");
    var leg = the(Effect.StartSession.class).leg();
    hear(new Event.SessionProgress(leg));
    accepted(leg);
    mediaUp(leg);
    done(the(Effect.TextToMsrp.class).effectId());
    return leg;
  }

  /** Romeo opens a chat that is up. */
  String answered(String leg) {
    offered(leg);
    acked(leg);
    mediaUp(leg);
    return leg;
  }

  // What came of it.

  /** The one effect of this type in the last step or span of time. */
  <T extends Effect> T the(Class<T> type) {
    var found = of(type);
    assertThat(found).as(type.getSimpleName() + " in " + effects).hasSize(1);
    return found.get(0);
  }

  <T extends Effect> List<T> of(Class<T> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The names of the effects, in order. */
  List<String> words() {
    return effects.stream().map(e -> e.getClass().getSimpleName()).toList();
  }

  List<String> errors() {
    return of(Effect.ErrorToXmpp.class).stream().map(Effect.ErrorToXmpp::ref).toList();
  }

  LegState state(String leg) {
    return conversation().state(leg);
  }

  /** What is remembered, as its rows say it. */
  Seen conversation() {
    return Seen.of(Conversation.open(conversation.rows));
  }

  List<Conversations.SessionInfo> sessions() {
    return conversation.memory().sessions();
  }

  Outcome.Kind outcome(String ref) {
    var told = outcomes.getOrDefault(ref, List.of());
    return told.isEmpty() ? null : told.get(told.size() - 1);
  }

  /** Puts these texts in the place of what is remembered. */
  void remember(List<Handed> handed, List<Incoming> incoming) {
    var changed = Conversation.open(conversation.rows);
    List.copyOf(changed.handed().all()).forEach(h -> changed.handed().remove(h.key()));
    List.copyOf(changed.incoming().all()).forEach(i -> changed.incoming().remove(i.key()));
    handed.forEach(changed.handed()::append);
    incoming.forEach(changed.incoming()::append);
    var rows = new LinkedHashMap<>(conversation.rows);
    changed.takeChanges(false).apply(rows);
    conversation.open(rows);
  }

  static Facts unknown() {
    return Facts.NONE.with("tomorrow", "kept");
  }
}
