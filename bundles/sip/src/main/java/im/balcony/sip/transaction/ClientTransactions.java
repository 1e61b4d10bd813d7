package im.balcony.sip.transaction;

import im.balcony.api.data.Octets;
import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipResponse;
import im.balcony.sip.digest.Logins;
import im.balcony.sip.text.Derived;
import im.balcony.sip.text.Fingerprint;
import im.balcony.sip.time.DueTimes;
import im.balcony.sip.time.Timers;
import im.balcony.sip.transaction.ClientMachine.Action;
import im.balcony.sip.transaction.ClientMachine.State;
import im.balcony.sip.transaction.TransactionRows.Line;
import im.balcony.sip.transaction.TransactionRows.Row;
import im.balcony.sip.transport.Hop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The client transactions. They live from a {@link PreparedRequest} alone, so one that another edge
 * began is simply begun again with the same octets (RFC 3261 §17.1.3 matches by branch). Bounded by
 * what the router has in flight.
 *
 * <p>A request that may take several ways has a transaction for each next hop that was tried, one
 * after the other (RFC 3263 §4.3); {@link Journey} says when the next is.
 */
public final class ClientTransactions {

  /** Sends octets to a hop without blocking. */
  public interface Sending {

    /** Sends, and tells if that fails. */
    void send(Hop hop, byte[] octets, Consumer<String> failed);

    /** Tells, if that can be found out, that nobody listens at a hop. */
    default void probe(Hop hop, Runnable deaf) {}
  }

  private static final int UNAUTHORIZED = 401;
  private static final int PROXY_UNAUTHORIZED = 407;
  private static final int MERGED = 482;
  private static final int UNAVAILABLE = 503;
  private static final String DEAF = "nobody listens at the next hop";

  private final Timers timers;
  private final Sending sending;
  private final Consumer<SipEvent> reports;
  private final NextHops hops;
  private final Logins logins;
  private final Map<String, Transaction> transactions = new ConcurrentHashMap<>();
  private final Map<String, Journey> journeys = new ConcurrentHashMap<>();

  /** The credentials of INVITEs that are open or were accepted, for their ACKs. */
  private final Map<Derived.Call, List<SipHeader>> credentials = new ConcurrentHashMap<>();

  private final DueTimes deadlines;

  /** The effects whose requests other than INVITE have their final response, for Timer K. */
  private final TransactionRows<String> answered;

  /**
   * An empty table.
   *
   * @param reports takes results; never called while a lock is held
   * @param hops hears of the hops, and says which is worth trying
   * @param logins answers challenges
   */
  public ClientTransactions(
      Timers timers, Sending sending, Consumer<SipEvent> reports, NextHops hops, Logins logins) {
    this.timers = timers;
    this.sending = sending;
    this.reports = reports;
    this.hops = hops;
    this.logins = logins;
    deadlines = new DueTimes(timers);
    answered = new TransactionRows<>(timers, deadlines, String::length);
  }

  /** Sends a request; one that is under way already goes on as it is. */
  public void send(PreparedRequest prepared) {
    var fresh = new Journey(prepared, logins, hops, timers.now());
    var known = known(fresh);
    if (known.isEmpty()) {
      change(fresh, after -> begin(fresh.start(), after));
    } else if (!known.get().equals(prepared.effectId())) {
      // Two effects with one branch cannot be told apart by their responses.
      reports.accept(new SipEvent.NotAnswered(prepared.effectId(), unsent("branch is in use")));
    }
  }

  /** The effect whose request this is, if it is under way or was just answered. */
  private Optional<String> known(Journey fresh) {
    var other = journeys.putIfAbsent(fresh.key(), fresh);
    if (other != null) {
      return Optional.of(other.effectId());
    }
    // It stands there before its journey goes.
    var done = answered.find(Fingerprint.of(fresh.key())).map(Row::what);
    if (done.isPresent()) {
      journeys.remove(fresh.key(), fresh);
    }
    return done;
  }

  /**
   * Cancels an INVITE, also one that another edge sent.
   *
   * @param headers what the CANCEL has besides
   */
  public void cancel(String effectId, PreparedRequest prepared, List<SipHeader> headers) {
    var invite = new PreparedRequest(effectId, prepared.octets(), prepared.hop());
    var fresh = new Journey(invite, logins, hops, timers.now());
    var known = journeys.putIfAbsent(fresh.key(), fresh);
    var journey = known == null ? fresh : known;
    change(
        journey,
        after -> {
          if (known == null) {
            var adopted = fresh.first();
            transactions.put(adopted.key, adopted);
            adopted.machine.adopt(timers.now());
          }
          journey.cancelled = true;
          journey.cancelHeaders = headers;
          for (var transaction : journey.live()) {
            perform(
                transaction, transaction.machine.cancel(timers.now()), Optional.empty(), "", after);
          }
        });
  }

  /** Whether a request is open that a response with this branch and method would answer. */
  public boolean awaits(String branch, String method) {
    return transactions.containsKey(Journey.key(branch, method));
  }

  /**
   * A response came; one that matches nothing is dropped (SIP-63).
   *
   * @param branch of its only Via
   * @param method of its CSeq
   * @param to its To as written
   */
  public void answered(String branch, String method, SipResponse response, String to) {
    var transaction = transactions.get(Journey.key(branch, method));
    if (transaction == null) {
      return;
    }
    if (transaction.journey.isBranching()) {
      hops.heard(transaction.hop);
    }
    step(
        transaction,
        t -> {
          t.heard = true;
          return t.machine.answered(response.status(), timers.now());
        },
        Optional.of(response),
        to);
  }

  /** A lock is one journey's; what is to be done with it let go of is added to the list. */
  private static void change(Journey journey, Consumer<List<Runnable>> work) {
    var after = new ArrayList<Runnable>();
    synchronized (journey) {
      work.accept(after);
    }
    after.forEach(Runnable::run);
  }

  /**
   * Gives the machine an input and does what it wants.
   *
   * @param detail the To of the response, or why something could not be sent
   */
  private void step(
      Transaction transaction,
      Function<Transaction, List<Action>> input,
      Optional<SipResponse> response,
      String detail) {
    change(
        transaction.journey,
        after -> perform(transaction, input.apply(transaction), response, detail, after));
  }

  private void begin(Transaction transaction, List<Runnable> after) {
    transactions.put(transaction.key, transaction);
    if (transaction.journey.invite() && !transaction.credentials.isEmpty()) {
      credentials.put(Derived.call(transaction.octets), transaction.credentials);
    }
    perform(transaction, transaction.machine.start(timers.now()), Optional.empty(), "", after);
  }

  private void perform(
      Transaction transaction,
      List<Action> actions,
      Optional<SipResponse> response,
      String detail,
      List<Runnable> after) {
    for (var action : actions) {
      perform(transaction, action, response, detail, after);
    }
    if (!transaction.journey.invite() && transaction.machine.state() == State.COMPLETED) {
      rest(transaction);
    } else {
      arm(transaction);
    }
  }

  /** Timer K: of what has its final response no more is needed than that it was there. */
  private void rest(Transaction transaction) {
    var journey = transaction.journey;
    var end = transaction.machine.deadline();
    if (end > timers.now()) {
      answered.put(
          Fingerprint.of(journey.key()), Line.SHORT, new Row<>(journey.effectId(), 0, end));
    }
    disarm(transaction);
    done(transaction);
  }

  private void perform(
      Transaction transaction,
      Action action,
      Optional<SipResponse> response,
      String detail,
      List<Runnable> after) {
    var hop = transaction.hop;
    var octets = transaction.octets;
    switch (action) {
      case SEND -> sent(transaction, after);
      case ACK ->
          after.add(() -> sending.send(hop, Derived.ack(octets, detail).toArray(), why -> {}));
      case CANCEL -> after.add(() -> sendCancel(transaction, hop, octets));
      case REPORT -> response.ifPresent(r -> heard(transaction, r, after));
      case TIMED_OUT -> lost(transaction, timeout(transaction), after);
      case UNSENT -> lost(transaction, unsent(detail), after);
      case DONE -> done(transaction);
    }
  }

  private void sent(Transaction transaction, List<Runnable> after) {
    var hop = transaction.hop;
    var octets = transaction.octets;
    after.add(() -> sending.send(hop, octets.toArray(), why -> failed(transaction, hop, why)));
    if (transaction.copies++ > 0 && !transaction.heard && transaction.journey.isBranching()) {
      // Only now: who lives has answered as a rule, and is not asked.
      after.add(() -> sending.probe(hop, () -> deaf(transaction, hop)));
    }
  }

  private void done(Transaction transaction) {
    if (transactions.remove(transaction.key, transaction)
        && transaction.journey.ended(transaction)) {
      journeys.remove(transaction.journey.key(), transaction.journey);
    }
    if (transaction.journey.invite() && !transaction.credentials.isEmpty()) {
      credentials.remove(Derived.call(transaction.octets), transaction.credentials);
    }
  }

  /**
   * The credentials in the INVITE that an ACK to a 2xx belongs to: it has the same (RFC 3261
   * §13.2.2.4). None once the INVITE's transaction is over.
   */
  public List<SipHeader> credentials(String callId, long cseq) {
    return credentials.getOrDefault(new Derived.Call(callId, Long.toString(cseq)), List.of());
  }

  private void heard(Transaction transaction, SipResponse response, List<Runnable> after) {
    var status = response.status();
    if (status == UNAVAILABLE) {
      restFor(transaction.hop, response);
    }
    var journey = transaction.journey;
    if (transaction.passedOver && (status < 200 || status >= 300)) {
      // Whoever was asked instead decides; a 2xx decides wherever it comes from.
      return;
    }
    if (status < 200) {
      answered(transaction, response, after);
    } else if (status < 300) {
      settled(transaction, response, after);
    } else if (goesOn(transaction, response, after)) {
      return;
    } else if (status == MERGED && journey.mayHaveArrived && journey.isMessage()) {
      // RFC 3261 §8.2.2.2: it came by the hop that was silent.
      settled(transaction, SipResponse.of(202, response.reason()), after);
    } else if (!journey.settled) {
      journey.settled = true;
      answered(transaction, response, after);
    }
  }

  private void answered(Transaction transaction, SipResponse response, List<Runnable> after) {
    var journey = transaction.journey;
    var event = new SipEvent.Answered(journey.effectId(), response, transaction.raised);
    after.add(() -> report(journey, event));
  }

  /** Whether the request is sent once more: elsewhere, or with credentials. */
  private boolean goesOn(Transaction transaction, SipResponse refusal, List<Runnable> after) {
    return switch (refusal.status()) {
      case UNAVAILABLE -> moved(transaction.journey, after);
      case UNAUTHORIZED, PROXY_UNAUTHORIZED ->
          begun(transaction.journey.again(transaction, refusal, timers.now()), after);
      default -> false;
    };
  }

  /** A 2xx; what else is under way for the same request is not wanted any more. */
  private void settled(Transaction transaction, SipResponse response, List<Runnable> after) {
    var journey = transaction.journey;
    if (journey.settled && !journey.invite()) {
      return;
    }
    journey.settled = true;
    answered(transaction, response, after);
    for (var other : journey.others(transaction)) {
      other.passedOver = true;
      if (journey.invite()) {
        perform(other, other.machine.cancel(timers.now()), Optional.empty(), "", after);
      } else {
        other.machine.passOver();
        arm(other);
      }
    }
  }

  /** RFC 3261 §21.5.4: the server is left alone, whoever the request was for. */
  private void restFor(Hop hop, SipResponse response) {
    var digits = response.header("Retry-After").orElse("").strip().split("[^0-9]", 2)[0];
    if (!digits.isEmpty() && digits.length() <= 9) {
      hops.rest(hop, Long.parseLong(digits) * 1000);
    }
  }

  private void lost(Transaction transaction, Failure failure, List<Runnable> after) {
    var journey = transaction.journey;
    if (transaction.passedOver) {
      return;
    }
    if (!transaction.heard) {
      hops.silent(transaction.hop);
      journey.mayHaveArrived |= transaction.copies > 1 || failure.cause() == Failure.Cause.TIMEOUT;
      if (moved(journey, after)) {
        return;
      }
    }
    if (!journey.settled) {
      journey.settled = true;
      var why = journey.isBranching() ? journey.told(failure) : failure;
      after.add(() -> report(journey, new SipEvent.NotAnswered(journey.effectId(), why)));
    }
  }

  /** Whether the request goes on at another hop. */
  private boolean moved(Journey journey, List<Runnable> after) {
    return begun(journey.next(timers.now()), after);
  }

  private boolean begun(Optional<Transaction> next, List<Runnable> after) {
    next.ifPresent(transaction -> begin(transaction, after));
    return next.isPresent();
  }

  /** The hop is silent to everybody: the request goes on elsewhere, and what still comes counts. */
  private void passOver(Transaction transaction, List<Runnable> after) {
    hops.silent(transaction.hop);
    transaction.journey.mayHaveArrived = true;
    if (moved(transaction.journey, after)) {
      transaction.passedOver = true;
      transaction.machine.passOver();
    }
    arm(transaction);
  }

  /** Nobody listens at the hop now. */
  private void deaf(Transaction transaction, Hop hop) {
    change(
        transaction.journey,
        after -> {
          if (transaction.heard || !transaction.hop.equals(hop)) {
            return;
          }
          transaction.deaf = true;
          if (!transaction.passedOver && transaction.journey.mayMove(timers.now())) {
            perform(transaction, transaction.machine.unsent(), Optional.empty(), DEAF, after);
          }
        });
  }

  private void report(Journey journey, SipEvent event) {
    if (!journey.effectId().isEmpty()) {
      reports.accept(event);
    }
  }

  private void sendCancel(Transaction invite, Hop hop, Octets octets) {
    var cancel =
        Journey.ofCancel(
            invite, hop, Derived.cancel(octets, invite.journey.cancelHeaders), hops, timers.now());
    if (journeys.putIfAbsent(cancel.key(), cancel) == null) {
      change(cancel, after -> begin(cancel.first(), after));
    }
  }

  private void failed(Transaction transaction, Hop hop, String why) {
    step(
        transaction,
        t -> {
          if (t.mayFallBack && hop.reliable() && t.hop.equals(hop)) {
            // RFC 3261 §18.1.1: TCP was only chosen for the size.
            t.fallBack();
            return t.machine.start(timers.now());
          }
          return t.machine.unsent();
        },
        Optional.empty(),
        why);
  }

  private static Failure timeout(Transaction transaction) {
    return transaction.deaf
        ? unsent(DEAF)
        : Failure.of(Failure.Cause.TIMEOUT, "no response in time").withSipStatus(408);
  }

  private static Failure unsent(String why) {
    return Failure.of(Failure.Cause.TRANSPORT, why).withSipStatus(UNAVAILABLE);
  }

  private void arm(Transaction transaction) {
    var wake = transaction.wake;
    if (wake == null) {
      wake = new Wake(transaction);
      transaction.wake = wake;
    }
    deadlines.set(wake, Math.min(transaction.machine.deadline(), silentAt(transaction)));
  }

  private void disarm(Transaction transaction) {
    if (transaction.wake != null) {
      deadlines.set(transaction.wake, DueTimes.NEVER);
    }
  }

  private final class Wake extends DueTimes.Due {
    private final Transaction transaction;

    private Wake(Transaction transaction) {
      this.transaction = transaction;
    }

    @Override
    protected void due() {
      woken(transaction);
    }
  }

  /** When the request goes on elsewhere if its hop says nothing to anybody until then. */
  private long silentAt(Transaction transaction) {
    var waits =
        !transaction.heard
            && !transaction.passedOver
            && transaction.machine.state() == ClientMachine.State.CALLING
            && transaction.journey.mayMove(timers.now());
    return waits
        ? Math.max(transaction.begun, hops.lastHeard(transaction.hop)) + Timing.SILENT
        : Timing.NEVER;
  }

  private void woken(Transaction transaction) {
    change(
        transaction.journey,
        after -> {
          if (silentAt(transaction) <= timers.now()) {
            passOver(transaction, after);
          } else {
            perform(
                transaction, transaction.machine.wake(timers.now()), Optional.empty(), "", after);
          }
        });
  }

  /** How many are open or remembered. */
  public int size() {
    return transactions.size() + answered.size();
  }
}
