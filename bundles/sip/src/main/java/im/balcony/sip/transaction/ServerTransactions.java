package im.balcony.sip.transaction;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.sip.Transport;
import im.balcony.sip.text.ResponseTemplate;
import im.balcony.sip.text.ResponseWriter;
import im.balcony.sip.time.Timers;
import im.balcony.sip.transaction.ServerMachine.Action;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The server transactions: who has asked, what was answered, and what is still open. Bounded; when
 * it is full, the oldest answers are forgotten first, and without answers new requests are refused.
 */
public final class ServerTransactions {

  /** Transactions remembered: 32 s of some 6000 requests a second. */
  public static final int MAX = 200_000;

  /** Octets of answers that are remembered; the oldest go first. */
  static final long MAX_OCTETS = 64_000_000;

  /** What a request is. */
  public enum Arrival {
    FRESH,
    /** A copy; it was answered again or absorbed. */
    COPY,
    /** There is no room. */
    REFUSED
  }

  /** What a CANCEL hits. */
  public enum Target {
    NOTHING,
    /** An INVITE that waits for its final response. */
    PENDING,
    /** An INVITE that has its final response. */
    ANSWERED
  }

  private static final class Entry {
    private final ServerMachine machine;
    private volatile SipTransaction transaction;
    private Octets last = Octets.EMPTY;
    private Optional<String> tag = Optional.empty();
    private volatile String mergeKey = "";
    private Timers.@Nullable Timer timer;

    private Entry(ServerMachine machine, SipTransaction transaction) {
      this.machine = machine;
      this.transaction = transaction;
    }
  }

  private final Timers timers;
  private final BiConsumer<Facts, Octets> sender;
  private final int max;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, String> merging = new ConcurrentHashMap<>();
  private final AnsweredTransactions answered = new AnsweredTransactions();

  /**
   * An empty table.
   *
   * @param sender sends a response to where the facts say, without blocking
   * @param max transactions remembered
   */
  public ServerTransactions(Timers timers, BiConsumer<Facts, Octets> sender, int max) {
    this.timers = timers;
    this.sender = sender;
    this.max = max;
  }

  /** A request other than ACK came. */
  public Arrival arrived(SipTransaction transaction, boolean invite, boolean reliable) {
    var known = entries.get(transaction.id());
    if (known == null) {
      if (!room()) {
        return Arrival.REFUSED;
      }
      var fresh = new Entry(new ServerMachine(invite, reliable), transaction);
      known = entries.putIfAbsent(transaction.id(), fresh);
      if (known == null) {
        synchronized (fresh) {
          fresh.machine.start(timers.now());
          arm(fresh);
        }
        return Arrival.FRESH;
      }
    }
    synchronized (known) {
      run(known, known.machine.copy(), Octets.EMPTY);
    }
    return Arrival.COPY;
  }

  private boolean room() {
    while (entries.size() >= max || answered.octets() > MAX_OCTETS) {
      var oldest = answered.oldest();
      if (oldest.isEmpty()) {
        return false;
      }
      forget(oldest.get());
    }
    return true;
  }

  /**
   * Whether another transaction has the same key: the request came by two ways (RFC 3261 §8.2.2.2).
   */
  public boolean merged(String mergeKey, String id) {
    var entry = entries.get(id);
    if (entry == null) {
      return false;
    }
    var first = merging.putIfAbsent(mergeKey, id);
    if (first == null) {
      entry.mergeKey = mergeKey;
    }
    return first != null && !first.equals(id);
  }

  /** Sends a response; a transaction that another edge received is taken over. */
  public void respond(SipTransaction transaction, boolean invite, SipResponse response) {
    var reliable = Transport.stored(transaction.facts().text("transport", "")).reliable();
    var entry =
        entries.computeIfAbsent(
            transaction.id(), id -> adopted(new ServerMachine(invite, reliable), transaction));
    synchronized (entry) {
      var tagged = tagged(entry, response, transaction.facts());
      var octets = ResponseWriter.write(transaction.facts(), tagged);
      run(entry, entry.machine.respond(response.status(), timers.now()), octets);
    }
  }

  /** Says nothing to a copy of an INVITE whose 2xx was sent before this table knew of it. */
  public void absorb(String inviteId) {
    var entry = entries.get(inviteId);
    if (entry == null) {
      return;
    }
    synchronized (entry) {
      if (entry.machine.absorb(timers.now())) {
        settled(entry, 0);
      }
      arm(entry);
    }
  }

  /** It has its final response: of its facts only where that goes is needed now. */
  private void settled(Entry entry, int octets) {
    var id = entry.transaction.id();
    answered.put(id, octets);
    entry.transaction = new SipTransaction(id, ResponseTemplate.target(entry.transaction.facts()));
  }

  private Entry adopted(ServerMachine machine, SipTransaction transaction) {
    machine.start(timers.now());
    return new Entry(machine, transaction);
  }

  /**
   * A failure has the tag that the transaction has shown before, so that the answers to CANCEL and
   * INVITE agree (RFC 3261 §9.2).
   */
  private static SipResponse tagged(Entry entry, SipResponse response, Facts facts) {
    if (response.status() == 100) {
      return response;
    }
    var tag =
        response.status() < 300
            ? response.toTag().or(() -> entry.tag)
            : entry.tag.or(response::toTag);
    entry.tag = Optional.of(tag.orElseGet(() -> ResponseWriter.stableTag(facts)));
    return new SipResponse(
        response.status(),
        response.reason(),
        response.to(),
        entry.tag,
        response.routes(),
        response.contact(),
        response.headers(),
        response.contentType(),
        response.body(),
        response.sdp());
  }

  /** An ACK came; true if it belongs to a response other than 2xx and is dealt with. */
  public boolean acknowledged(String inviteId) {
    var entry = entries.get(inviteId);
    if (entry == null) {
      return false;
    }
    synchronized (entry) {
      var hit = entry.machine.acknowledged(timers.now());
      arm(entry);
      return hit;
    }
  }

  /** What a CANCEL of this INVITE hits. */
  public Target target(String inviteId) {
    var entry = entries.get(inviteId);
    if (entry == null) {
      return Target.NOTHING;
    }
    synchronized (entry) {
      return entry.machine.state() == ServerMachine.State.PROCEEDING
          ? Target.PENDING
          : Target.ANSWERED;
    }
  }

  /** The transaction of this id, if it is there; whole as long as it has no final response. */
  public Optional<SipTransaction> transaction(String id) {
    return Optional.ofNullable(entries.get(id)).map(entry -> entry.transaction);
  }

  /** The tag that the answers of this transaction have; fixed from now on. */
  public Optional<String> tag(String id) {
    var entry = entries.get(id);
    if (entry == null) {
      return Optional.empty();
    }
    synchronized (entry) {
      entry.tag =
          entry.tag.or(() -> Optional.of(ResponseWriter.stableTag(entry.transaction.facts())));
      return entry.tag;
    }
  }

  /** How many are remembered. */
  public int size() {
    return entries.size();
  }

  private void run(Entry entry, List<Action> actions, Octets response) {
    var id = entry.transaction.id();
    for (var action : actions) {
      switch (action) {
        case SEND -> {
          entry.last = response;
          sender.accept(entry.transaction.facts(), response);
          if (entry.machine.state() != ServerMachine.State.PROCEEDING) {
            settled(entry, response.length());
          }
        }
        case RESEND -> sender.accept(entry.transaction.facts(), entry.last);
        case TRYING -> {
          entry.last = ResponseWriter.write(entry.transaction.facts(), ResponseWriter.own(100));
          sender.accept(entry.transaction.facts(), entry.last);
        }
        case DONE -> forget(id);
      }
    }
    arm(entry);
  }

  private void arm(Entry entry) {
    if (entry.timer != null) {
      entry.timer.cancel();
      entry.timer = null;
    }
    var deadline = entry.machine.deadline();
    if (deadline != Timing.NEVER) {
      entry.timer = timers.at(deadline, () -> wake(entry));
    }
  }

  private void wake(Entry entry) {
    synchronized (entry) {
      run(entry, entry.machine.wake(timers.now()), Octets.EMPTY);
    }
  }

  private void forget(String id) {
    var entry = entries.remove(id);
    if (entry != null) {
      merging.remove(entry.mergeKey, id);
      answered.remove(id);
    }
  }
}
