package im.balcony.api.mapping;

import im.balcony.api.address.Jid;
import im.balcony.api.data.Masked;

/**
 * What names a conversation: the tenant, the two people, and what it is about. The same two may
 * have a conversation of each topic; each topic has a machine of its own.
 *
 * @param tenant the tenant's id
 * @param juliet the bare JID of the XMPP user
 * @param romeo the bare JID that the SIP user maps to
 * @param topic 1 to 32 lower-case letters, digits and hyphens
 */
public record ConversationKey(String tenant, Jid juliet, Jid romeo, String topic) {

  /** The topic of those who write to each other. */
  public static final String CHAT = "chat";

  private static final int LONGEST_TOPIC = 32;

  /**
   * With bare addresses.
   *
   * @throws IllegalArgumentException if the topic is no such word
   */
  public ConversationKey {
    juliet = juliet.bare();
    romeo = romeo.bare();
    if (!isTopic(topic)) {
      throw new IllegalArgumentException("no topic");
    }
  }

  /** A chat. */
  public ConversationKey(String tenant, Jid juliet, Jid romeo) {
    this(tenant, juliet, romeo, CHAT);
  }

  /** Whether {@code text} may be a topic. */
  public static boolean isTopic(String text) {
    return text.equals(CHAT)
        || (!text.isEmpty()
            && text.length() <= LONGEST_TOPIC
            && text.chars().allMatch(ConversationKey::isOfTopic));
  }

  private static boolean isOfTopic(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }

  /** Whether it is a chat. */
  public boolean isChat() {
    return topic.equals(CHAT);
  }

  /** Masked, for logs; a chat needs no word for it. */
  @Override
  public String toString() {
    var people = tenant + "/" + Masked.address(juliet) + "/" + Masked.address(romeo);
    return isChat() ? people : people + "/" + topic;
  }
}
