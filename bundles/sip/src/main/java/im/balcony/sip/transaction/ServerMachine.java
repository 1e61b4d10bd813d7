package im.balcony.sip.transaction;

import static im.balcony.sip.transaction.Timing.LIFE;
import static im.balcony.sip.transaction.Timing.NEVER;
import static im.balcony.sip.transaction.Timing.RINGING;
import static im.balcony.sip.transaction.Timing.T1;
import static im.balcony.sip.transaction.Timing.T2;
import static im.balcony.sip.transaction.Timing.T4;
import static im.balcony.sip.transaction.Timing.TRYING_INVITE;
import static im.balcony.sip.transaction.Timing.TRYING_OTHER;

import java.util.List;

/**
 * A server transaction without I/O and clock: INVITE (RFC 3261 §17.2.1 with the Accepted state of
 * RFC 6026 §7.1) and all other methods (RFC 3261 §17.2.2 with errata 1470, RFC 4320).
 *
 * <p>It is also the memory against duplicates: it absorbs copies, or answers them with the same
 * response. Not safe for use by several threads; its table sees to that.
 */
final class ServerMachine {

  /** States; INVITE and others share them, for they differ only in what leads on. */
  enum State {
    /** No final response yet: Proceeding or Trying. */
    PROCEEDING,
    /** A 2xx to the INVITE was sent; whoever sent it repeats it. */
    ACCEPTED,
    COMPLETED,
    /** The ACK came. */
    CONFIRMED,
    TERMINATED
  }

  /** What is to be done. */
  enum Action {
    /** Send the new response and keep it. */
    SEND,
    /** Send the kept response again. */
    RESEND,
    /** Send 100. */
    TRYING,
    /** Forget the transaction. */
    DONE
  }

  /** One that has its final response and waits for nothing any more but its end. */
  record Resting(State state, boolean invite, boolean reliable) {}

  private final boolean invite;
  private final boolean reliable;
  private State state = State.PROCEEDING;
  private boolean provisionalSent;
  private long interval = T1;
  private long tryingAt = NEVER;
  private long resendAt = NEVER;
  private long endAt = NEVER;

  ServerMachine(boolean invite, boolean reliable) {
    this.invite = invite;
    this.reliable = reliable;
  }

  /** One that was resting, and when it ends. */
  static ServerMachine of(Resting resting, long end) {
    var machine = new ServerMachine(resting.invite, resting.reliable);
    machine.state = resting.state;
    machine.endAt = end;
    return machine;
  }

  /** All that it is but for its end, while it {@link #isResting}. */
  Resting resting() {
    return new Resting(state, invite, reliable);
  }

  State state() {
    return state;
  }

  /** Whether it has its final response. */
  boolean isAnswered() {
    return state != State.PROCEEDING;
  }

  /** Whether it waits for nothing any more but its end. */
  boolean isResting() {
    return isAnswered() && resendAt == NEVER;
  }

  /** When {@link #wake} wants to be called next. */
  long deadline() {
    return Math.min(Math.min(tryingAt, resendAt), endAt);
  }

  /** When it ends, if nothing comes any more. */
  long end() {
    return endAt;
  }

  /** The request came. */
  void start(long now) {
    tryingAt = now + (invite ? TRYING_INVITE : TRYING_OTHER);
    endAt = now + (invite ? RINGING : LIFE);
  }

  /** A copy of the request came. */
  List<Action> copy() {
    return switch (state) {
      case PROCEEDING -> provisionalSent ? List.of(Action.RESEND) : List.of();
      case COMPLETED -> List.of(Action.RESEND);
      case ACCEPTED, CONFIRMED, TERMINATED -> List.of();
    };
  }

  /** A response is to be sent. */
  List<Action> respond(int status, long now) {
    if (state == State.ACCEPTED) {
      return status >= 200 && status < 300 ? List.of(Action.SEND) : List.of();
    }
    if (state != State.PROCEEDING || forbidden(status)) {
      return List.of();
    }
    tryingAt = NEVER;
    if (status < 200) {
      provisionalSent = true;
      return List.of(Action.SEND);
    }
    state = invite && status < 300 ? State.ACCEPTED : State.COMPLETED;
    resendAt = state == State.COMPLETED && invite && !reliable ? now + T1 : NEVER;
    // Timers H, J and L; J also over TCP, for duplicates are remembered that long.
    endAt = now + LIFE;
    return List.of(Action.SEND);
  }

  /**
   * Its 2xx was sent by somebody before: the Accepted state of RFC 6026 §7.1, with Timer L. Whether
   * that is so now.
   */
  boolean absorb(long now) {
    if (!invite || state != State.PROCEEDING) {
      return false;
    }
    state = State.ACCEPTED;
    tryingAt = NEVER;
    endAt = now + LIFE;
    return true;
  }

  /** What RFC 4320 §4.1 and §4.2 keep from requests other than INVITE. */
  private boolean forbidden(int status) {
    return !invite && (status == 408 || (status > 100 && status < 200));
  }

  /** The ACK to a response other than 2xx came; timer I. Whether it was one is told. */
  boolean acknowledged(long now) {
    if (state == State.COMPLETED && invite) {
      state = State.CONFIRMED;
      resendAt = NEVER;
      endAt = reliable ? now : now + T4;
      return true;
    }
    return state == State.CONFIRMED;
  }

  /** A deadline has come. */
  List<Action> wake(long now) {
    if (now >= endAt) {
      state = State.TERMINATED;
      tryingAt = NEVER;
      resendAt = NEVER;
      endAt = NEVER;
      return List.of(Action.DONE);
    }
    if (now >= tryingAt) {
      tryingAt = NEVER;
      provisionalSent = true;
      return List.of(Action.TRYING);
    }
    if (now >= resendAt) {
      interval = Math.min(2 * interval, T2);
      resendAt = now + interval;
      return List.of(Action.RESEND);
    }
    return List.of();
  }
}
