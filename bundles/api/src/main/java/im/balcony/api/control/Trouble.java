package im.balcony.api.control;

import java.util.List;

/**
 * A part that is there and cannot do its work yet, such as one whose port is taken, says why: a
 * whiteboard service, which {@link Gateway#why} asks. May be called by any thread, and returns at
 * once.
 */
public interface Trouble {

  /** What does not work now and why, by the names that the part goes by; empty if all is well. */
  List<Gateway.Problem> problems();
}
