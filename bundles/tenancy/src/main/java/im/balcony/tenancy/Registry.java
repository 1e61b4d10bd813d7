package im.balcony.tenancy;

import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * All configurations together and what of them is in force. Knows no thread and no framework; each
 * method changes the state as a whole and may be called by any thread.
 */
final class Registry {

  private final TenantReader reader;
  private final TenantReader lenient;
  private final LastGood lastGood;
  private final LongSupplier wallClock;
  private final Map<String, Entry> entries = new HashMap<>();
  private long lastRank;
  private volatile View view = View.of(List.of(), List.of());

  /** Starts without any configuration; {@code wallClock} in milliseconds. */
  Registry(TenantReader reader, LastGood lastGood, LongSupplier wallClock) {
    this.reader = reader;
    // What was good once is not judged again by files, which are looked at when they are needed.
    this.lenient = new TenantReader((file, most) -> Optional.empty());
    this.lastGood = lastGood;
    this.wallClock = wallClock;
  }

  /**
   * What others see.
   *
   * @param tenants in force, ordered by id
   * @param refusals ordered by id
   * @param byId the same tenants by id
   * @param byDomain the same by each of their SIP domains; of two that claim one, the first by id
   */
  record View(
      List<Tenant> tenants,
      List<Refusal> refusals,
      Map<String, Tenant> byId,
      Map<String, Tenant> byDomain) {

    /** What is found of these. */
    static View of(List<Tenant> tenants, List<Refusal> refusals) {
      var byId = new HashMap<String, Tenant>();
      var byDomain = new HashMap<String, Tenant>();
      for (var tenant : tenants) {
        byId.putIfAbsent(tenant.id(), tenant);
        tenant.sipDomains().forEach(domain -> byDomain.putIfAbsent(domain, tenant));
      }
      return new View(tenants, refusals, byId, byDomain);
    }
  }

  /** The present state. */
  View view() {
    return view;
  }

  /**
   * Puts in force what was in force before the restart; what is not {@code present} any more begins
   * to drain, or goes on draining.
   *
   * @param present the ids of the tenants that have a configuration, by its PID
   */
  synchronized void restore(Map<String, String> present) {
    for (var loaded : lastGood.load()) {
      var saved = underItsPid(loaded, present);
      var tenant = lenient.read(saved.id(), saved.properties()).tenant();
      if (tenant.isEmpty() || saved.pid().isEmpty()) {
        lastGood.forget(saved.pid());
        continue;
      }
      var entry = new Entry(saved.pid(), saved.id(), saved.rank());
      entry.inForce = tenant;
      entry.properties = saved.properties();
      entry.drainUntil = saved.drainUntil();
      entries.put(saved.pid(), entry);
      lastRank = Math.max(lastRank, saved.rank());
      if (!present.containsKey(saved.pid()) && entry.drainUntil == 0) {
        drain(entry);
      }
    }
    expire();
  }

  /** Where the platform lost its configurations, it gives the same file another PID. */
  private LastGood.Saved underItsPid(LastGood.Saved saved, Map<String, String> present) {
    if (present.containsKey(saved.pid())) {
      return saved;
    }
    var now =
        present.keySet().stream()
            .filter(pid -> saved.id().equals(present.get(pid)) && !lastGood.has(pid))
            .findFirst();
    if (now.isEmpty()) {
      return saved;
    }
    var moved =
        new LastGood.Saved(
            now.get(), saved.id(), saved.rank(), saved.drainUntil(), saved.properties());
    lastGood.save(moved);
    lastGood.forget(saved.pid());
    return moved;
  }

  /** A configuration came or changed. Returns what is refused of it. */
  synchronized List<Refusal> update(String pid, String id, Map<String, String> properties) {
    var entry = entries.get(pid);
    // The shell makes a configuration first and names its file, and so the tenant, a moment later.
    if (entry == null || !entry.id.equals(id)) {
      entry = new Entry(pid, id, ++lastRank);
      entries.put(pid, entry);
    }
    var reading = reader.read(id, properties);
    entry.refusals = reading.refusals();
    entry.waiting = reading.tenant();
    entry.waitingProperties = properties;
    entry.secretIsAtFault = reading.secretIsAtFault();
    if (entry.drainUntil != 0) {
      entry.drainUntil = 0;
      save(entry);
    }
    settle();
    return entry.refusals;
  }

  /**
   * Looks again at the secret files that were at fault. What is good now is in force; returns what
   * is refused for another reason than before.
   */
  synchronized List<Refusal> lookAgain() {
    var news = new ArrayList<Refusal>();
    for (var entry : inOrder()) {
      if (entry.secretIsAtFault) {
        var reading = reader.read(entry.id, entry.waitingProperties);
        if (!reading.refusals().equals(entry.refusals)) {
          entry.refusals = reading.refusals();
          entry.waiting = reading.tenant();
          entry.secretIsAtFault = reading.secretIsAtFault();
          news.addAll(reading.refusals());
        }
      }
    }
    settle();
    return news;
  }

  /** Whether {@link #lookAgain} has something to look at. */
  synchronized boolean awaitsSecrets() {
    return entries.values().stream().anyMatch(entry -> entry.secretIsAtFault);
  }

  /** A configuration is gone: what is in force of it begins to drain. */
  synchronized void remove(String pid) {
    var entry = entries.get(pid);
    if (entry == null) {
      return;
    }
    entry.waiting = Optional.empty();
    entry.refusals = List.of();
    entry.secretIsAtFault = false;
    if (entry.inForce.isEmpty()) {
      entries.remove(pid);
    } else {
      drain(entry);
    }
    expire();
  }

  private void drain(Entry entry) {
    var limit = entry.inForce.orElseThrow().limits().drainLimit();
    entry.drainUntil = wallClock.getAsLong() + limit;
    save(entry);
  }

  /** A draining tenant has nothing to wait for any more. */
  synchronized void drained(String id) {
    forget(e -> e.drainUntil != 0 && e.id.equals(id));
  }

  /** Forgets draining tenants whose time is over. */
  synchronized void expire() {
    var now = wallClock.getAsLong();
    forget(e -> e.drainUntil != 0 && e.drainUntil <= now);
  }

  private void forget(Predicate<Entry> which) {
    for (var entry : List.copyOf(entries.values())) {
      if (which.test(entry)) {
        entries.remove(entry.pid);
        lastGood.forget(entry.pid);
      }
    }
    settle();
  }

  /** Puts in force whatever waits and can be; one that gives way may let the next one in. */
  private void settle() {
    boolean changed;
    do {
      changed = false;
      for (var entry : inOrder()) {
        changed |= entry.waiting.isPresent() && admit(entry, entry.waiting.get());
      }
    } while (changed);
    publish();
  }

  private boolean admit(Entry entry, Tenant tenant) {
    entry.refusals = clashes(entry, tenant);
    if (!entry.refusals.isEmpty()) {
      return false;
    }
    takeOver(entry);
    entry.inForce = Optional.of(tenant);
    entry.properties = entry.waitingProperties;
    entry.waiting = Optional.empty();
    save(entry);
    return true;
  }

  private List<Refusal> clashes(Entry entry, Tenant tenant) {
    var refusals = new ArrayList<Refusal>();
    for (var other : inOrder()) {
      if (other == entry || other.inForce.isEmpty()) {
        continue;
      }
      var sameName = other.id.equals(entry.id);
      if (sameName && other.drainUntil == 0) {
        refusals.add(
            new Refusal(entry.id, "", entry.pid, "a name that no other configuration has"));
      }
      if (sameName) {
        continue;
      }
      for (var domain : tenant.sipDomains()) {
        if (other.inForce.get().servesSip(domain)) {
          refusals.add(
              new Refusal(entry.id, "sip.domains", domain, "a domain that no other tenant serves"));
        }
      }
    }
    return refusals;
  }

  /** A tenant that comes back under another PID, as the shell gives them, ends its draining. */
  private void takeOver(Entry entry) {
    for (var other : List.copyOf(entries.values())) {
      if (other != entry && other.id.equals(entry.id) && other.drainUntil != 0) {
        entries.remove(other.pid);
        lastGood.forget(other.pid);
      }
    }
  }

  private void save(Entry entry) {
    if (entry.inForce.isPresent()) {
      lastGood.save(
          new LastGood.Saved(entry.pid, entry.id, entry.rank, entry.drainUntil, entry.properties));
    }
  }

  private List<Entry> inOrder() {
    return entries.values().stream().sorted(Comparator.comparingLong(e -> e.rank)).toList();
  }

  private void publish() {
    view =
        View.of(
            entries.values().stream()
                .flatMap(e -> e.visible().stream())
                .sorted(Comparator.comparing(Tenant::id))
                .toList(),
            entries.values().stream()
                .map(e -> e.refusals)
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(Refusal::tenant).thenComparing(Refusal::key))
                .toList());
  }

  /** When {@link #expire} has something to do next, if ever. */
  synchronized Optional<Long> nextExpiry() {
    return entries.values().stream()
        .map(e -> e.drainUntil)
        .filter(until -> until != 0)
        .min(Comparator.naturalOrder());
  }

  /** One configuration: what is in force of it, and what waits to be. */
  private static final class Entry {
    private final String pid;
    private final String id;
    private final long rank;
    private Optional<Tenant> inForce = Optional.empty();
    private Map<String, String> properties = Map.of();
    private Optional<Tenant> waiting = Optional.empty();
    private Map<String, String> waitingProperties = Map.of();
    private List<Refusal> refusals = List.of();
    private boolean secretIsAtFault;
    private long drainUntil;

    Entry(String pid, String id, long rank) {
      this.pid = pid;
      this.id = id;
      this.rank = rank;
    }

    /** The record in force, marked as draining if it is. */
    private Optional<Tenant> visible() {
      return drainUntil == 0 ? inForce : inForce.map(Tenant::asDraining);
    }
  }
}
