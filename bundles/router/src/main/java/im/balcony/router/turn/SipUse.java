package im.balcony.router.turn;

import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipPort;
import im.balcony.api.sip.UnsendableException;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SIP edge as one turn uses it: borrowed at first need, given back at the end. */
public final class SipUse implements Turn.Preparing, AutoCloseable {

  private final Slot<SipPort> slot;
  private final Watch watch;
  private Slot.@Nullable Lease<SipPort> lease;
  private boolean missed;
  private @Nullable Failure unsendable;

  /** Asks the edge in this slot, watched. */
  public SipUse(Slot<SipPort> slot, Watch watch) {
    this.slot = slot;
    this.watch = watch;
  }

  @Override
  public PreparedRequest prepare(SipCommand.Request request)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    return lease().call(port -> port.prepare(request));
  }

  /**
   * Measures a request for mapping, which knows no exception for a missing edge or a request that
   * cannot be sent: it gets 0, and {@link #check} gives the turn up, or {@link #unsendable} says
   * why. Any other number would be taken for a matter of size.
   */
  int size(SipCommand.Request request) {
    try {
      return lease().call(port -> port.size(request));
    } catch (Slot.SlotEmptyException e) {
      missed = true;
      return 0;
    } catch (Slot.PartFailedException e) {
      unsendable = why(e);
      return 0;
    }
  }

  /** Where the edge listens, transport and address; nowhere while it is away. */
  List<String> listeners() {
    try {
      return lease().call(SipPort::listeners);
    } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
      return List.of();
    }
  }

  @Override
  public Optional<Failure> unsendable() {
    var why = Optional.ofNullable(unsendable);
    unsendable = null;
    return why;
  }

  /** Why the edge would not take a request. */
  static Failure why(Slot.PartFailedException e) {
    if (e.getCause() instanceof UnsendableException named) {
      return named.failure();
    } else if (e.getCause() instanceof IllegalArgumentException) {
      return Failure.of(Failure.Cause.UNMAPPABLE, "the request cannot be written")
          .withSipStatus(400);
    }
    return Failure.of(Failure.Cause.INTERNAL, "the SIP part failed").withSipStatus(500);
  }

  /** Fails as {@link #prepare} would, without making anything ready. */
  void tryOut(SipCommand.Request request) throws Slot.SlotEmptyException, Slot.PartFailedException {
    lease().call(port -> port.size(request));
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
