package im.balcony.router.pipeline;

import im.balcony.api.session.Event;
import im.balcony.api.tenant.Tenant;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Strands;
import im.balcony.router.tenants.Directory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of tenants: a draining one ends its conversations, one that is gone leaves nothing, one
 * that another owner took leaves all to him.
 */
public final class Housekeeping {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long CHECK = 1_000;

  /** When a store that cannot tell whose conversations it has is asked again. */
  private static final long ABSENT_AGAIN = 60_000;

  /** How long before the end of a tenant its senders are told. */
  private static final long FAREWELL = 5_000;

  private final Directory directory;
  private final Strands strands;
  private final Departures departures;
  private final List<Consumer<String>> memories;
  private final Recovery recovery;
  private final Scheduler scheduler;
  private final Set<String> known = new HashSet<>();
  private final Set<String> draining = new HashSet<>();

  /** {@code memories} forget a tenant that is gone, named by its id. */
  public Housekeeping(
      Directory directory,
      Strands strands,
      Departures departures,
      List<Consumer<String>> memories,
      Recovery recovery,
      Scheduler scheduler) {
    this.directory = directory;
    this.strands = strands;
    this.departures = departures;
    this.memories = memories;
    this.recovery = recovery;
    this.scheduler = scheduler;
  }

  /** These are the tenants now. */
  public synchronized void fit(List<Tenant> tenants) {
    var now = tenants.stream().map(Tenant::id).collect(Collectors.toSet());
    for (var id : Set.copyOf(known)) {
      if (!now.contains(id)) {
        forget(id);
      }
    }
    known.clear();
    known.addAll(now);
    for (var tenant : tenants) {
      if (!tenant.draining()) {
        draining.remove(tenant.id());
      } else if (draining.add(tenant.id())) {
        drain(tenant);
      }
    }
  }

  private void forget(String id) {
    draining.remove(id);
    var abandoned = new ArrayList<CompletableFuture<?>>();
    for (var conversation : strands.ofTenant(id)) {
      if (conversation.isUnread()) {
        // What it owes only its machine knows, which is away.
        departures.leave(conversation);
      } else {
        var told = departures.abandon(conversation, recovery.forget(conversation.key()));
        abandoned.add(told.toCompletableFuture());
      }
    }
    memories.forEach(memory -> memory.accept(id));
    // From here on it may be taken anew; what it is given up by is known to be older then.
    var epoch = recovery.leave(id);
    CompletionStage<Void> all =
        CompletableFuture.allOf(abandoned.toArray(CompletableFuture<?>[]::new));
    all.whenComplete((done, error) -> recovery.giveUp(id, epoch));
  }

  /** Another owner took a tenant: what becomes of its messages is his to tell. */
  public synchronized void letGo(String id) {
    LOG.warn("tenant {}: another owner took it; what it had here is let go", id);
    draining.remove(id);
    recovery.forget(id);
    departures.letGo(id);
    memories.forEach(memory -> memory.accept(id));
  }

  /**
   * Lets go of tenants that have something in the store and are no more: their draining ended while
   * the gateway was not there. One whose configuration is refused is not gone.
   */
  public void forgetAbsent() {
    recovery
        .stored()
        .whenComplete(
            (stored, error) ->
                scheduler.execute(
                    () -> {
                      if (error == null) {
                        forgetAbsent(stored);
                      } else {
                        scheduler.at(scheduler.now() + ABSENT_AGAIN, this::forgetAbsent);
                      }
                    }));
  }

  private void forgetAbsent(Set<String> stored) {
    for (var id : new TreeSet<>(stored)) {
      if (isAbsent(id)) {
        LOG.warn("tenant {} has no configuration since the start: its messages expire", id);
        recovery.takeAbsent(id, () -> expire(id));
      }
    }
    recovery.advance();
  }

  private boolean isAbsent(String id) {
    return directory.byId(id).isEmpty()
        && directory.all().refusals().stream().noneMatch(r -> r.tenant().equals(id));
  }

  private synchronized void expire(String id) {
    if (isAbsent(id)) {
      forget(id);
    }
  }

  private void drain(Tenant tenant) {
    for (var conversation : strands.ofTenant(tenant.id())) {
      strands.tell(
          conversation.key(),
          new Input.Told(new Event.EndWanted("the tenant is removed"), scheduler.now()));
    }
    var limit = tenant.limits().drainLimit();
    var until = scheduler.now() + limit;
    scheduler.at(until - Math.min(FAREWELL, limit / 2), () -> giveUp(tenant.id()));
    check(tenant.id(), until);
  }

  /** What is not done by now will not be: its senders are told while the links are there. */
  private void giveUp(String id) {
    if (!isDraining(id)) {
      return;
    }
    for (var conversation : strands.ofTenant(id)) {
      var event = new Event.GivenUp("the tenant is removed");
      strands.tell(conversation.key(), new Input.Told(event, scheduler.now()));
    }
  }

  private synchronized boolean isDraining(String id) {
    return draining.contains(id);
  }

  private void check(String id, long until) {
    if (!isDraining(id)) {
      return;
    }
    if (isDone(id) || scheduler.now() >= until) {
      directory.all().drained(id);
    } else {
      scheduler.at(Math.min(until, scheduler.now() + CHECK), () -> check(id, until));
    }
  }

  /** A tenant that drained when the gateway ended is not done before its conversations are back. */
  private boolean isDone(String id) {
    return strands.ofTenant(id).isEmpty() && !recovery.mayBring(id);
  }
}
