package im.balcony.session;

import im.balcony.api.data.Ids;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.leg.LegRules;
import im.balcony.session.rows.Conversation;
import im.balcony.session.rows.EnumNames;
import im.balcony.session.step.Deadlines;
import im.balcony.session.step.Turn;
import im.balcony.session.text.Delivery;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A conversation between two steps, in the form in which the next one works on it. */
final class OpenConversation implements Conversations.Memory {

  private final Conversation conversation;

  OpenConversation(Conversation conversation) {
    this.conversation = conversation;
  }

  @Override
  public Step step(Event event, long now, Ids ids, Tenant tenant, PeerView peer) {
    var turn = new Turn(conversation, now, ids, tenant, peer, LegRules.TABLE);
    Machine.run(turn, event);
    return turn.step();
  }

  @Override
  public OptionalLong due(Limits limits) {
    return Deadlines.of(conversation, limits);
  }

  @Override
  public Set<String> unfinished() {
    var refs = new HashSet<String>();
    conversation.texts().all().forEach(text -> refs.add(text.ref()));
    for (var entry : conversation.incoming().all()) {
      if (entry.inFlight()) {
        refs.add(entry.ref());
      }
    }
    return Set.copyOf(refs);
  }

  @Override
  public List<Conversations.SessionInfo> sessions() {
    if (conversation.legs().all().isEmpty()) {
      return List.of();
    }
    return conversation.legs().all().stream()
        .map(
            leg ->
                new Conversations.SessionInfo(
                    leg.name(),
                    EnumNames.STATES.of(leg.state()),
                    Delivery.queued(conversation, leg),
                    leg.state().isHalfOpen()))
        .toList();
  }
}
