package im.balcony.router.operations;

import im.balcony.api.control.Gateway;
import im.balcony.api.control.Trouble;
import im.balcony.api.data.Masked;
import im.balcony.api.sip.SipPort;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.wire.Connections;
import im.balcony.router.egress.Link;
import im.balcony.router.egress.Links;
import im.balcony.router.journal.MessageJournal;
import im.balcony.router.pipeline.Committer;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Strands;
import im.balcony.router.tenants.Directory;
import im.balcony.router.tenants.Owned;
import im.balcony.router.waiting.Drains;
import im.balcony.router.waiting.Policies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What operators see, read from what is there. */
public final class GatewayView implements Gateway {

  /** How long an operator waits for the store. */
  private static final Duration STORE_ANSWER = Duration.ofSeconds(5);

  private final Parts parts;
  private final Directory directory;
  private final Owned owned;
  private final Strands strands;
  private final Links links;
  private final Connections connections;
  private final Committer committer;
  private final MessageJournal journal;
  private final Scheduler scheduler;
  private final DryRun dryRun;
  private final PartsView partsView;
  private final Drains drains;
  private final List<Trouble> troubles;
  private final Policies policies;
  private final Predicate<String> end;

  /** Sees these parts of the router. */
  public GatewayView(
      Parts parts,
      Directory directory,
      Owned owned,
      Strands strands,
      Links links,
      Connections connections,
      Committer committer,
      MessageJournal journal,
      Scheduler scheduler,
      DryRun dryRun,
      PartsView partsView,
      Drains drains,
      List<Trouble> troubles,
      Policies policies,
      Predicate<String> end) {
    this.parts = parts;
    this.directory = directory;
    this.owned = owned;
    this.strands = strands;
    this.links = links;
    this.connections = connections;
    this.committer = committer;
    this.journal = journal;
    this.scheduler = scheduler;
    this.dryRun = dryRun;
    this.partsView = partsView;
    this.drains = drains;
    this.troubles = troubles;
    this.policies = policies;
    this.end = end;
  }

  @Override
  public List<TenantStatus> tenants() {
    var known = directory.all().all();
    var status = new ArrayList<>(known.stream().map(this::status).toList());
    directory.all().refusals().stream()
        .map(Tenants.Refusal::tenant)
        .distinct()
        .filter(id -> known.stream().noneMatch(t -> t.id().equals(id)))
        .forEach(id -> status.add(new TenantStatus(id, "refused", List.of(), 0, 0, refusals(id))));
    return status;
  }

  private TenantStatus status(Tenant tenant) {
    var own = links.ofTenant(tenant.id());
    var conversations = strands.ofTenant(tenant.id());
    return new TenantStatus(
        tenant.id(),
        state(tenant, own),
        own.stream().map(l -> l.domain() + " " + l.status()).toList(),
        conversations.size(),
        conversations.stream().mapToInt(c -> c.sessions().size()).sum(),
        refusals(tenant.id()));
  }

  private String state(Tenant tenant, List<Link> own) {
    if (tenant.draining() || drains.isDrained(tenant.id())) {
      return "draining";
    } else if (!own.isEmpty() && own.stream().allMatch(Link::isUp)) {
      return "up";
    }
    return isSettled(tenant, own) ? "down" : "connecting";
  }

  private List<String> refusals(String tenant) {
    return directory.all().refusals().stream()
        .filter(r -> r.tenant().equals(tenant))
        .map(r -> (r.key() + " " + r.value() + ": " + r.allowed()).strip())
        .toList();
  }

  @Override
  public List<ConversationStatus> conversations(Optional<String> tenant) {
    return strands.all().stream()
        .filter(c -> tenant.isEmpty() || tenant.get().equals(c.key().tenant()))
        .map(this::status)
        .sorted(Comparator.comparing(ConversationStatus::id))
        .toList();
  }

  private ConversationStatus status(Conversation conversation) {
    var sessions = conversation.sessions();
    return new ConversationStatus(
        conversation.id(),
        conversation.key().tenant(),
        Masked.address(conversation.key().juliet()),
        Masked.address(conversation.key().romeo()),
        conversation.key().topic(),
        sessions.stream().map(s -> s.leg() + " " + s.state()).toList(),
        sessions.stream().mapToInt(s -> s.queued()).sum(),
        Math.max(0, scheduler.now() - conversation.active()));
  }

  @Override
  public Optional<ConversationStatus> conversation(String id) {
    return strands.byId(id).map(this::status);
  }

  @Override
  public List<Store.Journal> message(String id) {
    return answer(journal.find(id));
  }

  @Override
  public List<Store.Journal> journal(String tenant, long since, int count) {
    return answer(journal.recent(tenant, since, count));
  }

  /** Whoever asks here is a person, and may wait a little for the store. */
  private static <T> T answer(CompletionStage<T> question) {
    try {
      return question.toCompletableFuture().get(STORE_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw silent(e);
    } catch (ExecutionException e) {
      throw silent(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw silent(e);
    }
  }

  private static UncheckedIOException silent(@Nullable Throwable why) {
    return new UncheckedIOException(new IOException("the store does not answer", why));
  }

  @Override
  public boolean end(String id) {
    return end.test(id);
  }

  @Override
  public List<String> dryRun(String tenant, String input) {
    return dryRun.run(tenant, input);
  }

  @Override
  public List<PartStatus> parts() {
    return partsView.all();
  }

  @Override
  public Optional<String> mappingFor(String range) {
    return partsView.mappingFor(range);
  }

  @Override
  public Optional<Left> drain(String tenant) {
    return directory.byId(tenant).map(drains::drain);
  }

  @Override
  public boolean endDrain(String tenant) {
    return drains.end(tenant);
  }

  @Override
  public boolean critical() {
    return scheduler.isExhausted();
  }

  @Override
  public List<Problem> why() {
    var problems = new ArrayList<Problem>();
    hanging().forEach(problems::add);
    partsView.all().stream()
        .filter(p -> p.state().equals("quarantined"))
        .forEach(
            p ->
                problems.add(
                    new Problem(
                        p.part(), "version " + p.version() + " is quarantined: " + p.reason())));
    var told = troubles.stream().flatMap(trouble -> trouble.problems().stream()).toList();
    problems.addAll(told);
    // Who says why it is not there need not be missed, too.
    partsView.empty().stream()
        .filter(slot -> told.stream().noneMatch(problem -> problem.part().equals(slot)))
        .forEach(slot -> problems.add(new Problem(slot, "no service is there")));
    if (!parts.sip().isEmpty() && sipListeners().isEmpty()) {
      problems.add(new Problem("sip", "no listener is open"));
    }
    if (connections.listeners().stream().noneMatch(l -> l.isPlain("msrp"))) {
      problems.add(new Problem("msrp", "no listener is open"));
    }
    if (committer.isFailing()) {
      problems.add(new Problem("store", "does not commit; new work is refused"));
    }
    for (var tenant : directory.all().all()) {
      problems(tenant).forEach(problems::add);
      problems.addAll(policies.recent(tenant.id()));
    }
    for (var refusal : directory.all().refusals()) {
      problems.add(
          new Problem(
              "tenant " + refusal.tenant(),
              ("refused " + refusal.key() + " " + refusal.value() + ": " + refusal.allowed())));
    }
    return problems;
  }

  private List<Problem> hanging() {
    var hanging = scheduler.hanging();
    var problems = new ArrayList<Problem>();
    if (scheduler.isExhausted()) {
      problems.add(
          new Problem(
              "router",
              "critical: "
                  + hanging.size()
                  + " threads hang; new messages are refused until one comes back or a restart"));
    }
    hanging.forEach(
        what -> problems.add(new Problem("router", "a thread is written off: " + what)));
    return problems;
  }

  private Stream<Problem> problems(Tenant tenant) {
    var part = "tenant " + tenant.id();
    if (owned.isLost(tenant.id())) {
      return Stream.of(new Problem(part, "another owner has it; nothing is done for it here"));
    }
    var down =
        links.ofTenant(tenant.id()).stream()
            .filter(l -> !l.isUp())
            .map(l -> new Problem(part, "link " + l.domain() + ": " + l.problem()));
    return serves(tenant)
        ? down
        : Stream.concat(
            down,
            Stream.of(
                new Problem(
                    part,
                    "no mapping version in " + tenant.policy().mappingVersion() + " is there")));
  }

  private boolean serves(Tenant tenant) {
    return parts.mapping().isEmpty() || parts.mapping().serves(Quarantine.range(tenant));
  }

  private List<String> sipListeners() {
    try (var lease = parts.sip().borrow()) {
      return lease.call(SipPort::listeners);
    } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
      return List.of();
    }
  }

  @Override
  public boolean ready() {
    return Parts.empty(parts.required()).isEmpty()
        && !sipListeners().isEmpty()
        && connections.listeners().stream().anyMatch(l -> l.isPlain("msrp"))
        && directory.all().all().stream().allMatch(t -> isSettled(t, links.ofTenant(t.id())));
  }

  /**
   * A tenant that has no link yet is not settled: it was not even tried. One that another owner has
   * gets none.
   */
  private boolean isSettled(Tenant tenant, List<Link> own) {
    return owned.isLost(tenant.id()) || (!own.isEmpty() && own.stream().allMatch(Link::isSettled));
  }
}
