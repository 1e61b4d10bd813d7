package im.balcony.router.rollout;

import im.balcony.api.mapping.MappingRules;
import im.balcony.api.observe.Trace;
import im.balcony.api.tenant.Tenant;
import im.balcony.router.journal.MessageJournal;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import im.balcony.router.strand.Scheduler;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a mapping throws or does not come back: its version is quarantined, that is, it
 * serves no tenant that has another, and what it failed at is tried once more with that other.
 */
public final class Quarantine {

  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  /** How often one thing is tried: with the version that is wanted, and with the one below. */
  private static final int TRIES = 2;

  private final Slot<MappingRules> mapping;
  private final Scheduler scheduler;
  private final MessageJournal journal;

  /** No version is in quarantine yet. */
  public Quarantine(Parts parts, Scheduler scheduler, MessageJournal journal) {
    this.mapping = parts.mapping();
    this.scheduler = scheduler;
    this.journal = journal;
  }

  /** The versions of mapping that a tenant takes. */
  public static String range(Tenant tenant) {
    return tenant.policy().mappingVersion();
  }

  /**
   * Quarantines the version that failed a tenant, if it was mapping and is not the last that can
   * serve it.
   *
   * @return whether there is another version to try
   */
  public boolean hasAnother(String tenant, String range, Slot.PartFailedException failure) {
    if (!failure.isOf(mapping)) {
      return false;
    }
    var verdict = mapping.setAside(failure, range, scheduler.now());
    if (verdict == Slot.Verdict.SET_ASIDE) {
      LOG.warn("{} is quarantined, for tenant {} it {}", failure.part(), tenant, failure.what());
      journal.trace(tenant, "", "", Trace.Word.QUARANTINED, failure.part());
    }
    return verdict != Slot.Verdict.LAST;
  }

  /**
   * A use of mapping.
   *
   * @param <R> what it comes to
   */
  public interface Work<R> {
    R with(Slot.Lease<MappingRules> rules, Watch watch)
        throws Slot.SlotEmptyException, Slot.PartFailedException;
  }

  /**
   * Uses mapping within an attempt, in its thread; what comes of it counts.
   *
   * @param tenant for whom, its id
   * @param range the versions it takes
   */
  public <R> R call(String tenant, String range, Attempt attempt, Work<R> work)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    var tries = attempt.hangs().size();
    if (attempt.isAnother()) {
      giveUpOr(tenant, range, attempt.hangs().get(tries - 1), tries);
    }
    while (true) {
      try (var rules = mapping.borrow(range, attempt.watch())) {
        var result = work.with(rules, attempt.watch());
        attempt.watch().over();
        return result;
      } catch (Slot.PartFailedException e) {
        giveUpOr(tenant, range, e, ++tries);
      }
    }
  }

  /** Throws what failed, unless there is another version to try. */
  private void giveUpOr(String tenant, String range, Slot.PartFailedException failure, int tries)
      throws Slot.PartFailedException {
    if (!hasAnother(tenant, range, failure) || tries == TRIES) {
      throw failure;
    }
  }

  /**
   * Uses mapping outside of an attempt, in any thread; it waits within bounds.
   *
   * @param tenant for whom, its id
   * @param range the versions it takes
   */
  public <R> R call(String tenant, String range, Work<R> work)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    for (var tries = 1; ; tries++) {
      try {
        return once(tenant, range, work);
      } catch (Slot.PartFailedException e) {
        giveUpOr(tenant, range, e, tries);
      }
    }
  }

  private <R> R once(String tenant, String range, Work<R> work)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    var call = new Call<R>();
    try {
      var hang = scheduler.aside(tenant, watch -> call.run(mapping, range, watch, work));
      if (hang.isPresent()) {
        throw hang.get();
      }
    } catch (RejectedExecutionException e) {
      throw new Slot.SlotEmptyException(mapping.name());
    }
    return call.result();
  }

  private static final class Call<R> {
    private @Nullable R result;
    private @Nullable Exception failure;

    void run(Slot<MappingRules> mapping, String range, Watch watch, Work<R> work) {
      try (var rules = mapping.borrow(range, watch)) {
        result = work.with(rules, watch);
      } catch (Slot.SlotEmptyException | Slot.PartFailedException | RuntimeException e) {
        failure = e;
      }
      watch.over();
    }

    R result() throws Slot.SlotEmptyException, Slot.PartFailedException {
      if (failure instanceof Slot.SlotEmptyException empty) {
        throw empty;
      } else if (failure instanceof Slot.PartFailedException failed) {
        throw failed;
      } else if (failure instanceof RuntimeException unexpected) {
        throw unexpected;
      }
      return Objects.requireNonNull(result);
    }
  }
}
