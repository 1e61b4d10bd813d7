package im.balcony.store;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.mapping.ConversationKey;
import java.io.IOException;

/**
 * The names of a conversation's rows: tenant, Juliet and Romeo, a line each, then a letter for
 * whose row it is, and its own name. So all rows of a conversation lie together. A topic other than
 * chat stands in front of Juliet, with a tab behind it. No JID and no tenant holds a control
 * character.
 */
final class Names {

  static final char MAPPING = 'm';
  static final char SESSION = 's';

  private static final char END = '\n';
  private static final char TOPIC_END = '\t';

  private Names() {}

  /** What all rows of a conversation have in front. */
  static String prefix(ConversationKey key) {
    return key.isChat()
        ? key.tenant() + END + key.juliet() + END + key.romeo() + END
        : key.tenant() + END + key.topic() + TOPIC_END + key.juliet() + END + key.romeo() + END;
  }

  /** What all rows of a tenant have in front. */
  static String prefixOf(String tenant) {
    return tenant + END;
  }

  /** Above the names of all rows of a tenant, and not above those of the next. */
  static String behind(String tenant) {
    return tenant + (char) (END + 1);
  }

  /** Whose a row is. */
  static String tenant(String row) {
    var end = row.indexOf(END);
    return end < 0 ? row : row.substring(0, end);
  }

  /**
   * The same of a row.
   *
   * @throws IOException if it is no row's name
   */
  static String prefix(String row) throws IOException {
    var end = -1;
    for (var line = 0; line < 3; line++) {
      end = row.indexOf(END, end + 1);
      if (end < 0) {
        throw new IOException("a row has no conversation");
      }
    }
    return row.substring(0, end + 1);
  }

  /** Whether the row is the machine's; otherwise it is one of the correlation. */
  static boolean isSession(String row, String prefix) throws IOException {
    var owner = row.length() > prefix.length() ? row.charAt(prefix.length()) : 0;
    if (owner != SESSION && owner != MAPPING) {
      throw new IOException("a row is nobody's");
    }
    return owner == SESSION;
  }

  /** The name that its owner gave the row. */
  static String own(String row, String prefix) {
    return row.substring(prefix.length() + 1);
  }

  /**
   * The conversation of a prefix.
   *
   * @throws IOException if it names nobody
   */
  static ConversationKey key(String prefix) throws IOException {
    var parts = prefix.split("\n", -1);
    try {
      var end = parts[1].indexOf(TOPIC_END);
      var topic = end < 0 ? ConversationKey.CHAT : parts[1].substring(0, end);
      var juliet = Jid.parse(parts[1].substring(end + 1));
      return new ConversationKey(parts[0], juliet, Jid.parse(parts[2]), topic);
    } catch (AddressException | ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("a conversation's row names nobody", e);
    }
  }
}
