package im.balcony.router.strand;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Limits;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.bounds.Congestion;
import im.balcony.router.bounds.RememberedRows;
import im.balcony.router.bounds.RouterLimits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** All conversations, and the bounds on new work that waits in them. */
public final class Strands {

  private final Map<ConversationKey, Conversation> conversations = new ConcurrentHashMap<>();
  private final Scheduler scheduler;
  private final Conversation.Worker worker;
  private final RouterLimits limits;
  private final Admission admission;
  private final Congestion congestion;
  private final RememberedRows remembered;

  /**
   * No conversation yet.
   *
   * @param worker does each one's inputs
   * @param congestion hears how long new work took
   * @param remembered counts what conversations remember
   */
  public Strands(
      Scheduler scheduler,
      Conversation.Worker worker,
      RouterLimits limits,
      Congestion congestion,
      RememberedRows remembered) {
    this.congestion = congestion;
    this.remembered = remembered;
    this.scheduler = scheduler;
    this.worker = worker;
    this.limits = limits;
    this.admission = new Admission(limits);
  }

  /**
   * Brings a record to its conversation, which begins with it if need be; false if the conversation
   * is full, or if it is new work and the tenant has its share. Results are always taken.
   */
  public boolean offer(ConversationKey key, Limits.Share share, Input.Wire input) {
    var fresh = input.isFresh();
    if (fresh && !admission.enter(key.tenant(), share, input.record())) {
      return false;
    }
    var taken = new AtomicBoolean();
    conversations.compute(
        key,
        (k, known) -> {
          if (known == null && fresh && !admission.begin(key.tenant(), share)) {
            return null;
          }
          var conversation = known == null ? begun(key, fresh) : known;
          taken.set(conversation.offer(input, limits.conversationQueue()));
          return conversation;
        });
    if (!taken.get() && fresh) {
      admission.leave(key.tenant(), input.record());
    }
    return taken.get();
  }

  private Conversation begun(ConversationKey key, boolean counted) {
    if (!counted) {
      admission.restore(key.tenant());
    }
    return new Conversation(new Store.Kept(key, Map.of(), Map.of()), scheduler, worker, remembered);
  }

  /** Brings the result of an effect to its conversation; never refused. */
  public void hear(ConversationKey key, WireRecord record) {
    offer(key, Limits.Share.DEFAULT, new Input.Wire(record, false, "", scheduler.now()));
  }

  /** Brings an input of our own to a conversation, if it is still there. */
  public void tell(ConversationKey key, Input input) {
    conversations.computeIfPresent(
        key,
        (k, conversation) -> {
          conversation.offer(input, limits.conversationQueue());
          return conversation;
        });
  }

  /** The input in hand is done with; the conversation goes if nothing is left of it. */
  public void done(Conversation conversation, Input input) {
    if (conversation.next()) {
      left(conversation, input);
      if (input.isFresh()) {
        var now = scheduler.now();
        congestion.inConversation(conversation.key().tenant(), now - input.at(), now);
      }
    }
    retire(conversation);
  }

  /** The conversation goes if nothing is left of it. */
  public void retire(Conversation conversation) {
    conversations.computeIfPresent(
        conversation.key(),
        (k, c) -> {
          if (c != conversation || !c.retire()) {
            return c;
          }
          admission.end(k.tenant());
          return null;
        });
  }

  /** New work left its conversation without a turn. */
  public void left(Conversation conversation, Input input) {
    if (input.isFresh() && input instanceof Input.Wire wire) {
      admission.leave(conversation.key().tenant(), wire.record());
    }
  }

  /** Puts a conversation of before the start in. */
  public Conversation restore(Store.Kept stored) {
    var conversation = new Conversation(stored, scheduler, worker, remembered);
    var known = conversations.putIfAbsent(stored.key(), conversation);
    if (known == null) {
      admission.restore(stored.key().tenant());
    }
    return known == null ? conversation : known;
  }

  /** The conversation of that key, if it is there. */
  public Optional<Conversation> find(ConversationKey key) {
    return Optional.ofNullable(conversations.get(key));
  }

  /** The conversation that operators call so. */
  public Optional<Conversation> byId(String id) {
    return conversations.values().stream().filter(c -> c.id().equals(id)).findFirst();
  }

  /** All conversations. */
  public Collection<Conversation> all() {
    return conversations.values();
  }

  /** All conversations of a tenant. */
  public List<Conversation> ofTenant(String tenant) {
    return conversations.values().stream().filter(c -> c.key().tenant().equals(tenant)).toList();
  }

  /** Lets go of a conversation, and of what waits in it. */
  public void letGo(Conversation conversation) {
    // In this order: nothing is offered to one that is not here.
    remove(conversation);
    conversation.letGo().forEach(input -> left(conversation, input));
  }

  /** The conversation is over. */
  public void remove(Conversation conversation) {
    if (conversations.remove(conversation.key(), conversation)) {
      admission.end(conversation.key().tenant());
    }
  }

  /** Who may begin another. */
  public Admission admission() {
    return admission;
  }
}
