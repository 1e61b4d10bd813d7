package im.balcony.sip.transaction;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.Transport;
import im.balcony.sip.digest.Login;
import im.balcony.sip.text.Derived;
import im.balcony.sip.time.DueTimes;
import im.balcony.sip.transport.Hop;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client transaction: a request at one next hop. Guarded by its journey. */
final class Transaction {

  final Journey journey;
  final String key;

  /** The branch of the request at its hop, before any challenge. */
  private final String branch;

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

  /** Answers challenges; nothing where the tenant has no credentials. */
  private @Nullable Login login;

  /** The credentials in it. */
  List<SipHeader> credentials = List.of();

  /** By how much its CSeq number is above that of the request as it was made ready. */
  int raised;

  /** What wakes it; made when it is first to be woken. */
  DueTimes.@Nullable Due wake;

  Transaction(
      Journey journey, String branch, Octets octets, Hop hop, boolean mayFallBack, long now) {
    this(journey, branch, branch, octets, hop, mayFallBack, now);
  }

  private Transaction(
      Journey journey,
      String branch,
      String here,
      Octets octets,
      Hop hop,
      boolean mayFallBack,
      long now) {
    this.journey = journey;
    this.branch = branch;
    this.key = Journey.key(here, journey.method());
    this.octets = octets;
    this.hop = hop;
    this.mayFallBack = mayFallBack;
    this.begun = now;
    this.machine = new ClientMachine(journey.invite(), hop.reliable());
  }

  /** Gives the request the credentials that its hop has asked for before, and this CSeq number. */
  Transaction authorized(Optional<Login> by, int number) {
    login = by.orElse(null);
    if (login != null) {
      credentials = login.headers(journey.method(), Derived.requestUri(octets));
      octets = Derived.authorized(octets, number - raised, credentials);
    }
    raised = number;
    return this;
  }

  /** Whether a challenge can be answered, so that {@link #again} has another chance. */
  boolean takes(SipResponse challenge) {
    return login != null && login.takes(challenge);
  }

  /**
   * The request once more, as an answer to a challenge: another transaction with a branch of its
   * own (RFC 3261 §22.2), which follows from the old one and that number.
   */
  Transaction again(int number, long now) {
    var here = branch + '-' + number;
    var old = key.substring(0, key.lastIndexOf(' '));
    var same =
        new Transaction(
            journey, branch, here, Derived.rebranched(octets, old, here), hop, mayFallBack, now);
    same.raised = raised;
    return same.authorized(Optional.ofNullable(login), number);
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
