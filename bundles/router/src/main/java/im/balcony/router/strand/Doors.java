package im.balcony.router.strand;

import im.balcony.api.tenant.Limits;
import im.balcony.router.bounds.Congestion;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.Shares;
import im.balcony.router.slot.Attempt;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where records wait that have yet to find their conversation, so that no thread of an edge, which
 * serves all tenants, works for one of them. One lane a source of a tenant: what comes from there
 * goes in one at a time and in its order; tenants take turns. Bounded for each tenant and in all.
 */
public final class Doors {

  private final Scheduler scheduler;
  private final Congestion congestion;
  private final Shares waiting;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, Lane> named = new HashMap<>();

  /** {@code at} is when it came, if it is new work. */
  private record Job(String name, boolean counted, OptionalLong at, Consumer<Attempt> work) {

    static Job uncounted(Runnable work) {
      return new Job("", false, OptionalLong.empty(), attempt -> work.run());
    }
  }

  private static final class Lane {
    private final String name;
    private final String tenant;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();

    private Lane(String name, String tenant) {
      this.name = name;
      this.tenant = tenant;
    }
  }

  /**
   * Threads of the scheduler, within these limits.
   *
   * @param congestion hears how long new work waited
   */
  public Doors(Scheduler scheduler, RouterLimits limits, Congestion congestion) {
    this.scheduler = scheduler;
    this.congestion = congestion;
    this.waiting = new Shares(limits.totalQueue());
  }

  /**
   * Brings a record to the door.
   *
   * @param source where it comes from; what comes from one source keeps its order
   * @param name by which {@link #after} knows it; empty for none
   * @param fresh whether it is new work, which may be refused
   * @param work attempted again by another thread if a part hangs in it
   * @return false if the tenant has its share; always true of what is not new
   */
  public boolean enter(
      String tenant,
      Limits.Share share,
      String source,
      String name,
      boolean fresh,
      Consumer<Attempt> work) {
    var most = share.queueMessages();
    var counted = waiting.take(tenant, 1, fresh ? most : 2L * most);
    if (!counted && fresh) {
      return false;
    }
    if (counted) {
      var at = fresh ? OptionalLong.of(scheduler.now()) : OptionalLong.empty();
      put(tenant, source, new Job(name, true, at, work));
    } else {
      // What tells of our effects is never refused: who brings too many has to wait for his own.
      scheduler.attempt(tenant, work, () -> {});
    }
    return true;
  }

  /**
   * Does {@code work}, which calls no part, behind all that came from that source before: at once
   * if nothing of it waits. It is never refused, for it brings the result of an effect, and there
   * are no more of these than effects in flight.
   */
  public void follow(String tenant, String source, Runnable work) {
    synchronized (this) {
      var lane = lanes.get(name(tenant, source));
      if (lane != null) {
        add(lane, Job.uncounted(work));
        return;
      }
    }
    work.run();
  }

  private static String name(String tenant, String source) {
    return tenant + ' ' + source;
  }

  private synchronized void put(String tenant, String source, Job job) {
    var lane = lanes.computeIfAbsent(name(tenant, source), l -> new Lane(l, tenant));
    add(lane, job);
    if (!job.name.isEmpty()) {
      named.put(job.name, lane);
    }
  }

  private void add(Lane lane, Job job) {
    lane.jobs.add(job);
    if (lane.jobs.size() == 1) {
      scheduler.receive(lane.tenant, () -> open(lane));
    }
  }

  /** Does {@code work} when what has this name went in; at once if nothing of that name waits. */
  public void after(String name, Runnable work) {
    synchronized (this) {
      var lane = named.get(name);
      if (lane != null) {
        add(lane, Job.uncounted(work));
        return;
      }
    }
    work.run();
  }

  private void open(Lane lane) {
    var job = head(lane);
    if (job != null) {
      if (job.at.isPresent()) {
        var now = scheduler.now();
        congestion.atDoor(lane.tenant, now - job.at.getAsLong(), now);
      }
      scheduler.attempt(lane.tenant, job.work, () -> next(lane));
    }
  }

  private synchronized @Nullable Job head(Lane lane) {
    return lane.jobs.peek();
  }

  private synchronized void next(Lane lane) {
    var done = lane.jobs.poll();
    if (done != null) {
      named.remove(done.name, lane);
      if (done.counted) {
        waiting.give(lane.tenant, 1);
      }
    }
    if (lane.jobs.isEmpty()) {
      lanes.remove(lane.name, lane);
    } else {
      scheduler.receive(lane.tenant, () -> open(lane));
    }
  }

  /** Records that wait. */
  public int waiting() {
    return Math.toIntExact(waiting.held());
  }
}
