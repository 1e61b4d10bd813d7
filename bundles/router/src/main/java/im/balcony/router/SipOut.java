package im.balcony.router;

import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipPort;
import im.balcony.api.wire.WireRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends over the SIP edge. While the edge is away, answers wait in order; requests need not, for
 * every open one goes out again, same bytes and branch, as soon as an edge is there.
 */
final class SipOut {

  private static final Logger LOG = LoggerFactory.getLogger(SipOut.class);

  private final Slot<SipPort> slot;
  private final Effects effects;
  private final int most;
  private final Consumer<WireRecord> results;
  private final Deque<SipCommand> waiting = new ArrayDeque<>();

  SipOut(Parts parts, Effects effects, RouterLimits limits, Consumer<WireRecord> results) {
    this.slot = parts.sip();
    this.effects = effects;
    this.most = limits.parkedMessages();
    this.results = results;
  }

  void send(PreparedRequest request) {
    try (var lease = slot.borrow()) {
      lease.call(
          port -> {
            port.send(request);
            return true;
          });
    } catch (Slot.SlotEmptyException e) {
      LOG.debug("request {} goes out when the SIP edge is back", request.effectId());
    } catch (Slot.PartFailedException e) {
      LOG.warn("the SIP edge did not take a request", e);
      results.accept(new SipEvent.NotAnswered(request.effectId(), Failure.sip(503, "not sent")));
    }
  }

  synchronized void send(SipCommand command) {
    if (!waiting.isEmpty() || !sent(command)) {
      if (waiting.size() >= most) {
        waiting.removeFirst();
      }
      waiting.add(command);
    }
  }

  private boolean sent(SipCommand command) {
    try (var lease = slot.borrow()) {
      lease.call(
          port -> {
            port.send(command);
            return true;
          });
    } catch (Slot.SlotEmptyException e) {
      return false;
    } catch (Slot.PartFailedException e) {
      LOG.warn("the SIP edge did not take an answer", e);
    }
    return true;
  }

  /** A new edge is there: what waited goes out, and all open requests once more. */
  synchronized void filled() {
    while (!waiting.isEmpty() && sent(waiting.getFirst())) {
      waiting.removeFirst();
    }
    effects.openRequests().forEach(owed -> send(owed.request()));
  }
}
