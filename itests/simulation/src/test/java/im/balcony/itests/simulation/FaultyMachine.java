package im.balcony.itests.simulation;

import im.balcony.api.data.Ids;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Snapshot;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.ConversationMachine;
import im.balcony.testkit.virtual.VirtualProcess;
import java.util.List;
import java.util.Set;

/** The real machine, except that some steps throw, as none should. */
final class FaultyMachine implements Conversations {

  private final Conversations real = new ConversationMachine();
  private final VirtualProcess process;
  private int faults;

  FaultyMachine(VirtualProcess process) {
    this.process = process;
  }

  /** The next {@code count} steps throw. */
  void fault(int count) {
    faults = count;
  }

  @Override
  public Step step(
      Snapshot snapshot, Event event, long now, Ids ids, Tenant tenant, PeerView peer) {
    process.point("step of the machine");
    if (faults > 0) {
      faults--;
      throw new IllegalStateException("a fault of the machine");
    }
    return real.step(snapshot, event, now, ids, tenant, peer);
  }

  @Override
  public Set<String> unfinished(Snapshot snapshot) {
    return real.unfinished(snapshot);
  }

  @Override
  public Snapshot withoutTexts(Snapshot snapshot, boolean all) {
    return real.withoutTexts(snapshot, all);
  }

  @Override
  public List<SessionInfo> sessions(Snapshot snapshot) {
    return real.sessions(snapshot);
  }
}
