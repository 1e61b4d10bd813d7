package im.balcony.router.pipeline;

import im.balcony.api.data.Changes;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.message.Failure;
import im.balcony.api.store.Store;
import im.balcony.router.strand.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of conversations whose tenant goes: it was removed, and all that was owed has its
 * outcome; or another owner took it, and all is his to tell.
 */
public final class Departures {

  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  private final Committer.Tools tools;

  /** With the collaborators of the committer. */
  public Departures(Committer.Tools tools) {
    this.tools = tools;
  }

  /**
   * Deletes a conversation of a tenant that is gone, with an outcome for all it still owed.
   *
   * @param owed effect ids of it that were not sent again since the start
   * @return complete when the store has it, or not
   */
  CompletionStage<Void> abandon(Conversation conversation, List<String> owed) {
    var why = Failure.of(Failure.Cause.EXPIRED, "the tenant was removed");
    var key = conversation.key();
    var pending = conversation.pending();
    var settled = Stream.concat(owed.stream(), tools.effects().of(key).stream()).toList();
    settled.forEach(tools.effects()::remove);
    // Forced, for nobody can say any more what the tenant's durability was.
    var epoch = tools.owned().epoch(key.tenant());
    var told =
        tools
            .journal()
            .stories(pending)
            .thenCompose(
                before ->
                    Committer.stored(
                        tools.store(), abandoned(key, epoch, pending, settled, before, why)))
            .exceptionally(
                error -> {
                  LOG.warn("conversation {} could not be deleted", conversation.id());
                  return null;
                });
    disarm(conversation);
    conversation.forget();
    tools.strands().remove(conversation);
    return told;
  }

  /** No record finds a conversation any more, and no time wakes it. */
  private void disarm(Conversation conversation) {
    tools.index().replace(conversation.key(), conversation.handles(), Set.of());
    conversation.alarm(null, 0);
    tools.pauses().forget(conversation);
  }

  /**
   * Lets go of all that a tenant has here, and tells nobody: its MSRP connections close, answers
   * find nothing that waits for them.
   */
  void letGo(String tenant) {
    tools.strands().ofTenant(tenant).forEach(this::letGo);
    tools.effects().forget(tenant);
  }

  /** Lets go of a conversation of a tenant that is gone; the store keeps it for another start. */
  void leave(Conversation conversation) {
    tools.effects().of(conversation.key()).forEach(tools.effects()::remove);
    letGo(conversation);
  }

  /** Lets go of one; nobody is told. */
  void letGo(Conversation conversation) {
    tools.strands().letGo(conversation);
    disarm(conversation);
    tools.egress().letGo(conversation.handles());
  }

  private Store.Batch abandoned(
      ConversationKey key,
      long epoch,
      Set<String> pending,
      List<String> settled,
      Map<String, Store.Journal> told,
      Failure why) {
    var rows = new ArrayList<Store.Journal>(pending.size());
    for (var ref : pending) {
      var before = Optional.ofNullable(told.get(ref));
      rows.add(tools.journal().abandoned(key.tenant(), ref, before, why));
    }
    return new Store.Batch(
        key, epoch, Changes.NONE, Changes.NONE, true, List.of(), settled, List.of(), rows, true);
  }
}
