package im.balcony.api.mapping;

import im.balcony.api.data.Facts;
import im.balcony.api.session.Effect;
import im.balcony.api.wire.WireRecord;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The rules by which one world's records become the other's (RFC 7247, RFC 7572, RFC 7573): pure
 * and total. A rule set never throws and never blocks; several versions may be in service side by
 * side.
 *
 * <p>Mapping alone writes the correlation of a conversation: stanza ids, threads, exact URIs,
 * dialogs, negotiated media. Nobody else reads it.
 */
@ConsumerType
public interface MappingRules {

  /**
   * The service property with the version that {@code mapping.version} of a tenant selects from.
   */
  String VERSION = "balcony.version";

  /**
   * Whose a record is that the router's index does not know: a request outside of dialogs, a
   * stanza. For SIP the tenant has been chosen by the From host and its source is trusted; for
   * stanzas by the link.
   */
  Route route(WireRecord record, Context context);

  /** What a record means in its conversation. */
  Heard in(WireRecord record, ConversationKey key, Facts correlation, Context context);

  /** How an effect looks on the wire. */
  Said out(Effect effect, ConversationKey key, Facts correlation, Context context);

  /**
   * Under which names later records of this conversation are found: see {@link Handles}. Asked
   * after each change of the correlation, and for each conversation at start.
   */
  Set<String> handles(Facts correlation);
}
