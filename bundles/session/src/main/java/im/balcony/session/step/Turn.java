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
import im.balcony.session.rows.Conversation;
import im.balcony.session.rows.Table;
import im.balcony.session.state.Composing;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Rest;
import im.balcony.session.state.Text;
import java.util.ArrayList;
import java.util.List;

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
  private final Conversation conversation;
  private final LegTable table;
  private final Rest before;

  private Composing composing;
  private long rungUntil;
  private long noSessionUntil;
  private String fresh = "";

  private final List<Effect> effects = new ArrayList<>();
  private final List<Step.Decided> outcomes = new ArrayList<>();
  private final List<PeerNote> notes = new ArrayList<>();

  private final List<Moved> moves = new ArrayList<>();

  /**
   * A step that begins.
   *
   * @param conversation what is remembered, which changes with the step
   * @param now milliseconds
   * @param ids where new identifiers come from
   * @param tenant whose conversation it is
   * @param peer what is known of the SIP user beyond this conversation
   * @param table what a leg does with each input
   */
  public Turn(
      Conversation conversation, long now, Ids ids, Tenant tenant, PeerView peer, LegTable table) {
    this.table = table;
    this.conversation = conversation;
    this.now = now;
    this.ids = ids;
    this.tenant = tenant;
    this.peer = peer;
    before = conversation.rest();
    composing = before.composing();
    rungUntil = before.rungUntil();
    noSessionUntil = before.noSessionUntil();
  }

  /** All that is remembered, as it is now; what is beside sessions and texts is asked here. */
  public Conversation conversation() {
    return conversation;
  }

  /** The legs as they are now. */
  public Table<Leg> legs() {
    return conversation.legs();
  }

  /** Texts of the XMPP user that are not handed over. */
  public Table<Text> texts() {
    return conversation.texts();
  }

  /** Texts of the XMPP user that are, with what may still come. */
  public Table<Handed> handed() {
    return conversation.handed();
  }

  /** Texts of the SIP user. */
  public Table<Incoming> incoming() {
    return conversation.incoming();
  }

  /** Who composes. */
  public Composing composing() {
    return composing;
  }

  /** These compose now. */
  public void composing(Composing who) {
    composing = who;
  }

  /** How long the conversation stays on the page rung, milliseconds; 0 if it is not there. */
  public long rungUntil() {
    return rungUntil;
  }

  /** It stays there until then; 0 if it is not there. */
  public void rungUntil(long time) {
    rungUntil = time;
  }

  /** How long no session is tried after one without media, milliseconds; 0 if one may be. */
  public long noSessionUntil() {
    return noSessionUntil;
  }

  /** None is tried until then; 0 if one may be. */
  public void noSessionUntil(long time) {
    noSessionUntil = time;
  }

  /** The step accepts a text, which this effect carries. */
  public void accepts(String effectId) {
    fresh = effectId;
  }

  /** What legs did in this step. */
  public List<Moved> moves() {
    return moves;
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
    return legs().find(name).orElseGet(() -> Leg.idle(name));
  }

  /** The leg is now so. */
  public void put(Leg leg) {
    if (leg.state() == LegState.IDLE) {
      legs().remove(leg.name());
    } else {
      legs().put(leg);
    }
  }

  /** The names of the legs as they are now, for whoever changes them. */
  public List<String> legNames() {
    var names = new ArrayList<String>(legs().size());
    for (var leg : legs().all()) {
      names.add(leg.name());
    }
    return names;
  }

  /** A leg hears something: the table says what it does. */
  public void fire(String name, LegInput input, Event event) {
    var leg = leg(name);
    table.rule(leg.state(), input).handler().handle(this, leg, event);
    moves.add(new Moved(leg.state(), input, leg(name).state()));
  }

  /** The step as it is now; it ends with this. */
  public Step step() {
    conversation.rest(new Rest(composing, rungUntil, noSessionUntil, fresh, before.more()));
    var durable = isDurable();
    var over = conversation.isOver();
    var changes = conversation.takeChanges(!tenant.policy().durability().keepsTexts());
    return new Step(
        changes, Deadlines.of(conversation, limits()), effects, outcomes, durable, notes, over);
  }

  /** Whether more happened than a crash may take: composing states, copies of a 2xx. */
  private boolean isDurable() {
    if (!outcomes.isEmpty() || conversation.isChanged()) {
      return true;
    }
    for (var effect : effects) {
      if (!isVolatile(effect)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVolatile(Effect effect) {
    return effect instanceof Effect.ComposingToMsrp
        || effect instanceof Effect.StateToXmpp
        || (effect instanceof Effect.AcceptSession accept && accept.repeat());
  }
}
