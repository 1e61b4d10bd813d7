package im.balcony.api.mapping;

import im.balcony.api.wire.WireRecord;
import java.util.List;

/** Whose a wire record is. */
public sealed interface Route {

  /**
   * It belongs to a conversation, which may not exist yet.
   *
   * @param key the conversation
   * @param additions pairs for the address book
   */
  record ToConversation(ConversationKey key, List<AddressBook.Entry> additions) implements Route {}

  /**
   * It is answered at once and nobody else hears of it: refusals, service discovery, pings.
   *
   * @param records the answers, {@link im.balcony.api.sip.SipCommand.Respond} or {@link
   *     im.balcony.api.xmpp.XmppCommand.Send}
   * @param reason why, for the log
   */
  record Reply(List<WireRecord> records, String reason) implements Route {}

  /** It is nobody's and has no answer. */
  record Drop(String reason) implements Route {}
}
