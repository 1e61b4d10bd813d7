package im.balcony.sip.transaction;

import im.balcony.api.data.Octets;
import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipResponse;
import im.balcony.sip.digest.Logins;
import im.balcony.sip.transport.Hop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request of ours on its way: the next hops that it may be tried at, and the transactions that
 * it has had there, each with a branch of its own (RFC 3263 §4.3). It is never twice at one hop,
 * and the router hears of one result only. Its own lock guards it.
 */
final class Journey {

  private final String effectId;
  private final String tenant;
  private final Logins logins;
  private final String branch;
  private final String method;
  private final String key;
  private final Octets octets;
  private final Hop firstHop;
  private final boolean mayFallBack;
  private final NextHops hops;
  private final long begun;

  /** The ways that were not tried, with their numbers. */
  private final List<Numbered> left = new ArrayList<>();

  private final List<Transaction> live = new ArrayList<>();
  private final boolean branching;
  private int tried;

  /** How many challenges were answered, at all hops together. */
  private int raised;

  /** Whether the router has heard of its result. */
  boolean settled;

  /** Whether nobody wants it any more. */
  boolean cancelled;

  /** What its CANCEL has besides. */
  volatile List<SipHeader> cancelHeaders = List.of();

  /** Whether a hop that was given up may have got it. */
  boolean mayHaveArrived;

  private record Numbered(int number, OtherWay way) {}

  Journey(PreparedRequest prepared, Logins logins, NextHops hops, long now) {
    this(
        prepared.effectId(),
        prepared.hop().text(OtherWay.TENANT, ""),
        logins,
        prepared.hop().text("branch", ""),
        prepared.hop().text("method", ""),
        prepared.octets(),
        OtherWay.hop(prepared.hop()),
        prepared.hop().flag("fallback"),
        OtherWay.of(prepared),
        hops,
        now);
  }

  private Journey(
      String effectId,
      String tenant,
      Logins logins,
      String branch,
      String method,
      Octets octets,
      Hop firstHop,
      boolean mayFallBack,
      List<OtherWay> others,
      NextHops hops,
      long now) {
    this.effectId = effectId;
    this.tenant = tenant;
    this.logins = logins;
    this.branch = branch;
    this.method = method;
    this.key = key(branch, method);
    this.octets = octets;
    this.firstHop = firstHop;
    this.mayFallBack = mayFallBack;
    this.hops = hops;
    this.begun = now;
    for (var way : others) {
      left.add(new Numbered(left.size() + 1, way));
    }
    branching = !left.isEmpty();
  }

  /** The CANCEL of an INVITE: nobody waits for its result, and it goes where the INVITE went. */
  static Journey ofCancel(Transaction invite, Hop hop, Octets octets, NextHops hops, long now) {
    var branch = invite.key.substring(0, invite.key.lastIndexOf(' '));
    // A CANCEL is never challenged (RFC 3261 §22.1).
    return new Journey(
        "", "", invite.journey.logins, branch, "CANCEL", octets, hop, false, List.of(), hops, now);
  }

  static String key(String branch, String method) {
    return branch + ' ' + method;
  }

  /** What it is known by, whichever hop it is at. */
  String key() {
    return key;
  }

  /** Empty for a CANCEL. */
  String effectId() {
    return effectId;
  }

  String method() {
    return method;
  }

  boolean invite() {
    return method.equals("INVITE");
  }

  boolean isMessage() {
    return method.equals("MESSAGE");
  }

  /** Whether there was more than one way from the start. */
  boolean isBranching() {
    return branching;
  }

  /** The transaction at the hop for which the request was made ready. */
  Transaction first() {
    return added(new Transaction(this, branch, octets, firstHop, mayFallBack, begun));
  }

  /** The first transaction: at that hop, unless another is better to begin with. */
  Transaction start() {
    var good = hops.restsFor(firstHop) == 0 && hops.mayTry(firstHop);
    var other = good ? Optional.<Numbered>empty() : best().filter(n -> hops.isUp(n.way.hop()));
    return other.map(n -> at(n, begun)).orElseGet(this::first);
  }

  /** Whether the request may be tried at another hop at this time. */
  boolean mayMove(long now) {
    return !left.isEmpty()
        && !settled
        && !cancelled
        && now - begun <= Timing.MOVING
        && best().isPresent();
  }

  /** A transaction at the next hop worth trying, if there is one. */
  Optional<Transaction> next(long now) {
    return mayMove(now) ? best().map(n -> at(n, now)) : Optional.empty();
  }

  private Optional<Numbered> best() {
    var takes = left.stream().filter(n -> hops.restsFor(n.way.hop()) == 0).toList();
    return takes.stream()
        .filter(n -> hops.isUp(n.way.hop()))
        .findFirst()
        .or(() -> takes.stream().findFirst());
  }

  private Transaction at(Numbered numbered, long now) {
    left.remove(numbered);
    var way = numbered.way;
    var other = OtherWay.branchOf(branch, numbered.number);
    return added(
        new Transaction(
            this, other, way.readdressed(octets, other), way.hop(), way.mayFallBack(), now));
  }

  private Transaction added(Transaction transaction) {
    live.add(transaction);
    tried++;
    return transaction.authorized(logins.at(tenant, transaction.hop), raised);
  }

  /**
   * A transaction that answers a challenge at the same hop, if that is worth it. As at another hop,
   * none is begun so late that nobody waits for its end; an INVITE is waited for until it is
   * cancelled.
   */
  Optional<Transaction> again(Transaction asked, SipResponse challenge, long now) {
    var inTime = invite() || now - begun <= Timing.MOVING;
    if (settled
        || cancelled
        || !inTime
        || raised >= SipEvent.Answered.MOST_RAISED
        || !asked.takes(challenge)) {
      return Optional.empty();
    }
    raised++;
    var again = asked.again(raised, now);
    live.add(again);
    return Optional.of(again);
  }

  /** All transactions that are not over. */
  List<Transaction> live() {
    return List.copyOf(live);
  }

  /** The transactions of this request but one. */
  List<Transaction> others(Transaction one) {
    if (live.size() == 1 && live.contains(one)) {
      return List.of();
    }
    return live.stream().filter(t -> t != one).toList();
  }

  /** A transaction is over; true if it was the last. */
  boolean ended(Transaction transaction) {
    live.remove(transaction);
    return live.isEmpty();
  }

  /** Why it failed, where several hops were asked. */
  Failure told(Failure last) {
    return tried < 2
        ? last
        : last.withText(last.text().orElse("") + "; " + tried + " next hops were tried");
  }
}
