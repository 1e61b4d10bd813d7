package im.balcony.session;

import im.balcony.api.data.Ids;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Snapshot;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Tenant;
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
    var turn = new Turn(Body.read(snapshot.body()), now, ids, tenant, peer);
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
                    leg.state().word(),
                    Delivery.queued(conversation, leg),
                    leg.state().isHalfOpen()))
        .toList();
  }
}
