package im.balcony.api.session;

import im.balcony.api.data.Changes;
import im.balcony.api.message.Outcome;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one event did to a conversation.
 *
 * @param changes the rows that it changed, and no others
 * @param due when the conversation wants to hear {@link Event.Due} next, milliseconds of the
 *     gateway's clock
 * @param effects what is to be done, in order
 * @param outcomes outcomes that were decided, in order; {@code PENDING} accepts a message
 * @param durable whether the step has to be committed before its effects leave; false where only
 *     volatile things happened (composing, timer refreshes)
 * @param peer what was learnt of the SIP user for other conversations
 * @param over whether nothing is left that is worth keeping
 */
public record Step(
    Changes changes,
    OptionalLong due,
    List<Effect> effects,
    List<Decided> outcomes,
    boolean durable,
    List<PeerNote> peer,
    boolean over) {

  /** Copies the collections. */
  public Step {
    effects = List.copyOf(effects);
    outcomes = List.copyOf(outcomes);
    peer = List.copyOf(peer);
  }

  /** The outcome of message {@code ref} so far. */
  public record Decided(String ref, Outcome outcome) {}
}
