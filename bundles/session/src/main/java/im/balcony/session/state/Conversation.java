package im.balcony.session.state;

import im.balcony.api.data.Facts;
import java.util.List;

/**
 * All that the machine remembers of a conversation between two steps.
 *
 * @param legs its sessions, at most {@link Bounds#LEGS}
 * @param texts texts of the XMPP user in hand, oldest first
 * @param handed texts of the XMPP user handed over, oldest first
 * @param incoming texts of the SIP user, oldest first
 * @param composing who is writing
 * @param rungUntil until when the conversation is on the page rung; 0 if it is not
 * @param noSessionUntil until when no session is tried because the last one could not carry texts
 * @param fresh the effect of a text that the last step accepted and that may still be refused
 *     before the commit (SIZE-11, SIZE-16); empty if there is none
 * @param more what a newer version wrote
 */
public record Conversation(
    List<Leg> legs,
    List<Text> texts,
    List<Handed> handed,
    List<Incoming> incoming,
    Composing composing,
    long rungUntil,
    long noSessionUntil,
    String fresh,
    Facts more) {

  /** Copies the lists. */
  public Conversation {
    legs = List.copyOf(legs);
    texts = List.copyOf(texts);
    handed = List.copyOf(handed);
    incoming = List.copyOf(incoming);
  }

  /** Whether nothing is left that is worth keeping. */
  public boolean isOver() {
    return legs.isEmpty()
        && texts.isEmpty()
        && handed.isEmpty()
        && incoming.isEmpty()
        && composing.equals(Composing.NOBODY)
        && rungUntil == 0
        && noSessionUntil == 0;
  }

  /** The same without what a crash may take. */
  public Conversation lasting() {
    var settled = legs.stream().map(leg -> leg.clear(Leg.Mark.REPEAT, Leg.Mark.GAP)).toList();
    return new Conversation(
        settled, texts, handed, incoming, Composing.NOBODY, rungUntil, noSessionUntil, "", more);
  }
}
