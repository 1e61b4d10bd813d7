package im.balcony.api.sip;

import im.balcony.api.wire.WireRecord;

/** What the SIP edge is to send. */
public sealed interface SipCommand extends WireRecord {

  /**
   * Sends a request other than ACK and CANCEL and reports its responses under {@code effectId}.
   *
   * @param tenant the tenant's id, for next hop and advertised address
   */
  record Request(String effectId, String tenant, SipRequest request) implements SipCommand {}

  /** Sends an ACK to a 2xx; nothing comes back. */
  record Ack(String tenant, SipRequest request) implements SipCommand {}

  /**
   * Cancels a pending INVITE.
   *
   * @param inviteEffectId the effect id of the INVITE
   * @param prepared the INVITE as it was prepared, from which CANCEL is built (RFC 3261 §9.1)
   */
  record Cancel(String inviteEffectId, PreparedRequest prepared) implements SipCommand {}

  /** Answers a request. */
  record Respond(SipTransaction transaction, SipResponse response) implements SipCommand {}
}
