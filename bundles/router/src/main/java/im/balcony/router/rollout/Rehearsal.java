package im.balcony.router.rollout;

import im.balcony.api.mapping.MappingRules;
import im.balcony.api.msrp.Formats;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.turn.Contexts;
import im.balcony.router.turn.SipUse;
import im.balcony.router.turn.Turn;
import im.balcony.router.turn.Unprepared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A version of mapping that comes beside one in service first does for a while what that one does,
 * and nothing comes of it. Its classes are loaded and compiled when its first message comes, which
 * therefore does not wait; and a version that throws or hangs is quarantined before it met one.
 *
 * <p>Only what is going on is rehearsed, one turn at a time; what comes meanwhile is left out. No
 * tenant's records go to a version that the tenant does not allow. A tenant that has no other
 * version is served by it at once.
 */
public final class Rehearsal {

  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

  /**
   * After the router's start versions come in any order, and none has served yet that could go on:
   * for so many milliseconds nothing rehearses.
   */
  private static final long START = 10_000;

  private final Parts parts;
  private final Contexts contexts;
  private final Quarantine quarantine;
  private final Scheduler scheduler;
  private final RouterLimits limits;
  private final long start;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicInteger turns = new AtomicInteger();
  private volatile boolean on;

  /** No version rehearses yet. */
  public Rehearsal(
      Parts parts,
      Contexts contexts,
      Quarantine quarantine,
      Scheduler scheduler,
      RouterLimits limits) {
    this.parts = parts;
    this.contexts = contexts;
    this.quarantine = quarantine;
    this.scheduler = scheduler;
    this.limits = limits;
    this.start = scheduler.now();
  }

  /** Puts a version into service, after a rehearsal if there is another meanwhile. */
  public void bind(MappingRules rules, Version version, String bundle) {
    var now = scheduler.now();
    if (limits.keys().rehearsal() == 0 || parts.mapping().isEmpty() || now - start < START) {
      parts.mapping().bind(rules, version, bundle);
      return;
    }
    turns.set(0);
    parts.mapping().bindToRehearse(rules, version, bundle);
    on = true;
    scheduler.at(now + limits.keys().rehearsal(), () -> over(rules));
  }

  private void over(MappingRules rules) {
    var serves = parts.mapping().rehearsed(rules);
    on = parts.mapping().isRehearsing();
    serves.ifPresent(
        use ->
            LOG.info(
                "mapping {} {} serves after a rehearsal of {} turns",
                use.version(),
                use.bundle(),
                turns.get()));
  }

  /** A record of no conversation was routed; the version that rehearses routes it as well. */
  public void route(Tenant tenant, WireRecord record) {
    play(
        tenant,
        () ->
            (rules, stage) -> {
              var context = contexts.of(tenant, stage.formats, stage.sip);
              Function<MappingRules, Object> call = r -> r.route(record, context);
              rules.call(call);
            });
  }

  /**
   * A turn was done, and not committed yet; the version that rehearses does it as well, from where
   * it began.
   */
  public void turn(
      Conversation conversation,
      PeerView peer,
      Tenant tenant,
      Optional<WireRecord> record,
      List<Event> events) {
    play(
        tenant,
        () -> {
          var before = Turn.Before.of(conversation).copy();
          var key = conversation.key();
          return (rules, stage) -> {
            try (var machine = parts.session(key.topic()).borrow("", stage.watch)) {
              var turn =
                  new Turn(
                      before,
                      peer,
                      contexts.of(tenant, stage.formats, stage.sip),
                      before.open(key, rules, machine),
                      new Unprepared(stage.sip),
                      limits.turnEvents());
              if (record.isPresent()) {
                turn.hear(record.get());
              }
              var all = new ArrayList<>(turn.draft().heard);
              all.addAll(events);
              turn.step(all);
              turn.finish();
            }
          };
        });
  }

  private record Stage(Slot.Lease<Formats> formats, SipUse sip, Watch watch) {}

  private interface Scene {
    void play(Slot.Lease<MappingRules> rules, Stage stage)
        throws Slot.SlotEmptyException, Slot.PartFailedException;
  }

  private void play(Tenant tenant, Supplier<Scene> next) {
    if (on && busy.compareAndSet(false, true)) {
      try {
        var scene = next.get();
        scheduler.besides(watch -> play(tenant, scene, watch), hang -> failed(tenant, hang));
      } catch (RejectedExecutionException e) {
        busy.set(false);
      }
    }
  }

  private void play(Tenant tenant, Scene scene, Watch watch) {
    try {
      var lease = parts.mapping().borrowRehearsing(Quarantine.range(tenant), watch);
      if (lease.isPresent()) {
        play(lease.get(), scene, watch);
      }
    } catch (Slot.PartFailedException e) {
      failed(tenant, e);
    } catch (Slot.SlotEmptyException | Watch.WrittenOffException e) {
      // Another part is away just now, or the version hung here, of which failed() hears.
      LOG.debug("a turn was not rehearsed: {}", e.getMessage());
    } finally {
      watch.over();
      busy.set(false);
    }
  }

  private void play(Slot.Lease<MappingRules> borrowed, Scene scene, Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    try (var rules = borrowed;
        var formats = parts.formats().borrow("", watch);
        var sip = new SipUse(parts.sip(), watch)) {
      scene.play(rules, new Stage(formats, sip, watch));
      turns.incrementAndGet();
    }
  }

  private void failed(Tenant tenant, Slot.PartFailedException failure) {
    quarantine.hasAnother(tenant.id(), Quarantine.range(tenant), failure);
  }
}
