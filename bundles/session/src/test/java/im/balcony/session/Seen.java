package im.balcony.session;

import im.balcony.session.rows.Conversation;
import im.balcony.session.state.Composing;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Rest;
import im.balcony.session.state.Text;
import java.util.List;

/** What a conversation remembered at one time; it does not change with it. */
record Seen(
    List<Leg> legs, List<Text> texts, List<Handed> handed, List<Incoming> incoming, Rest rest) {

  static Seen of(Conversation conversation) {
    return new Seen(
        List.copyOf(conversation.legs().all()),
        List.copyOf(conversation.texts().all()),
        List.copyOf(conversation.handed().all()),
        List.copyOf(conversation.incoming().all()),
        conversation.rest());
  }

  Composing composing() {
    return rest.composing();
  }

  LegState state(String leg) {
    return legs.stream()
        .filter(l -> l.name().equals(leg))
        .map(Leg::state)
        .findFirst()
        .orElse(LegState.IDLE);
  }
}
