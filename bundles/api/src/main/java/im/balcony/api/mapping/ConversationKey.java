package im.balcony.api.mapping;

import im.balcony.api.address.Jid;
import im.balcony.api.data.Masked;

/**
 * What names a conversation: the tenant and the two people.
 *
 * @param tenant the tenant's id
 * @param juliet the bare JID of the XMPP user
 * @param romeo the bare JID that the SIP user maps to
 */
public record ConversationKey(String tenant, Jid juliet, Jid romeo) {

  /** With bare addresses. */
  public ConversationKey {
    juliet = juliet.bare();
    romeo = romeo.bare();
  }

  /** Masked, for logs. */
  @Override
  public String toString() {
    return tenant + "/" + Masked.address(juliet) + "/" + Masked.address(romeo);
  }
}
