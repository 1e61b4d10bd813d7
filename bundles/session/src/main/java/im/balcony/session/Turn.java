package im.balcony.session;

import im.balcony.api.data.Ids;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One step in the making: the conversation as it changes, and what the step will say. */
final class Turn {

  /** A leg went from one state to another, or stayed. */
  record Moved(LegState from, LegInput input, LegState to) {}

  final long now;
  final Ids ids;
  final Tenant tenant;
  private final PeerView peer;
  private final Conversation before;

  final Map<String, Leg> legs = new LinkedHashMap<>();
  final List<Text> texts;
  final List<Handed> handed;
  final List<Incoming> incoming;
  Composing composing;
  long rungUntil;
  long noSessionUntil;
  String fresh = "";

  private final List<Effect> effects = new ArrayList<>();
  private final List<Step.Decided> outcomes = new ArrayList<>();
  private final List<PeerNote> notes = new ArrayList<>();
  final List<Moved> moves = new ArrayList<>();

  Turn(Conversation before, long now, Ids ids, Tenant tenant, PeerView peer) {
    this.before = before;
    this.now = now;
    this.ids = ids;
    this.tenant = tenant;
    this.peer = peer;
    before.legs().forEach(leg -> legs.put(leg.name(), leg));
    texts = new ArrayList<>(before.texts());
    handed = new ArrayList<>(before.handed());
    incoming = new ArrayList<>(before.incoming());
    composing = before.composing();
    rungUntil = before.rungUntil();
    noSessionUntil = before.noSessionUntil();
  }

  Limits limits() {
    return tenant.limits();
  }

  /** Until when a refusal is remembered: at the least for the texts that wait now. */
  long remembered() {
    return now + Math.max(1, limits().peerMemory());
  }

  /** The effect of the text that the step before accepted. */
  String lastAccepted() {
    return before.fresh();
  }

  String effectId() {
    return "e" + ids.token(15);
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  void decide(String ref, Outcome outcome) {
    outcomes.add(new Step.Decided(ref, outcome));
  }

  void note(PeerNote.Kind kind, long until) {
    notes.add(new PeerNote(kind, until));
  }

  /** Until when something is known of the peer, this step included. */
  long known(PeerNote.Kind kind) {
    var until = peer.until(kind);
    for (var note : notes) {
      until = note.kind() == kind ? note.until() : until;
    }
    return until;
  }

  /** The leg, or one that does not exist. */
  Leg leg(String name) {
    return legs.getOrDefault(name, Leg.idle(name));
  }

  /** The leg is now so. */
  void put(Leg leg) {
    if (leg.state() == LegState.IDLE) {
      legs.remove(leg.name());
    } else {
      legs.put(leg.name(), leg);
    }
  }

  /** A leg hears something: the table says what it does. */
  void fire(String name, LegInput input, Event event) {
    var leg = leg(name);
    LegRules.TABLE.rule(leg.state(), input).handler().handle(this, leg, event);
    moves.add(new Moved(leg.state(), input, leg(name).state()));
  }

  /** Puts {@code changed} where the text with its ref was. */
  void put(Text changed) {
    texts.replaceAll(text -> text.ref().equals(changed.ref()) ? changed : text);
  }

  Optional<Text> text(Predicate<Text> which) {
    return texts.stream().filter(which).findFirst();
  }

  Step step() {
    var after =
        new Conversation(
            List.copyOf(legs.values()),
            texts,
            handed,
            incoming,
            composing,
            rungUntil,
            noSessionUntil,
            fresh,
            before.more());
    return new Step(
        Body.SCHEMA,
        Body.write(after),
        Timers.deadlines(after, limits()),
        effects,
        outcomes,
        isDurable(after),
        notes,
        after.isOver());
  }

  /** Whether more happened than a crash may take: composing states, copies of a 2xx. */
  private boolean isDurable(Conversation after) {
    return !outcomes.isEmpty()
        || !effects.stream().allMatch(Turn::isVolatile)
        || !after.lasting().equals(before.lasting());
  }

  private static boolean isVolatile(Effect effect) {
    return effect instanceof Effect.ComposingToMsrp
        || effect instanceof Effect.StateToXmpp
        || (effect instanceof Effect.AcceptSession accept && accept.repeat());
  }
}
