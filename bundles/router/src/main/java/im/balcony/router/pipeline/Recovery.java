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
import im.balcony.router.strand.Board;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.tenants.Directory;
import im.balcony.router.tenants.Index;
import im.balcony.router.turn.Effects;
import im.balcony.router.turn.Owed;
import im.balcony.router.turn.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was there before the start: conversations come back as soon as a mapping can name them and
 * the machine can read them, and what they owed goes out again, with the same ids.
 */
public final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** How often parts that failed are asked again: after 1, 2, 4, 8 and 16 s. */
  private static final int TRIES = 5;

  private final Parts parts;
  private final Directory directory;
  private final Board board;
  private final Index index;
  private final Effects effects;
  private final SipOut sip;
  private final Links links;
  private final Committer committer;
  private final Scheduler scheduler;
  private final Quarantine quarantine;
  private final List<Store.Kept> unnamed = new ArrayList<>();
  private final List<Owed> owed = new ArrayList<>();
  private final long againAfter;
  private volatile boolean named;
  private boolean failed;
  private int tries;

  /** Reads what is stored. */
  public Recovery(
      Parts parts,
      Directory directory,
      Board board,
      Index index,
      Effects effects,
      SipOut sip,
      Links links,
      Committer committer,
      Scheduler scheduler,
      Quarantine quarantine,
      long againAfter) {
    this.againAfter = againAfter;
    this.quarantine = quarantine;
    this.parts = parts;
    this.directory = directory;
    this.board = board;
    this.index = index;
    this.effects = effects;
    this.sip = sip;
    this.links = links;
    this.committer = committer;
    this.scheduler = scheduler;
  }

  /** Takes what the store found. */
  public synchronized void take(Store.Recovered recovered) {
    unnamed.addAll(recovered.conversations());
    for (var request : recovered.owed()) {
      Owed.read(request).ifPresentOrElse(owed::add, () -> LOG.warn("an owed request is foreign"));
    }
    named = unnamed.isEmpty() && owed.isEmpty();
    LOG.info("recovering {} conversations, {} owed", unnamed.size(), owed.size());
  }

  /** Whether all conversations that can be named are: before, records would miss theirs. */
  public boolean isDone() {
    return named;
  }

  /**
   * Whether something of this tenant may still come back: it is not done, and nobody sees it yet.
   */
  synchronized boolean mayBring(String tenant) {
    return !named
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
    if (parts.mapping().isEmpty()
        || parts.session().isEmpty()
        || (unnamed.isEmpty() && owed.isEmpty())) {
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
            .toList();
    owed.removeAll(ready);
    named = true;
    // Before what was in flight there fails, or a session would take that for its peer's doing.
    back.forEach(this::restarted);
    resume(ready);
    back.forEach(c -> committer.arm(c, new Input.Due(scheduler.now() - 1)));
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

  private boolean name(Store.Kept stored, List<Conversation> back) {
    var tenant = directory.byId(stored.key().tenant());
    var range = tenant.map(Quarantine::range).orElse("");
    try {
      var known =
          quarantine.call(
              stored.key().tenant(), range, (rules, watch) -> known(stored, tenant, rules, watch));
      var conversation = board.restore(stored);
      index.replace(stored.key(), conversation.handles(), known.handles);
      conversation.handles(known.handles);
      conversation.due(known.due);
      known.unfinished.forEach(ref -> conversation.pending(ref, true));
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
   * What a conversation is called, which of its messages have no outcome, and when its machine
   * wants to be called.
   */
  private record Known(Set<String> handles, Set<String> unfinished, OptionalLong due) {}

  private Known known(
      Store.Kept stored, Optional<Tenant> tenant, Slot.Lease<MappingRules> rules, Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    try (var machine = parts.session().borrow("", watch)) {
      var before = new Turn.Before(stored.session(), stored.mapping(), OptionalLong.empty());
      var memories = before.open(stored.key(), rules, machine);
      // What a tenant without limits waits for is found when the tenant is there.
      var due =
          tenant.isPresent()
              ? machine.call(m -> memories.session().due(tenant.get().limits()))
              : OptionalLong.of(scheduler.now());
      return new Known(
          rules.call(r -> memories.mapping().handles()),
          machine.call(m -> memories.session().unfinished()),
          due);
    }
  }

  /** Takes out what is owed by a conversation that will not go on. */
  synchronized List<String> forget(ConversationKey key) {
    var mine = owed.stream().filter(o -> o.key().equals(key)).toList();
    owed.removeAll(mine);
    return mine.stream().map(Owed::effectId).toList();
  }

  private void resume(List<Owed> ready) {
    Map<String, List<Owed>> requests = new LinkedHashMap<>();
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

  private void request(List<Owed> parts) {
    parts.sort(Comparator.comparingInt(Owed::part));
    var first = parts.get(0);
    effects.add(first, parts.subList(1, parts.size()));
    if (first.request().octets().isEmpty()) {
      var why = Failure.of(Failure.Cause.INTERNAL, "the gateway was restarted").withSipStatus(500);
      hear(first, new SipEvent.NotAnswered(first.effectId(), why));
    } else {
      sip.send(first.request());
    }
  }

  private void stanza(Owed item) {
    effects.add(item, List.of());
    var stanza = item.stanza();
    if (stanza.isEmpty()) {
      hear(item, new XmppEvent.NotSent(item.effectId(), true));
    } else {
      links.send(item.key().tenant(), stanza.get());
    }
  }

  private void hear(Conversation conversation, WireRecord record) {
    board.tell(conversation.key(), new Input.Wire(record, false, "", scheduler.now()));
  }

  private void hear(Owed item, WireRecord record) {
    board.hear(item.key(), record);
  }

  /** Conversations of tenants of which no mapping version is there. */
  synchronized int waiting() {
    return unnamed.size();
  }
}
