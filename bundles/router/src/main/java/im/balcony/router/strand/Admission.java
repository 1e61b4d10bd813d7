package im.balcony.router.strand;

import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Limits;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.Shares;
import im.balcony.router.bounds.Weight;

/**
 * Counts new work that waits in conversations, and the conversations themselves, so that one tenant
 * cannot starve others.
 */
public final class Admission {

  private final Shares messages;
  private final Shares octets;
  private final Shares conversations;
  private final Shares invites = new Shares(Integer.MAX_VALUE);

  Admission(RouterLimits limits) {
    messages = new Shares(limits.totalQueue());
    octets = new Shares(limits.totalOctets());
    conversations = new Shares(limits.totalConversations());
  }

  /** New work comes; false if the tenant has its share. */
  boolean enter(String tenant, Limits.Share share, WireRecord record) {
    if (!messages.take(tenant, 1, share.queueMessages())) {
      return false;
    }
    var weight = Weight.of(record);
    if (!octets.take(tenant, weight, share.queueOctets())) {
      messages.give(tenant, 1);
      return false;
    }
    if (isInvite(record)) {
      invites.add(tenant, 1);
    }
    return true;
  }

  /** New work is worked on. */
  void leave(String tenant, WireRecord record) {
    messages.give(tenant, 1);
    octets.give(tenant, Weight.of(record));
    if (isInvite(record)) {
      invites.give(tenant, 1);
    }
  }

  private static boolean isInvite(WireRecord record) {
    return record instanceof SipEvent.Received received
        && received.request().method().equals("INVITE");
  }

  /** Whether a tenant may have one more conversation; then it has. */
  boolean begin(String tenant, Limits.Share share) {
    return conversations.take(tenant, 1, share.conversations());
  }

  /** A conversation that may not be refused. */
  void restore(String tenant) {
    conversations.add(tenant, 1);
  }

  /** A conversation is gone. */
  void end(String tenant) {
    conversations.give(tenant, 1);
  }

  /** Messages that wait. */
  public int waiting() {
    return Math.toIntExact(messages.held());
  }

  /** INVITEs of a tenant that wait. */
  public long invites(String tenant) {
    return invites.held(tenant);
  }
}
