package im.balcony.router;

import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipPort;
import org.jspecify.annotations.Nullable;

/** The SIP edge as one turn uses it: borrowed at first need, given back at the end. */
final class SipUse implements Turn.Preparing, AutoCloseable {

  private final Slot<SipPort> slot;
  private final Watch watch;
  private Slot.@Nullable Lease<SipPort> lease;
  private boolean missed;

  SipUse(Slot<SipPort> slot, Watch watch) {
    this.slot = slot;
    this.watch = watch;
  }

  @Override
  public PreparedRequest prepare(SipCommand.Request request)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    return lease().call(port -> port.prepare(request));
  }

  /**
   * Measures a request for mapping, which knows no exception for a missing edge: it gets 0, and
   * {@link #check} gives the turn up.
   */
  int size(SipCommand.Request request) {
    try {
      return lease().call(port -> port.size(request));
    } catch (Slot.SlotEmptyException e) {
      missed = true;
      return 0;
    } catch (Slot.PartFailedException e) {
      return Integer.MAX_VALUE;
    }
  }

  @Override
  public void check() throws Slot.SlotEmptyException {
    if (missed) {
      throw new Slot.SlotEmptyException(slot.name());
    }
  }

  private Slot.Lease<SipPort> lease() throws Slot.SlotEmptyException {
    var held = lease;
    if (held == null) {
      held = slot.borrow("", watch);
      lease = held;
    }
    return held;
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
    }
  }
}
