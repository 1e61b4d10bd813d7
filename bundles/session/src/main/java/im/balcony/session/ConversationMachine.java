package im.balcony.session;

import im.balcony.api.data.Ids;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Snapshot;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.leg.LegRules;
import im.balcony.session.snapshot.Body;
import im.balcony.session.snapshot.Words;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Text;
import im.balcony.session.step.Turn;
import im.balcony.session.text.Delivery;
import im.balcony.session.text.Withheld;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;

/** The machine of a conversation as a service. */
@Component(immediate = true)
public final class ConversationMachine implements Conversations {

  @Override
  public Step step(
      Snapshot snapshot, Event event, long now, Ids ids, Tenant tenant, PeerView peer) {
    var turn = new Turn(Body.read(snapshot.body()), now, ids, tenant, peer, LegRules.TABLE);
    Machine.run(turn, event);
    return turn.step();
  }

  @Override
  public Snapshot withoutTexts(Snapshot snapshot, boolean all) {
    return Withheld.without(snapshot, all);
  }

  @Override
  public Set<String> unfinished(Snapshot snapshot) {
    var conversation = Body.read(snapshot.body());
    return Stream.concat(
            conversation.texts().stream().map(Text::ref),
            conversation.incoming().stream().filter(Incoming::inFlight).map(Incoming::ref))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<SessionInfo> sessions(Snapshot snapshot) {
    var conversation = Body.read(snapshot.body());
    return conversation.legs().stream()
        .map(
            leg ->
                new SessionInfo(
                    leg.name(),
                    Words.STATES.of(leg.state()),
                    Delivery.queued(conversation, leg),
                    leg.state().isHalfOpen()))
        .toList();
  }
}
