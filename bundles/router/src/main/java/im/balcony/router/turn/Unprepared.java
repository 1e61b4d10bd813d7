package im.balcony.router.turn;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.router.slot.Slot;
import java.util.Optional;

/**
 * Keeps the requests of a turn that nobody sends readable: only Via and branch would be added by
 * the edge.
 */
public record Unprepared(SipUse sip) implements Turn.Preparing {

  @Override
  public PreparedRequest prepare(SipCommand.Request request)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    sip.tryOut(request);
    var text = String.join("\n", Rendering.of(request));
    return new PreparedRequest(request.effectId(), Octets.utf8(text), Facts.NONE);
  }

  @Override
  public Optional<Failure> unsendable() {
    return sip.unsendable();
  }

  @Override
  public void check() throws Slot.SlotEmptyException {
    sip.check();
  }
}
