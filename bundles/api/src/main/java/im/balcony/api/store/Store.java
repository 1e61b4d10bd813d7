package im.balcony.api.store;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Word;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.message.Direction;
import im.balcony.api.message.Outcome;
import im.balcony.api.sip.PreparedRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where what is owed is kept. May be called by any thread, and makes none wait: what a store has at
 * hand it answers with a stage that is complete already. Each stage completes in the end; with an
 * {@link java.io.IOException} where the store cannot do or say what it was asked for, so that "not
 * known" is never said for "not looked".
 */
@ProviderType
public interface Store {

  /**
   * Commits a batch as a whole or not at all. The stage completes on a thread of the store; callers
   * hand the work back to their strand. Batches of one tenant are committed in the order of the
   * calls. A batch of an owner who has the tenant no longer fails with a {@link FencedException};
   * any other failure says nothing of the next batch.
   */
  CompletionStage<Void> commit(Batch batch);

  /** What was answered to a duplicate before, if it is known and not too old. */
  CompletionStage<Optional<Seen>> seen(String duplicateKey, long now);

  /** What an operator may know of a message. */
  CompletionStage<Optional<Journal>> journal(String ref);

  /**
   * The newest journal entries of a tenant, the newest first. Commits go on meanwhile; an entry
   * that one of them changes may be missing.
   *
   * @param since leaves out what was recorded before this time
   * @param count at most so many
   */
  CompletionStage<List<Journal>> recent(String tenant, long since, int count);

  /**
   * The newest journal entries of messages that were called so on a wire, of all tenants; looked
   * for among all entries, so for operators only.
   *
   * @param count at most so many
   */
  CompletionStage<List<Journal>> named(String name, int count);

  /**
   * Takes a tenant: from now on the caller owns it, and what an owner before commits fails. Behind
   * all that was committed for it, what is kept of it is read. Where another owner may not be
   * displaced, the stage waits for him, or fails with a {@link FencedException}.
   */
  CompletionStage<Recovered> recover(String tenant);

  /**
   * Gives a tenant up, behind all that was committed for it; what is committed with this epoch
   * afterwards fails. Nothing happens if another owner has it by now.
   */
  CompletionStage<Void> release(String tenant, long epoch);

  /** The tenants of which conversations are kept, whoever owns them. */
  CompletionStage<Set<String>> tenants();

  /** How full it is, in octets, and the limit. */
  Usage usage();

  /**
   * What is to be committed together.
   *
   * @param key the conversation
   * @param epoch by which the caller owns the tenant; see {@link Recovered}
   * @param session what the machine changed of its rows; of each row the form that may be written
   * @param mapping the same of the correlation
   * @param over whether the conversation is over: then none of its rows is left, whatever {@code
   *     session} and {@code mapping} say
   * @param owed requests that will be sent once this is committed, without such texts as well
   * @param settled effect ids that are owed no longer
   * @param seen duplicate keys from now on
   * @param journal outcomes, accepted messages included
   * @param forced whether it must outlive a loss of power, not only the death of the process
   */
  record Batch(
      ConversationKey key,
      long epoch,
      Changes session,
      Changes mapping,
      boolean over,
      List<PreparedRequest> owed,
      List<String> settled,
      List<Seen> seen,
      List<Journal> journal,
      boolean forced) {}

  /**
   * A duplicate key with what to answer.
   *
   * @param key names the first copy
   * @param answer the status it was answered with; 0 for none
   * @param until when it may be forgotten
   */
  record Seen(String key, int answer, long until) {}

  /**
   * A message's story so far.
   *
   * @param ref the message
   * @param tenant its tenant
   * @param direction the word of its {@link Direction}, as it is stored: what another version wrote
   *     is shown all the same
   * @param outcome the word of its last {@link Outcome.Kind}, likewise
   * @param why a reason, without addresses or text; may be empty
   * @param at when the outcome was recorded
   * @param hops what happened on the way, oldest first: a time and a word each, without addresses
   *     or text
   * @param names what it was called on the wires: the stanza id, Call-ID or Message-ID it came with
   *     first
   */
  record Journal(
      String ref,
      String tenant,
      String direction,
      String outcome,
      String why,
      long at,
      List<String> hops,
      List<String> names) {

    /** A story in words that this version knows. */
    public Journal(
        String ref,
        String tenant,
        Direction direction,
        Outcome.Kind outcome,
        String why,
        long at,
        List<String> hops,
        List<String> names) {
      this(ref, tenant, direction.word(), outcome.word(), why, at, hops, names);
    }

    /** The last outcome; empty if another version wrote one that this does not know. */
    public Optional<Outcome.Kind> kind() {
      return Word.of(Outcome.Kind.class, outcome);
    }

    /** Whether its outcome is still open. */
    public boolean isPending() {
      return kind().filter(Outcome.Kind.PENDING::equals).isPresent();
    }

    /** Whether nothing may change its outcome any more. */
    public boolean isFinal() {
      return kind().filter(Outcome.Kind::isFinal).isPresent();
    }
  }

  /**
   * A conversation as it was written last.
   *
   * @param session the machine's rows by name
   * @param mapping those of the correlation
   */
  record Kept(ConversationKey key, Map<String, Facts> session, Map<String, Facts> mapping) {

    /** Copies the rows. */
    public Kept {
      // In their order, so that a simulated process reads the same each time.
      session = Collections.unmodifiableMap(new LinkedHashMap<>(session));
      mapping = Collections.unmodifiableMap(new LinkedHashMap<>(mapping));
    }
  }

  /**
   * What is kept of a tenant that was taken.
   *
   * @param epoch by which the taker owns it: another for each time that a tenant is taken, and
   *     above 0
   * @param conversations those that are not over
   * @param owed requests that have no result yet; some may be of other tenants, where the store
   *     does not know whose they are
   */
  record Recovered(long epoch, List<Kept> conversations, List<PreparedRequest> owed) {}

  /** Octets used and allowed. */
  record Usage(long used, long limit) {}
}
