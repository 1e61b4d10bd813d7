package im.balcony.api.sip;

import im.balcony.api.wire.WireRecord;
import java.util.List;

/** What the SIP edge is to send. */
public sealed interface SipCommand extends WireRecord {

  /** Brings this to the method for its type. */
  void accept(Visitor visitor);

  /**
   * Who has something to do for each command. A new command is a new method here, so that nobody
   * who carries commands out can forget it.
   */
  interface Visitor {

    /** For {@link Request}. */
    void visit(Request command);

    /** For {@link Ack}. */
    void visit(Ack command);

    /** For {@link Cancel}. */
    void visit(Cancel command);

    /** For {@link Respond}. */
    void visit(Respond command);

    /** For {@link Absorb}. */
    void visit(Absorb command);
  }

  /**
   * Sends a request other than ACK and CANCEL and reports its responses under {@code effectId}.
   *
   * @param tenant the tenant's id, for next hop and advertised address
   */
  record Request(String effectId, String tenant, SipRequest request) implements SipCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Sends an ACK to a 2xx; nothing comes back. */
  record Ack(String tenant, SipRequest request) implements SipCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Cancels a pending INVITE.
   *
   * @param inviteEffectId the effect id of the INVITE
   * @param prepared the INVITE as it was prepared, from which CANCEL is built (RFC 3261 §9.1)
   * @param headers what the CANCEL has besides, such as Reason (RFC 3326)
   */
  record Cancel(String inviteEffectId, PreparedRequest prepared, List<SipHeader> headers)
      implements SipCommand {

    /** Copies the list. */
    public Cancel {
      headers = List.copyOf(headers);
    }

    /** Without further headers. */
    public Cancel(String inviteEffectId, PreparedRequest prepared) {
      this(inviteEffectId, prepared, List.of());
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Answers a request. */
  record Respond(SipTransaction transaction, SipResponse response) implements SipCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Says nothing to an INVITE: it is a copy of one whose 2xx was sent before the edge knew of it
   * (RFC 6026 §7.1, Accepted: copies are absorbed). Who sent that 2xx repeats it until its ACK.
   */
  record Absorb(SipTransaction transaction) implements SipCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
