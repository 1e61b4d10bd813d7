package im.balcony.sip.transaction;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.Transport;
import im.balcony.sip.text.Derived;
import im.balcony.sip.time.DueTimes;
import im.balcony.sip.transport.Hop;
import org.jspecify.annotations.Nullable;

/** One client transaction: a request at one next hop. Guarded by its journey. */
final class Transaction {

  final Journey journey;
  final String key;

  /** When it was begun, by the clock of the edge. */
  final long begun;

  ClientMachine machine;
  Octets octets;
  Hop hop;

  /** Whether TCP was only chosen for the size, so that UDP may do. */
  boolean mayFallBack;

  /** How often the request was sent. */
  int copies;

  /** Whether anything was answered. */
  boolean heard;

  /** Whether it was found out that nobody listened at the hop. */
  boolean deaf;

  /** Whether another hop was asked instead. */
  boolean passedOver;

  /** What wakes it; made when it is first to be woken. */
  DueTimes.@Nullable Due wake;

  Transaction(Journey journey, String key, Octets octets, Hop hop, boolean mayFallBack, long now) {
    this.journey = journey;
    this.key = key;
    this.octets = octets;
    this.hop = hop;
    this.mayFallBack = mayFallBack;
    this.begun = now;
    this.machine = new ClientMachine(journey.invite(), hop.reliable());
  }

  /** The same hop by UDP (RFC 3261 §18.1.1). */
  void fallBack() {
    mayFallBack = false;
    hop = hop.over(Transport.UDP);
    octets = Derived.overUdp(octets);
    machine = new ClientMachine(journey.invite(), false);
    copies = 0;
  }
}
