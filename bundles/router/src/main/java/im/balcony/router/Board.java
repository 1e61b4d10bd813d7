package im.balcony.router;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.session.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** All conversations, and the bounds on new work that waits in them. */
final class Board {

  private final Map<ConversationKey, Conversation> conversations = new ConcurrentHashMap<>();
  private final Scheduler scheduler;
  private final Conversation.Worker worker;
  private final RouterLimits limits;
  private final Admission admission;

  Board(Scheduler scheduler, Conversation.Worker worker, RouterLimits limits) {
    this.scheduler = scheduler;
    this.worker = worker;
    this.limits = limits;
    this.admission = new Admission(limits);
  }

  /** Brings an input to its conversation, which begins with it if need be; false if it is full. */
  boolean offer(ConversationKey key, Input input) {
    if (input.isFresh() && !admission.enter(key.tenant())) {
      return false;
    }
    var taken = new AtomicBoolean();
    conversations.compute(
        key,
        (k, known) -> {
          var conversation =
              known == null ? new Conversation(Snapshot.empty(key), scheduler, worker) : known;
          taken.set(conversation.offer(input, limits.conversationQueue()));
          return conversation;
        });
    if (!taken.get() && input.isFresh()) {
      admission.leave(key.tenant());
    }
    return taken.get();
  }

  /** Brings an input of our own to a conversation, if it is still there. */
  void tell(ConversationKey key, Input input) {
    conversations.computeIfPresent(
        key,
        (k, conversation) -> {
          conversation.offer(input, limits.conversationQueue());
          return conversation;
        });
  }

  /** The input in hand is done with; the conversation goes if nothing is left of it. */
  void done(Conversation conversation, Input input) {
    left(conversation, input);
    conversation.next();
    retire(conversation);
  }

  /** The conversation goes if nothing is left of it. */
  void retire(Conversation conversation) {
    conversations.computeIfPresent(
        conversation.key(), (k, c) -> c == conversation && c.retire() ? null : c);
  }

  /** New work left its conversation without a turn. */
  void left(Conversation conversation, Input input) {
    if (input.isFresh()) {
      admission.leave(conversation.key().tenant());
    }
  }

  /** Puts a conversation of before the start in. */
  Conversation restore(Snapshot snapshot) {
    var conversation = new Conversation(snapshot, scheduler, worker);
    var known = conversations.putIfAbsent(snapshot.key(), conversation);
    return known == null ? conversation : known;
  }

  Optional<Conversation> find(ConversationKey key) {
    return Optional.ofNullable(conversations.get(key));
  }

  Optional<Conversation> byId(String id) {
    return conversations.values().stream().filter(c -> c.id().equals(id)).findFirst();
  }

  Collection<Conversation> all() {
    return conversations.values();
  }

  List<Conversation> ofTenant(String tenant) {
    return conversations.values().stream().filter(c -> c.key().tenant().equals(tenant)).toList();
  }

  void remove(Conversation conversation) {
    conversations.remove(conversation.key(), conversation);
  }

  Admission admission() {
    return admission;
  }
}
