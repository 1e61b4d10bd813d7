package im.balcony.itests.simulation;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.ConversationMachine;
import im.balcony.testkit.virtual.VirtualProcess;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
  public Memory open(Map<String, Facts> rows) {
    return new Faulty(real.open(rows));
  }

  private final class Faulty implements Memory {

    private final Memory real;

    Faulty(Memory real) {
      this.real = real;
    }

    @Override
    public Step step(Event event, long now, Ids ids, Tenant tenant, PeerView peer) {
      process.point("step of the machine");
      if (faults > 0) {
        faults--;
        throw new IllegalStateException("a fault of the machine");
      }
      return real.step(event, now, ids, tenant, peer);
    }

    @Override
    public OptionalLong due(Limits limits) {
      return real.due(limits);
    }

    @Override
    public Set<String> unfinished() {
      return real.unfinished();
    }

    @Override
    public List<SessionInfo> sessions() {
      return real.sessions();
    }
  }
}
