package im.balcony.api.mapping;

import im.balcony.api.data.Changes;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What mapping remembers of one conversation, in the form in which the rules that {@linkplain
 * MappingRules#open opened} it work on it: stanza ids, threads, exact URIs, dialogs, negotiated
 * media. The rows are the truth; this is made of them and may be dropped between any two calls.
 * Whoever holds it uses one thread at a time, drops it where changes that it told were not
 * committed, and uses it only with the rules that made it.
 */
@ConsumerType
public interface Correlation {

  /** Whose it is. */
  ConversationKey key();

  /**
   * Takes back what the last call of {@link MappingRules#in} or {@link MappingRules#out} changed;
   * nothing if {@link #changes} was asked since.
   */
  void undo();

  /** What has changed since this was asked last. */
  Changes changes();

  /**
   * Under which names later records of this conversation are found: see {@link Handles}. The same
   * object as long as they are the same.
   */
  Set<String> handles();
}
