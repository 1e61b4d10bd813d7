package im.balcony.api.msrp;

import im.balcony.api.wire.Command;
import java.util.List;

/** What the router tells an MSRP connection to do. */
public sealed interface MsrpCommand extends Command {

  /** Brings this to the method for its type. */
  void accept(Visitor visitor);

  /** The session of ours that it is about. */
  String sessionId();

  /**
   * Who has something to do for each command. A new command is a new method here, so that nobody
   * who carries commands out can forget it.
   */
  interface Visitor {

    /** For {@link Bind}. */
    void visit(Bind command);

    /** For {@link Refuse}. */
    void visit(Refuse command);

    /** For {@link Unbind}. */
    void visit(Unbind command);

    /** For {@link Send}. */
    void visit(Send command);

    /** For {@link Abort}. */
    void visit(Abort command);

    /** For {@link Respond}. */
    void visit(Respond command);

    /** For {@link Report}. */
    void visit(Report command);

    /** For {@link Open}. */
    void visit(Open command);
  }

  /**
   * Binds a session to the connection; on a connection that we opened, before anything is received.
   */
  record Bind(MsrpSession session) implements MsrpCommand {
    @Override
    public String sessionId() {
      return session.id();
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Answers the kept first request for {@code sessionId} with 481 or 506 and goes on reading. */
  record Refuse(String sessionId, int status) implements MsrpCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Forgets a session; its partial messages are dropped, its unsent messages reported with status
   * 0.
   */
  record Unbind(String sessionId) implements MsrpCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Sends a message, in chunks where it is long; {@link MsrpEvent.Sent} tells the result under
   * {@code effectId}.
   *
   * @param patience milliseconds after which it is given up with 408 if nothing of it was written;
   *     not a time, for the clock is another one than the router's
   */
  record Send(String effectId, String sessionId, MsrpMessage message, long patience)
      implements MsrpCommand {

    /** The patience of what waits as long as its connection lasts. */
    public static final long ENDLESS = Long.MAX_VALUE;

    /** A message with endless patience. */
    public Send(String effectId, String sessionId, MsrpMessage message) {
      this(effectId, sessionId, message, ENDLESS);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Sends {@link Send} never, or stops it with {@code #}: no further octets of this message. */
  record Abort(String sessionId, String effectId) implements MsrpCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Answers the SEND that completed a message. Status 200 is left unsent where Failure-Report
   * forbids it.
   */
  record Respond(String sessionId, String transactionId, int status, String comment)
      implements MsrpCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Sends a REPORT over the whole message.
   *
   * @param toPath the complete From-Path of the SEND
   * @param length the length of the message in octets
   * @param status in namespace 000
   */
  record Report(
      String sessionId,
      List<MsrpUri> toPath,
      String messageId,
      long length,
      int status,
      String comment)
      implements MsrpCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Makes a session known before its connection is: the router connects, or waits for the peer's
   * first SEND, and then binds it. A SEND for a session of which only the id is known waits until
   * this comes.
   *
   * @param connect whether we are the active side and connect to the first URI of the remote path
   */
  record Open(MsrpSession session, boolean connect) implements MsrpCommand {
    @Override
    public String sessionId() {
      return session.id();
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
