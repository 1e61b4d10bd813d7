package im.balcony.testkit.virtual;

import java.util.OptionalLong;

/**
 * A process in virtual time, which can be killed: at once, or at the n-th thing it does. What it
 * does is counted wherever the world notices it: work begun, a timer, anything given to a port. A
 * killed process does nothing more, not even the rest of the call it is in.
 */
public final class VirtualProcess {

  /** Thrown through the code of a process that was killed; {@link VirtualTime} ends it there. */
  public static final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  private final VirtualTime time;
  private OptionalLong end = OptionalLong.empty();
  private long points;
  private boolean alive = true;
  private Runnable funeral = () -> {};

  /** A process that runs. */
  public VirtualProcess(VirtualTime time) {
    this.time = time;
  }

  /** Kills it when it does its {@code point}-th thing from now on, before it is done. */
  public void killAt(long point) {
    end = OptionalLong.of(points + point);
  }

  /** What the world does as soon as it is dead: close its sockets, start another. */
  public void whenDead(Runnable work) {
    funeral = work;
  }

  /** Kills it now. */
  public void kill() {
    if (alive) {
      alive = false;
      time.execute(funeral);
    }
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return alive;
  }

  /** How many things it did. */
  public long points() {
    return points;
  }

  /**
   * It is about to do something that the world notices.
   *
   * @throws Killed if it was killed, or is now
   */
  public void point() {
    points++;
    if (end.isPresent() && points >= end.getAsLong()) {
      kill();
    }
    if (!alive) {
      throw new Killed();
    }
  }

  /** Milliseconds. */
  public long now() {
    return time.now();
  }

  /** {@link VirtualTime#execute} as long as the process lives. */
  public void execute(Runnable work) {
    time.execute(() -> perform(work));
  }

  /** {@link VirtualTime#at} as long as the process lives. */
  public VirtualTime.Timer at(long when, Runnable work) {
    return time.at(when, () -> perform(work));
  }

  /** Lets the world do something to the process, unless it is dead. */
  public void perform(Runnable work) {
    if (alive) {
      point();
      work.run();
    }
  }
}
