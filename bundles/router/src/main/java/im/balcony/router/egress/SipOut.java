package im.balcony.router.egress;

import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipPort;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.turn.Effects;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends over the SIP edge. While the edge is away, answers wait in order; requests need not, for
 * every open one goes out again, same bytes and branch, as soon as an edge is there.
 */
public final class SipOut {

  private static final Logger LOG = LoggerFactory.getLogger(SipOut.class);

  /** 64*T1: nobody waits longer for an answer (RFC 3261 §17). */
  private static final long TRANSACTION = 32_000;

  private final Slot<SipPort> slot;
  private final Effects effects;
  private final RouterLimits limits;
  private final Consumer<WireRecord> results;
  private final LongSupplier now;
  // Whether something waits; changed under the monitor, read without it, so that nobody waits for
  // others that send. Whoever kept something himself sees that it waits, and goes behind it.
  private volatile boolean holding;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long dropped;

  private record Waiting(long at, SipCommand command) {}

  /** Sends by the SIP edge that is there at the moment. */
  public SipOut(
      Parts parts,
      Effects effects,
      RouterLimits limits,
      LongSupplier now,
      Consumer<WireRecord> results) {
    this.now = now;
    this.slot = parts.sip();
    this.effects = effects;
    this.limits = limits;
    this.results = results;
  }

  /** Sends a request that is committed. */
  public void send(PreparedRequest request) {
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

  /**
   * Gives a command to the edge, or keeps it while there is none. Those of one thread keep their
   * order.
   */
  public void send(SipCommand command) {
    if (holding || !sent(command)) {
      sendInOrder(command);
    }
  }

  private synchronized void sendInOrder(SipCommand command) {
    // An edge may be there since it was looked at last.
    if (!waiting.isEmpty() || !sent(command)) {
      waiting.add(new Waiting(now.getAsLong(), command));
      while (waiting.size() > limits.keys().parkedMessages()) {
        waiting.removeFirst();
        dropped("there is no room");
      }
      holding = true;
    }
  }

  // Nobody can be told while there is no edge; a peer that still cares asks again.
  private void dropped(String why) {
    if (Long.bitCount(++dropped) == 1) {
      LOG.warn("{} answers were dropped while there was no SIP edge: {}", dropped, why);
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

  /** Answers that wait for an edge. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** A new edge is there: what waited goes out, and all open requests once more. */
  public synchronized void filled() {
    var oldest = now.getAsLong() - TRANSACTION;
    while (!waiting.isEmpty()) {
      if (waiting.getFirst().at < oldest) {
        dropped("their transactions are over");
      } else if (!sent(waiting.getFirst().command)) {
        break;
      }
      waiting.removeFirst();
    }
    holding = !waiting.isEmpty();
    effects.openRequests().forEach(owed -> send(owed.request()));
  }
}
