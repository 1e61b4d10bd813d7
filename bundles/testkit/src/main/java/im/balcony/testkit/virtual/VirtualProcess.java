package im.balcony.testkit.virtual;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A process in virtual time, which can be killed: at once, at the n-th thing it does, or around a
 * thing of some kind. What it does is counted wherever the world notices it: work begun, a timer,
 * anything given to a port. A killed process does nothing more, not even the rest of the call it is
 * in.
 */
public final class VirtualProcess {

  /** Thrown through the code of a process that was killed; {@link VirtualTime} ends it there. */
  public static final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /**
   * Where it died.
   *
   * @param before the kind of the thing it did not come to do
   * @param after the kind of the last thing it did
   * @param age how long it had lived, in milliseconds
   */
  public record Death(String before, String after, long age) {}

  /** What it does when it is killed from outside, between two things. */
  public static final String NOTHING = "nothing";

  private final VirtualTime time;
  private final long born;
  private final Set<String> kinds = new HashSet<>();
  private OptionalLong end = OptionalLong.empty();
  private @Nullable String awaited;
  private boolean afterwards;
  private String last = NOTHING;
  private String phase = "";
  private long points;
  private boolean alive = true;
  private @Nullable Death death;
  private Runnable funeral = () -> {};

  /** A process that runs. */
  public VirtualProcess(VirtualTime time) {
    this.time = time;
    born = time.now();
  }

  /** Kills it when it does its {@code point}-th thing from now on, before it is done. */
  public void killAt(long point) {
    end = OptionalLong.of(points + point);
  }

  /** Kills it when it comes to do the next thing of this kind. */
  public void killBefore(String kind) {
    awaited = kind;
    afterwards = false;
  }

  /** Kills it when it has done the next thing of this kind and comes to do another. */
  public void killAfter(String kind) {
    awaited = kind;
    afterwards = true;
  }

  /**
   * Names what it goes through at this moment: until time passes, each kind is told apart from the
   * same kind elsewhere by this.
   */
  public void phase(String name) {
    phase = name + ": ";
    time.at(time.now() + 1, () -> phase = "");
  }

  /** What the world does as soon as it is dead: close its sockets, start another. */
  public void whenDead(Runnable work) {
    funeral = work;
  }

  /** Kills it now. */
  public void kill() {
    die(NOTHING);
  }

  private void die(String before) {
    if (alive) {
      alive = false;
      death = new Death(before, last, time.now() - born);
      time.execute(funeral);
    }
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return alive;
  }

  /** Where it died, if it did. */
  public Optional<Death> death() {
    return Optional.ofNullable(death);
  }

  /** How many things it did. */
  public long points() {
    return points;
  }

  /** The kinds of things it did or came to do. */
  public Set<String> kinds() {
    return kinds;
  }

  /**
   * It is about to do something that the world notices.
   *
   * @param what the kind of it
   * @throws Killed if it was killed, or is now
   */
  public void point(String what) {
    if (!alive) {
      throw new Killed();
    }
    var kind = phase.isEmpty() ? what : phase + what;
    kinds.add(kind);
    points++;
    if ((end.isPresent() && points >= end.getAsLong()) || isAwaited(kind)) {
      die(kind);
      throw new Killed();
    }
    last = kind;
  }

  private boolean isAwaited(String kind) {
    return awaited != null && awaited.equals(afterwards ? last : kind);
  }

  /** Milliseconds. */
  public long now() {
    return time.now();
  }

  /** {@link VirtualTime#execute} as long as the process lives. */
  public void execute(String what, Runnable work) {
    time.execute(() -> perform(what, work));
  }

  /** {@link VirtualTime#at} as long as the process lives. */
  public VirtualTime.Timer at(long when, String what, Runnable work) {
    return time.at(when, () -> perform(what, work));
  }

  /** Lets the world do something to the process, unless it is dead. */
  public void perform(String what, Runnable work) {
    if (alive) {
      point(what);
      work.run();
    }
  }
}
