package im.balcony.sip.tcp;

import im.balcony.sip.socket.Bounds;
import java.util.concurrent.atomic.AtomicLong;

/** What waits for all peers of TCP together: to be written, and to be worked on. */
final class Waiting {

  private final long most;
  private final AtomicLong toWrite = new AtomicLong();
  private final AtomicLong toWriteToStrangers = new AtomicLong();
  private final AtomicLong toDo = new AtomicLong();

  Waiting(long most) {
    this.most = most;
  }

  /** Takes room for octets that are to be written; false if there is none. */
  boolean take(int octets, boolean stranger) {
    if (stranger && toWriteToStrangers.addAndGet(octets) > most / 2) {
      toWriteToStrangers.addAndGet(-octets);
      return false;
    }
    if (toWrite.addAndGet(octets) > most) {
      give(octets, stranger);
      return false;
    }
    return true;
  }

  /** Gives room back that was taken. */
  void give(int octets, boolean stranger) {
    toWrite.addAndGet(-octets);
    if (stranger) {
      toWriteToStrangers.addAndGet(-octets);
    }
  }

  /** Messages of this size were handed to workers, or, negative, done by them. */
  void toDo(int octets) {
    toDo.addAndGet(octets);
  }

  /** Whether workers have so much to do that nothing more is to be read. */
  boolean isTooMuchToDo() {
    return toDo.get() > Bounds.READ_AHEAD_OF_ALL;
  }
}
