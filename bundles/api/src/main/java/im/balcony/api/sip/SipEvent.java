package im.balcony.api.sip;

import im.balcony.api.message.Failure;
import im.balcony.api.wire.EffectResult;
import im.balcony.api.wire.WireRecord;

/** What the SIP edge tells the router. */
public sealed interface SipEvent extends WireRecord {

  /** Brings this to the method for its type. */
  void accept(Visitor visitor);

  /**
   * Who has something to do for each event. A new event is a new method here, so that nobody can
   * pass it over unseen.
   */
  interface Visitor {

    /** For {@link Received}. */
    void visit(Received event);

    /** For {@link Cancelled}. */
    void visit(Cancelled event);

    /** For {@link Answered}. */
    void visit(Answered event);

    /** For {@link NotAnswered}. */
    void visit(NotAnswered event);
  }

  /**
   * A request that is well-formed, of a method and with extensions that the edge knows: MESSAGE,
   * INVITE (also within a dialog), ACK to a 2xx, BYE, UPDATE. OPTIONS, unknown methods and
   * extensions, malformed requests and retransmissions were answered by the edge.
   *
   * @param transaction for the answer; an ACK has one too, but is never answered
   * @param source where it came from
   * @param request the request
   */
  record Received(SipTransaction transaction, SipSource source, SipRequest request)
      implements SipEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A CANCEL matched the INVITE of {@code transaction}, which has no final response yet; the 200 to
   * it is sent.
   */
  record Cancelled(SipTransaction transaction) implements SipEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A response to a request of ours: every provisional one (but 100), the final one, and for an
   * INVITE every further 2xx and every copy of a 2xx.
   *
   * @param raised by how much the CSeq number of the request that it answers is above that of the
   *     command: by one for each challenge that was answered (RFC 3261 §22.2), 0 to {@link
   *     #MOST_RAISED}
   */
  record Answered(String effectId, SipResponse response, int raised)
      implements SipEvent, EffectResult {

    /** The most by which the edge raises a CSeq number. */
    public static final int MOST_RAISED = 7;

    /** A response to the request as the command has it. */
    public Answered(String effectId, SipResponse response) {
      this(effectId, response, 0);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** No response in time (408) or the request could not be sent (503). */
  record NotAnswered(String effectId, Failure failure) implements SipEvent, EffectResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
