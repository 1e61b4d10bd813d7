package im.balcony.session.step;

import im.balcony.api.data.Ids;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.snapshot.Body;
import im.balcony.session.state.Composing;
import im.balcony.session.state.Conversation;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One step in the making: the conversation as it changes, and what the step will say. */
public final class Turn {

  /** A leg went from one state to another, or stayed. */
  public record Moved(LegState from, LegInput input, LegState to) {}

  /** The time of the step, milliseconds. */
  public final long now;

  /** Where new identifiers come from. */
  public final Ids ids;

  /** Whose conversation it is. */
  public final Tenant tenant;

  private final PeerView peer;
  private final Conversation before;
  private final LegTable table;

  /** The legs as they are now, by name. */
  public final Map<String, Leg> legs = new LinkedHashMap<>();

  /** Texts of the XMPP user that are not handed over. */
  public final List<Text> texts;

  /** Texts of the XMPP user that are, with what may still come. */
  public final List<Handed> handed;

  /** Texts of the SIP user. */
  public final List<Incoming> incoming;

  /** Who composes. */
  public Composing composing;

  /** How long the conversation stays on the page rung, milliseconds; 0 if it is not there. */
  public long rungUntil;

  /** How long no session is tried after one without media, milliseconds; 0 if one may be. */
  public long noSessionUntil;

  /** The effect of the text that this step accepts; empty if it accepts none. */
  public String fresh = "";

  private final List<Effect> effects = new ArrayList<>();
  private final List<Step.Decided> outcomes = new ArrayList<>();
  private final List<PeerNote> notes = new ArrayList<>();

  /** What legs did in this step. */
  public final List<Moved> moves = new ArrayList<>();

  /**
   * A step that begins.
   *
   * @param before what is remembered
   * @param now milliseconds
   * @param ids where new identifiers come from
   * @param tenant whose conversation it is
   * @param peer what is known of the SIP user beyond this conversation
   * @param table what a leg does with each input
   */
  public Turn(
      Conversation before, long now, Ids ids, Tenant tenant, PeerView peer, LegTable table) {
    this.table = table;
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

  /** The tenant's limits. */
  public Limits limits() {
    return tenant.limits();
  }

  /** Until when a refusal is remembered: at the least for the texts that wait now. */
  public long remembered() {
    return now + Math.max(1, limits().peerMemory());
  }

  /** The effect of the text that the step before accepted. */
  public String lastAccepted() {
    return before.fresh();
  }

  /** A new effect id. */
  public String effectId() {
    return "e" + ids.token(15);
  }

  /** The step has this effect, after those before. */
  public void effect(Effect effect) {
    effects.add(effect);
  }

  /** The step decides what became of a message. */
  public void decide(String ref, Outcome outcome) {
    outcomes.add(new Step.Decided(ref, outcome));
  }

  /**
   * The step remembers something of the SIP user beyond the conversation, until a time in
   * milliseconds.
   */
  public void note(PeerNote.Kind kind, long until) {
    notes.add(new PeerNote(kind, until));
  }

  /** Until when something is known of the peer, this step included. */
  public long known(PeerNote.Kind kind) {
    var until = peer.until(kind);
    for (var note : notes) {
      until = note.kind() == kind ? note.until() : until;
    }
    return until;
  }

  /** The leg, or one that does not exist. */
  public Leg leg(String name) {
    return legs.getOrDefault(name, Leg.idle(name));
  }

  /** The leg is now so. */
  public void put(Leg leg) {
    if (leg.state() == LegState.IDLE) {
      legs.remove(leg.name());
    } else {
      legs.put(leg.name(), leg);
    }
  }

  /** A leg hears something: the table says what it does. */
  public void fire(String name, LegInput input, Event event) {
    var leg = leg(name);
    table.rule(leg.state(), input).handler().handle(this, leg, event);
    moves.add(new Moved(leg.state(), input, leg(name).state()));
  }

  /** Puts {@code changed} where the text with its ref was. */
  public void put(Text changed) {
    texts.replaceAll(text -> text.ref().equals(changed.ref()) ? changed : text);
  }

  /** The first text like that. */
  public Optional<Text> text(Predicate<Text> which) {
    return texts.stream().filter(which).findFirst();
  }

  /** The step as it is now. */
  public Step step() {
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
        Deadlines.of(after, limits()),
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
