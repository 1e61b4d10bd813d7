package im.balcony.router.pipeline;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Handles;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.egress.Links;
import im.balcony.router.egress.SipOut;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Strands;
import im.balcony.router.strand.Turns;
import im.balcony.router.tenants.Directory;
import im.balcony.router.tenants.Index;
import im.balcony.router.tenants.Owned;
import im.balcony.router.turn.Effects;
import im.balcony.router.turn.Outstanding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was there before a tenant was taken: conversations come back as soon as a mapping can name
 * them, and what they owed goes out again, with the same ids, as soon as the machine of their topic
 * is there.
 */
public final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** How often parts that failed are asked again: after 1, 2, 4, 8 and 16 s. */
  private static final int TRIES = 5;

  private final Store store;
  private final Owned owned;
  private final Parts parts;
  private final Directory directory;
  private final Strands strands;
  private final Index index;
  private final Effects effects;
  private final SipOut sip;
  private final Links links;
  private final Committer committer;
  private final Scheduler scheduler;
  private final Quarantine quarantine;
  private final List<Store.Kept> unnamed = new ArrayList<>();
  private final List<Outstanding> owed = new ArrayList<>();
  private final long againAfter;
  private final Runnable taken;

  // Asked for, and what the store has of them is not here yet; with what waits for it.
  private final Map<String, Optional<Runnable>> asked = new HashMap<>();

  // Taken without a configuration, and what is to be done once their conversations have names.
  private final Map<String, Runnable> absent = new HashMap<>();

  // The tenants of which all conversations that can be named are.
  private final Set<String> named = ConcurrentHashMap.newKeySet();
  private volatile boolean begun;
  private boolean failed;
  private int tries;

  /**
   * Brings back what the store has.
   *
   * @param taken hears when a tenant is ours that was not at once
   */
  public Recovery(
      Store store,
      Owned owned,
      Parts parts,
      Directory directory,
      Strands strands,
      Index index,
      Effects effects,
      SipOut sip,
      Links links,
      Committer committer,
      Scheduler scheduler,
      Quarantine quarantine,
      long againAfter,
      Runnable taken) {
    this.store = store;
    this.owned = owned;
    this.taken = taken;
    this.againAfter = againAfter;
    this.quarantine = quarantine;
    this.parts = parts;
    this.directory = directory;
    this.strands = strands;
    this.index = index;
    this.effects = effects;
    this.sip = sip;
    this.links = links;
    this.committer = committer;
    this.scheduler = scheduler;
  }

  /**
   * Takes a tenant, unless it is ours or another owner has it. It is ours at once if the store has
   * at hand what there is of it; else we hear later.
   */
  public void take(String tenant) {
    take(tenant, Optional.empty());
  }

  /** Takes a tenant that has no configuration, if none comes; then does {@code next}. */
  void takeAbsent(String tenant, Runnable next) {
    take(tenant, Optional.of(next));
  }

  private void take(String tenant, Optional<Runnable> next) {
    synchronized (this) {
      if (owned.has(tenant) || owned.isLost(tenant) || asked.containsKey(tenant)) {
        return;
      }
      asked.put(tenant, next);
    }
    ask(tenant, 0);
  }

  private void ask(String tenant, int times) {
    CompletableFuture<Store.Recovered> answer;
    try {
      answer = store.recover(tenant).toCompletableFuture();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    if (answer.isDone()) {
      told(tenant, answer, times);
    } else {
      await(tenant, answer, times);
    }
  }

  private void await(String tenant, CompletableFuture<Store.Recovered> answer, int times) {
    CompletionStage<Store.Recovered> asked = answer;
    asked.whenComplete(
        (recovered, error) ->
            scheduler.execute(
                tenant,
                () -> {
                  told(tenant, answer, times);
                  taken.run();
                }));
  }

  private void told(String tenant, CompletableFuture<Store.Recovered> answer, int times) {
    if (!answer.isCompletedExceptionally()) {
      take(tenant, answer.join());
      return;
    }
    var fenced = answer.handle((recovered, error) -> Committer.isFenced(error)).join();
    if (fenced) {
      LOG.warn("tenant {}: another owner has it; nothing is done for it here", tenant);
      synchronized (this) {
        asked.remove(tenant);
        owned.miss(tenant);
      }
      return;
    }
    if (times == 0) {
      LOG.warn("tenant {}: the store does not tell what there is of it; it is asked again", tenant);
    }
    var delay = againAfter << Math.min(times, TRIES);
    scheduler.at(
        scheduler.now() + delay,
        tenant,
        () -> {
          ask(tenant, times + 1);
          taken.run();
        });
  }

  private synchronized void take(String tenant, Store.Recovered recovered) {
    var next = Objects.requireNonNull(asked.remove(tenant));
    if (next.isEmpty() && directory.byId(tenant).isEmpty()) {
      // It went meanwhile; what there is of it waits for another start.
      giveUp(tenant, recovered.epoch());
      return;
    }
    owned.take(tenant, recovered.epoch());
    next.ifPresent(then -> absent.put(tenant, then));
    unnamed.addAll(recovered.conversations());
    var own = new ArrayList<Outstanding>();
    for (var request : recovered.owed()) {
      Outstanding.read(request)
          .ifPresentOrElse(own::add, () -> LOG.warn("an owed request is foreign"));
    }
    own.removeIf(request -> !request.key().tenant().equals(tenant));
    owed.addAll(own);
    var conversations = recovered.conversations().size();
    LOG.info("tenant {}: recovering {} conversations, {} owed", tenant, conversations, own.size());
    if (conversations == 0 && own.isEmpty()) {
      named.add(tenant);
    }
  }

  /** A tenant is ours no more; by which epoch it was. */
  synchronized long leave(String tenant) {
    forget(tenant);
    return owned.give(tenant);
  }

  /** Gives all tenants up: this router does nothing any more. */
  public void leaveAll() {
    owned.all().forEach(tenant -> giveUp(tenant, leave(tenant)));
  }

  /** Gives a tenant up that was ours by this epoch, behind all that was committed for it. */
  void giveUp(String tenant, long epoch) {
    store
        .release(tenant, epoch)
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                LOG.warn("tenant {} could not be given up: {}", tenant, error.getMessage());
              }
            });
  }

  /** Nothing of a tenant is to come back here any more. */
  synchronized void forget(String tenant) {
    named.remove(tenant);
    absent.remove(tenant);
    unnamed.removeIf(stored -> stored.key().tenant().equals(tenant));
    owed.removeIf(request -> request.key().tenant().equals(tenant));
  }

  /** The tenants of which the store has conversations. */
  CompletionStage<Set<String>> stored() {
    return store.tenants();
  }

  /**
   * Whether all conversations that can be named are, of a tenant: before, records would miss
   * theirs. Of what is no tenant's: whether the tenants of the start had their turn.
   */
  public boolean isDone(String tenant) {
    return tenant.equals(Turns.COMMON) ? begun : named.contains(tenant);
  }

  /**
   * Whether something of this tenant may still come back: it is not done, and nobody sees it yet.
   */
  synchronized boolean mayBring(String tenant) {
    return !named.contains(tenant)
        || unnamed.stream().anyMatch(stored -> stored.key().tenant().equals(tenant))
        || owed.stream().anyMatch(request -> request.key().tenant().equals(tenant));
  }

  /** Goes on, now that something was filled. */
  public synchronized void advance() {
    tries = 0;
    goOn();
  }

  /** A part failed at a conversation: it is asked again, for what it fails at may pass. */
  private void again() {
    if (tries < TRIES) {
      scheduler.at(scheduler.now() + (againAfter << tries++), this::goOn);
    }
  }

  private synchronized void goOn() {
    if (unnamed.isEmpty() && owed.isEmpty()) {
      begun |= asked.isEmpty();
      namedAll();
      return;
    }
    if (parts.mapping().isEmpty()) {
      return;
    }
    var back = new ArrayList<Conversation>();
    failed = false;
    unnamed.removeIf(s -> !isAwaited(s.key().tenant()) && name(s, back));
    if (failed) {
      again();
    }
    var waiting = unnamed.stream().map(Store.Kept::key).collect(Collectors.toSet());
    // A tenant whose configuration is read a little later has no link yet to send by.
    var ready =
        owed.stream()
            .filter(o -> !waiting.contains(o.key()))
            .filter(o -> directory.byId(o.key().tenant()).isPresent())
            .filter(o -> !isAwaited(o.key().tenant()))
            .filter(this::isOfUse)
            .toList();
    owed.removeAll(ready);
    owned.all().stream().filter(this::isNameable).forEach(named::add);
    begun |= asked.isEmpty();
    // Before what was in flight there fails, or a session would take that for its peer's doing.
    back.forEach(this::restarted);
    resume(ready);
    back.forEach(c -> committer.arm(c, new Input.Due(scheduler.now() - 1)));
    namedAll();
  }

  /** What is to be done with tenants that have no configuration can be done now. */
  private void namedAll() {
    for (var tenant : List.copyOf(absent.keySet())) {
      if (named.contains(tenant)) {
        scheduler.execute(tenant, Objects.requireNonNull(absent.remove(tenant)));
      }
    }
  }

  /** Tells the sessions of a conversation that their connections went with the gateway. */
  private void restarted(Conversation conversation) {
    // In an order of its own, so that a restart goes the same way each time.
    for (var handle : new TreeSet<>(conversation.handles())) {
      if (handle.startsWith(Handles.msrp(""))) {
        var session = handle.substring(Handles.msrp("").length());
        hear(conversation, new MsrpEvent.Restarted(session));
      }
    }
  }

  /** Whether a tenant is there whose links are not: what is sent now would have no way out. */
  private boolean isAwaited(String tenant) {
    return directory.byId(tenant).isPresent() && links.ofTenant(tenant).isEmpty();
  }

  /**
   * Whether all of a tenant's conversations are named that can be. Where there is no configuration
   * they are to end, and what they owe only their machine knows: that of chats is waited for.
   */
  private boolean isNameable(String tenant) {
    return directory.byId(tenant).isPresent()
        ? !isAwaited(tenant)
        : !parts.session(ConversationKey.CHAT).isEmpty();
  }

  /** Whether somebody heeds the result. That an MSRP connection went is one already, and waits. */
  private boolean isOfUse(Outstanding owed) {
    return owed.kind() == Outstanding.Kind.MSRP || !parts.session(owed.key().topic()).isEmpty();
  }

  private boolean name(Store.Kept stored, List<Conversation> back) {
    var tenant = directory.byId(stored.key().tenant());
    var range = tenant.map(Quarantine::range).orElse("");
    try {
      var known =
          quarantine.call(
              stored.key().tenant(), range, (rules, watch) -> known(stored, tenant, rules, watch));
      var conversation = strands.restore(stored);
      index.replace(stored.key(), conversation.handles(), known.handles);
      conversation.handles(known.handles);
      conversation.due(known.due);
      known.unfinished.ifPresentOrElse(conversation::read, conversation::unread);
      back.add(conversation);
      return true;
    } catch (Slot.SlotEmptyException e) {
      return false;
    } catch (Slot.PartFailedException e) {
      LOG.warn("a stored conversation cannot be read", e);
      failed = true;
      return false;
    }
  }

  /**
   * What a conversation is called, which of its messages have no outcome if its machine is there to
   * say so, and when that wants to be called.
   */
  private record Known(Set<String> handles, Optional<Set<String>> unfinished, OptionalLong due) {}

  private Known known(
      Store.Kept stored, Optional<Tenant> tenant, Slot.Lease<MappingRules> rules, Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    var handles = rules.call(r -> r.open(stored.key(), stored.mapping()).handles());
    // What a machine that is away waits for is found when it comes, and what a tenant without
    // limits waits for when the tenant is there.
    var soon = OptionalLong.of(scheduler.now());
    try (var machine = parts.session(stored.key().topic()).borrow("", watch)) {
      var memory = machine.call(m -> m.open(stored.session()));
      var due = tenant.isPresent() ? machine.call(m -> memory.due(tenant.get().limits())) : soon;
      return new Known(handles, Optional.of(machine.call(m -> memory.unfinished())), due);
    } catch (Slot.SlotEmptyException e) {
      if (tenant.isEmpty()) {
        throw e;
      }
      return new Known(handles, Optional.empty(), soon);
    }
  }

  /** Takes out what is owed by a conversation that will not go on. */
  synchronized List<String> forget(ConversationKey key) {
    var mine = owed.stream().filter(o -> o.key().equals(key)).toList();
    owed.removeAll(mine);
    return mine.stream().map(Outstanding::effectId).toList();
  }

  private void resume(List<Outstanding> ready) {
    Map<String, List<Outstanding>> requests = new LinkedHashMap<>();
    for (var item : ready) {
      switch (item.kind()) {
        case SIP -> requests.computeIfAbsent(item.base(), b -> new ArrayList<>()).add(item);
        case XMPP -> stanza(item);
        case MSRP -> {
          effects.add(item, List.of());
          hear(item, new MsrpEvent.Sent(item.place(), item.effectId(), 0, "restart", true));
        }
      }
    }
    requests.values().forEach(this::request);
  }

  private void request(List<Outstanding> parts) {
    parts.sort(Comparator.comparingInt(Outstanding::part));
    var first = parts.get(0);
    effects.add(first, parts.subList(1, parts.size()));
    if (first.request().octets().isEmpty()) {
      var why = Failure.of(Failure.Cause.INTERNAL, "the gateway was restarted").withSipStatus(500);
      hear(first, new SipEvent.NotAnswered(first.effectId(), why));
    } else {
      sip.send(first.request());
    }
  }

  private void stanza(Outstanding item) {
    effects.add(item, List.of());
    var stanza = item.stanza();
    if (stanza.isEmpty()) {
      hear(item, new XmppEvent.NotSent(item.effectId(), true));
    } else {
      links.send(item.key().tenant(), stanza.get());
    }
  }

  private void hear(Conversation conversation, WireRecord record) {
    strands.tell(conversation.key(), new Input.Wire(record, false, "", scheduler.now()));
  }

  private void hear(Outstanding item, WireRecord record) {
    strands.hear(item.key(), record);
  }
}
