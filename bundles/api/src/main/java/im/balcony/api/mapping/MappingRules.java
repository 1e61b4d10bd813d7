package im.balcony.api.mapping;

import im.balcony.api.data.Facts;
import im.balcony.api.session.Effect;
import im.balcony.api.wire.WireRecord;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The rules by which one world's records become the other's (RFC 7247, RFC 7572, RFC 7573): total,
 * and pure but for the {@link Correlation} that they are given. A rule set never throws and never
 * blocks; several versions may be in service side by side.
 *
 * <p>Mapping alone reads and writes the correlation of a conversation.
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

  /**
   * What the rows of a conversation say, read.
   *
   * @param rows all its rows by name; empty for a new conversation. Not kept, and not changed
   */
  Correlation open(ConversationKey key, Map<String, Facts> rows);

  /** What a record means in its conversation. */
  Heard in(WireRecord record, Correlation correlation, Context context);

  /** How an effect looks on the wire. What cannot be written changes nothing. */
  Said out(Effect effect, Correlation correlation, Context context);
}
