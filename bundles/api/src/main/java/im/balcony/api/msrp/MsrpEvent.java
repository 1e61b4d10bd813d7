package im.balcony.api.msrp;

import im.balcony.api.wire.EffectResult;
import im.balcony.api.wire.WireRecord;

/** What an MSRP connection tells the router. */
public sealed interface MsrpEvent extends WireRecord {

  /** Brings this to the method for its type. */
  void accept(Visitor visitor);

  /** The session of ours that it is about. */
  String sessionId();

  /**
   * Who has something to do for each event. A new event is a new method here, so that nobody can
   * pass it over unseen.
   */
  interface Visitor {

    /** For {@link Unbound}. */
    void visit(Unbound event);

    /** For {@link Bound}. */
    void visit(Bound event);

    /** For {@link Received}. */
    void visit(Received event);

    /** For {@link Report}. */
    void visit(Report event);

    /** For {@link Sent}. */
    void visit(Sent event);

    /** For {@link Broken}. */
    void visit(Broken event);

    /** For {@link Restarted}. */
    void visit(Restarted event);
  }

  /**
   * The first request for a session that is not bound to this connection. The connection keeps the
   * request and reads no further until {@link MsrpCommand.Bind} or {@link MsrpCommand.Refuse} comes
   * for this session-id.
   */
  record Unbound(String sessionId) implements MsrpEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * The first valid request for a bound session arrived, or our own first SEND was answered: the
   * session is up.
   */
  record Bound(String sessionId) implements MsrpEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A message is complete. The chunk that completed it is answered by {@link MsrpCommand.Respond}
   * only, and until then its answer is owed; chunks before it were answered by the connection.
   *
   * @param transactionId of the SEND that is still to be answered
   * @param fromPath the From-Path of the SEND, leftmost first, for a REPORT
   * @param wrapped the message, unwrapped as far as it goes; {@code message.contentType} is the
   *     outermost type
   */
  record Received(
      String sessionId,
      String transactionId,
      java.util.List<MsrpUri> fromPath,
      MsrpMessage message,
      MsrpContent wrapped)
      implements MsrpEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A REPORT arrived.
   *
   * @param start first octet, from 1
   * @param end last octet, or -1 for unknown
   * @param total total, or -1 for unknown
   * @param status the status in namespace 000
   */
  record Report(
      String sessionId,
      String messageId,
      long start,
      long end,
      long total,
      int status,
      String comment)
      implements MsrpEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * What became of a message of ours: 200 when every chunk was answered (or, with Failure-Report no
   * or partial, was written and the connection lived on for 30 s), else the status that ended it;
   * 408 for no answer in 30 s, 0 for a lost connection.
   *
   * @param written whether any octet of it may have reached the peer
   */
  record Sent(String sessionId, String effectId, int status, String comment, boolean written)
      implements MsrpEvent, EffectResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The peer broke the protocol so that this session cannot go on (an end-line in a body). */
  record Broken(String sessionId, String reason) implements MsrpEvent {

    /**
     * The reason where the tenant's configuration forbids to connect to any address of the peer.
     */
    public static final String FORBIDDEN = "the address may not be connected to";

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The gateway itself was away, and with it the connection that the session had or waited for. */
  record Restarted(String sessionId) implements MsrpEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
