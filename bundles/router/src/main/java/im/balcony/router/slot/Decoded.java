package im.balcony.router.slot;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place for what a service made for itself of something that lasts longer than the service. It
 * hangs at the service that made it: nobody else is given it, and when the service leaves its slot
 * it is gone, so that no class of an exchanged bundle is reachable from here. Whoever works on it
 * takes it out and puts it back; what failed is not put back. May be used by any thread.
 *
 * @param <M> what was made
 */
public final class Decoded<M> {

  private @Nullable Holder<?> maker;
  private @Nullable M made;

  /** Nothing is in it. */
  public Decoded() {}

  /** Takes out what the leased service made; nothing if it is not there, or is another's. */
  public synchronized Optional<M> take(Slot.Lease<?> lease) {
    var taken = lease.isOf(maker) ? Optional.ofNullable(made) : Optional.<M>empty();
    made = null;
    return taken;
  }

  /** Puts in what the leased service made, unless that is gone. */
  public synchronized void put(Slot.Lease<?> lease, M value) {
    if (!lease.isOf(maker)) {
      clear();
      maker = lease.keeps(this);
    }
    made = maker == null ? null : value;
  }

  /** Nothing is in it any more. */
  public synchronized void clear() {
    if (maker != null) {
      maker.forget(this);
      maker = null;
    }
    made = null;
  }

  /** The service is gone. */
  synchronized void clear(Holder<?> gone) {
    if (maker == gone) {
      maker = null;
      made = null;
    }
  }
}
