package im.balcony.sip.transaction;

import im.balcony.api.data.Octets;
import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.sip.text.Derived;
import im.balcony.sip.time.Timers;
import im.balcony.sip.transaction.ClientMachine.Action;
import im.balcony.sip.transport.Hop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The client transactions. They live from a {@link PreparedRequest} alone, so one that another edge
 * began is simply begun again with the same octets (RFC 3261 §17.1.3 matches by branch). Bounded by
 * what the router has in flight.
 */
public final class ClientTransactions {

  /** Sends octets to a hop without blocking, and tells if that fails. */
  public interface Sending {

    /** Sends. */
    void send(Hop hop, byte[] octets, Consumer<String> failed);
  }

  private static final class Entry {
    private final String key;

    /** Empty for a CANCEL: nobody waits for its result. */
    private final String effectId;

    private final boolean invite;
    private ClientMachine machine;
    private Octets octets;
    private Hop hop;
    private boolean mayFallBack;
    private volatile boolean heard;
    private Timers.@Nullable Timer timer;

    private Entry(String key, String effectId, boolean invite, Octets octets, Hop hop) {
      this.key = key;
      this.effectId = effectId;
      this.invite = invite;
      this.octets = octets;
      this.hop = hop;
      this.machine = new ClientMachine(invite, hop.reliable());
    }
  }

  private final Timers timers;
  private final Sending sending;
  private final Consumer<SipEvent> reports;
  private final Consumer<Hop> silent;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /**
   * An empty table.
   *
   * @param reports takes results; never called while a lock is held
   * @param silent hears of a hop that could not be reached or said nothing at all
   */
  public ClientTransactions(
      Timers timers, Sending sending, Consumer<SipEvent> reports, Consumer<Hop> silent) {
    this.timers = timers;
    this.sending = sending;
    this.reports = reports;
    this.silent = silent;
  }

  /** Sends a request; one that is under way already goes on as it is. */
  public void send(PreparedRequest prepared) {
    begin(entry(prepared), prepared, entry -> entry.machine.start(timers.now()));
  }

  private static Entry entry(PreparedRequest prepared) {
    var facts = prepared.hop();
    var method = facts.text("method", "");
    var entry =
        new Entry(
            key(facts.text("branch", ""), method),
            prepared.effectId(),
            method.equals("INVITE"),
            prepared.octets(),
            hop(prepared));
    entry.mayFallBack = facts.flag("fallback");
    return entry;
  }

  /** Where a prepared request goes. */
  static Hop hop(PreparedRequest prepared) {
    var facts = prepared.hop();
    return new Hop(
        facts.text("transport", "UDP"), facts.text("host", ""), (int) facts.number("port", 5060));
  }

  private static String key(String branch, String method) {
    return branch + ' ' + method;
  }

  private void begin(Entry fresh, PreparedRequest prepared, Function<Entry, List<Action>> first) {
    var known = entries.putIfAbsent(fresh.key, fresh);
    if (known == null) {
      step(fresh, first, Optional.empty(), "");
    } else if (!known.effectId.equals(prepared.effectId())) {
      // Two effects with one branch cannot be told apart by their responses.
      reports.accept(new SipEvent.NotAnswered(prepared.effectId(), unsent("branch is in use")));
    }
  }

  /** Cancels an INVITE, also one that another edge sent. */
  public void cancel(String effectId, PreparedRequest prepared) {
    var invite = new PreparedRequest(effectId, prepared.octets(), prepared.hop());
    var fresh = entry(invite);
    var known = entries.putIfAbsent(fresh.key, fresh);
    if (known == null) {
      fresh.machine.adopt(timers.now());
    }
    step(
        known == null ? fresh : known,
        entry -> entry.machine.cancel(timers.now()),
        Optional.empty(),
        "");
  }

  /**
   * A response came; one that matches nothing is dropped (SIP-63).
   *
   * @param branch of its only Via
   * @param method of its CSeq
   * @param to its To as written
   */
  public void answered(String branch, String method, SipResponse response, String to) {
    var entry = entries.get(key(branch, method));
    if (entry != null) {
      entry.heard = true;
      step(
          entry,
          e -> e.machine.answered(response.status(), timers.now()),
          Optional.of(response),
          to);
    }
  }

  /**
   * Gives the machine an input and does what it wants, the lock let go of first.
   *
   * @param detail the To of the response, or why something could not be sent
   */
  private void step(
      Entry entry,
      Function<Entry, List<Action>> input,
      Optional<SipResponse> response,
      String detail) {
    var after = new ArrayList<Runnable>();
    synchronized (entry) {
      for (var action : input.apply(entry)) {
        after.add(task(entry, action, response, detail));
      }
      arm(entry);
    }
    after.forEach(Runnable::run);
  }

  private Runnable task(Entry entry, Action action, Optional<SipResponse> response, String detail) {
    var hop = entry.hop;
    var octets = entry.octets;
    return switch (action) {
      case SEND -> () -> sending.send(hop, octets.toArray(), why -> failed(entry, hop, why));
      case ACK -> () -> sending.send(hop, Derived.ack(octets, detail).toArray(), why -> {});
      case CANCEL -> () -> sendCancel(entry, hop, octets);
      case REPORT ->
          () -> response.ifPresent(r -> report(entry, new SipEvent.Answered(entry.effectId, r)));
      case TIMED_OUT -> () -> lost(entry, hop, timeout());
      case UNSENT -> () -> lost(entry, hop, unsent(detail));
      case DONE -> () -> entries.remove(entry.key, entry);
    };
  }

  private void lost(Entry entry, Hop hop, Failure failure) {
    if (!entry.heard) {
      silent.accept(hop);
    }
    report(entry, new SipEvent.NotAnswered(entry.effectId, failure));
  }

  private void report(Entry entry, SipEvent event) {
    if (!entry.effectId.isEmpty()) {
      reports.accept(event);
    }
  }

  private void sendCancel(Entry invite, Hop hop, Octets octets) {
    var branch = invite.key.substring(0, invite.key.lastIndexOf(' '));
    var cancel = new Entry(key(branch, "CANCEL"), "", false, Derived.cancel(octets), hop);
    if (entries.putIfAbsent(cancel.key, cancel) == null) {
      step(cancel, entry -> entry.machine.start(timers.now()), Optional.empty(), "");
    }
  }

  private void failed(Entry entry, Hop hop, String why) {
    step(
        entry,
        e -> {
          if (e.mayFallBack && hop.reliable() && e.hop.equals(hop)) {
            // RFC 3261 §18.1.1: TCP was only chosen for the size.
            e.mayFallBack = false;
            e.hop = hop.over("UDP");
            e.octets = Derived.overUdp(e.octets);
            e.machine = new ClientMachine(e.invite, false);
            return e.machine.start(timers.now());
          }
          return e.machine.unsent();
        },
        Optional.empty(),
        why);
  }

  private static Failure timeout() {
    return Failure.sip(408, "no response in time");
  }

  private static Failure unsent(String why) {
    return Failure.of(Failure.Cause.TRANSPORT, why).withSipStatus(503);
  }

  private void arm(Entry entry) {
    if (entry.timer != null) {
      entry.timer.cancel();
      entry.timer = null;
    }
    var deadline = entry.machine.deadline();
    if (deadline != Timing.NEVER) {
      entry.timer =
          timers.at(
              deadline, () -> step(entry, e -> e.machine.wake(timers.now()), Optional.empty(), ""));
    }
  }

  /** How many are open. */
  public int size() {
    return entries.size();
  }
}
