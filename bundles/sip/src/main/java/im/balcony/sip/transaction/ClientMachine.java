package im.balcony.sip.transaction;

import static im.balcony.sip.transaction.Timing.LIFE;
import static im.balcony.sip.transaction.Timing.NEVER;
import static im.balcony.sip.transaction.Timing.RINGING;
import static im.balcony.sip.transaction.Timing.T1;
import static im.balcony.sip.transaction.Timing.T2;
import static im.balcony.sip.transaction.Timing.T4;

import java.util.ArrayList;
import java.util.List;

/**
 * A client transaction without I/O and clock: INVITE (RFC 3261 §17.1.1 with the Accepted state of
 * RFC 6026 §7.2) and all other methods (RFC 3261 §17.1.2).
 *
 * <p>Not safe for use by several threads; its table sees to that.
 */
final class ClientMachine {

  /** States; INVITE and others share them, for they differ only in what leads on. */
  enum State {
    /** Sent, nothing heard: Calling or Trying. */
    CALLING,
    PROCEEDING,
    /** A 2xx to the INVITE came; copies and other forks may follow. */
    ACCEPTED,
    COMPLETED,
    TERMINATED
  }

  /** What is to be done, in order. */
  enum Action {
    SEND,
    /** Report the response. */
    REPORT,
    /** Acknowledge a response other than 2xx. */
    ACK,
    CANCEL,
    /** Report that no response came: 408. */
    TIMED_OUT,
    /** Report that the request could not be sent: 503. */
    UNSENT,
    /** Forget the transaction. */
    DONE
  }

  private final boolean invite;
  private final boolean reliable;
  private State state = State.CALLING;
  private long interval = T1;
  private long resendAt = NEVER;
  private long endAt = NEVER;
  private boolean cancelWanted;

  ClientMachine(boolean invite, boolean reliable) {
    this.invite = invite;
    this.reliable = reliable;
  }

  State state() {
    return state;
  }

  /** When {@link #wake} wants to be called next. */
  long deadline() {
    return Math.min(resendAt, endAt);
  }

  /** Starts by sending; timers A and B, or E and F. */
  List<Action> start(long now) {
    resendAt = reliable ? NEVER : now + T1;
    endAt = now + LIFE;
    return List.of(Action.SEND);
  }

  /** Starts with an INVITE that another edge has sent and that is ringing. */
  void adopt(long now) {
    state = State.PROCEEDING;
    endAt = now + RINGING;
  }

  /** A deadline has come. */
  List<Action> wake(long now) {
    if (now >= endAt) {
      var heard = state == State.ACCEPTED || state == State.COMPLETED;
      end();
      return heard ? List.of(Action.DONE) : List.of(Action.TIMED_OUT, Action.DONE);
    }
    if (now >= resendAt) {
      interval =
          invite ? 2 * interval : state == State.PROCEEDING ? T2 : Math.min(2 * interval, T2);
      resendAt = now + interval;
      return List.of(Action.SEND);
    }
    return List.of();
  }

  /** A response came. */
  List<Action> answered(int status, long now) {
    return switch (state) {
      case CALLING, PROCEEDING -> status < 200 ? provisional(status, now) : last(status, now);
      case ACCEPTED -> status >= 200 && status < 300 ? List.of(Action.REPORT) : List.of();
      case COMPLETED -> invite && status >= 300 ? List.of(Action.ACK) : List.of();
      case TERMINATED -> List.of();
    };
  }

  private List<Action> provisional(int status, long now) {
    var actions = new ArrayList<Action>();
    if (status > 100) {
      actions.add(Action.REPORT);
    }
    if (invite && state == State.CALLING) {
      resendAt = NEVER;
      endAt = now + RINGING;
    }
    state = State.PROCEEDING;
    if (cancelWanted) {
      actions.addAll(cancel(now));
    }
    return actions;
  }

  private List<Action> last(int status, long now) {
    resendAt = NEVER;
    if (!invite) {
      // Timer K.
      return complete(reliable ? now : now + T4, List.of(Action.REPORT));
    }
    if (status < 300) {
      state = State.ACCEPTED;
      // Timer M.
      endAt = now + LIFE;
      return List.of(Action.REPORT);
    }
    // Timer D.
    return complete(reliable ? now : now + LIFE, List.of(Action.ACK, Action.REPORT));
  }

  private List<Action> complete(long until, List<Action> actions) {
    state = State.COMPLETED;
    endAt = until;
    return actions;
  }

  /** The request could not be sent. */
  List<Action> unsent() {
    if (state != State.CALLING && state != State.PROCEEDING) {
      return List.of();
    }
    end();
    return List.of(Action.UNSENT, Action.DONE);
  }

  /** Another next hop was asked instead: nothing is sent any more but CANCEL, only heard. */
  void passOver() {
    resendAt = NEVER;
    cancelWanted = invite && state == State.CALLING;
  }

  /** The INVITE is no longer wanted; CANCEL waits for a provisional response (RFC 3261 §9.1). */
  List<Action> cancel(long now) {
    cancelWanted = false;
    if (state == State.CALLING) {
      cancelWanted = true;
      return List.of();
    }
    if (state != State.PROCEEDING) {
      return List.of();
    }
    endAt = now + LIFE;
    return List.of(Action.CANCEL);
  }

  private void end() {
    state = State.TERMINATED;
    resendAt = NEVER;
    endAt = NEVER;
  }
}
