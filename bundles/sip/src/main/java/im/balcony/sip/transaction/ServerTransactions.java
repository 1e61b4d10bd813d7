package im.balcony.sip.transaction;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.sip.Transport;
import im.balcony.sip.text.Fingerprint;
import im.balcony.sip.text.ResponseTemplate;
import im.balcony.sip.text.ResponseWriter;
import im.balcony.sip.time.DueTimes;
import im.balcony.sip.time.Timers;
import im.balcony.sip.transaction.ServerMachine.Action;
import im.balcony.sip.transaction.ServerMachine.State;
import im.balcony.sip.transaction.TransactionRows.Line;
import im.balcony.sip.transaction.TransactionRows.Row;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The server transactions: who has asked, what was answered, and what is still open. Bounded; when
 * it is full, the oldest answers are forgotten first, and without answers new requests are refused.
 *
 * <p>One that waits for nothing but its end is no object any more but a row of {@link
 * TransactionRows} (ADR 0067): a copy of its request brings all that its answer repeats.
 */
public final class ServerTransactions {

  /** Transactions remembered: 32 s of some 12 000 requests a second, in 32 MB. */
  public static final int MAX = 400_000;

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

  /** What a row knows. */
  sealed interface Known permits Entry, Answer {

    /** How many octets it holds besides its row, once it has a final response. */
    int octets();
  }

  /** A transaction that is open, or a refused INVITE that waits for its ACK. Guarded by itself. */
  final class Entry extends DueTimes.Due implements Known {
    private final Fingerprint id;
    private final ServerMachine machine;
    private volatile SipTransaction transaction;
    private volatile Octets last = Octets.EMPTY;
    private Optional<SipResponse> response = Optional.empty();
    private Optional<String> tag = Optional.empty();

    /** The state and the tag with which it was last put into its row. */
    private State stored = State.PROCEEDING;

    private Optional<String> storedTag = Optional.empty();

    private boolean forgotten;

    private Entry(Fingerprint id, ServerMachine machine, SipTransaction transaction) {
      this.id = id;
      this.machine = machine;
      this.transaction = transaction;
    }

    @Override
    public int octets() {
      return last.length();
    }

    @Override
    protected void due() {
      wake(this);
    }
  }

  private final Timers timers;
  private final BiConsumer<Facts, Octets> sender;
  private final int max;
  private final DueTimes deadlines;
  private final TransactionRows<Known> rows;
  private final Answers answers = new Answers();

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
    deadlines = new DueTimes(timers);
    rows = new TransactionRows<>(timers, deadlines, Known::octets);
  }

  /** A request other than ACK came. */
  public Arrival arrived(SipTransaction transaction, boolean invite, boolean reliable) {
    var id = Fingerprint.of(transaction.id());
    var known = find(id, transaction);
    if (known.isEmpty()) {
      if (!room()) {
        return Arrival.REFUSED;
      }
      var fresh = begun(id, transaction, invite, reliable);
      known = add(fresh);
      if (known.isEmpty()) {
        synchronized (fresh) {
          save(fresh);
        }
        return Arrival.FRESH;
      }
    }
    var entry = known.get();
    synchronized (entry) {
      run(entry, entry.machine.copy(), Octets.EMPTY);
    }
    return Arrival.COPY;
  }

  private Entry begun(
      Fingerprint id, SipTransaction transaction, boolean invite, boolean reliable) {
    var machine = new ServerMachine(invite, reliable);
    machine.start(timers.now());
    return new Entry(id, machine, transaction);
  }

  /** Puts it into a row; where there is another one already, that. */
  private Optional<Entry> add(Entry fresh) {
    return rows.putIfAbsent(fresh.id, fresh).map(row -> entry(fresh.id, row, fresh.transaction));
  }

  /**
   * The transaction, if it is known.
   *
   * @param transaction what the message brings that asks for it
   */
  private Optional<Entry> find(Fingerprint id, SipTransaction transaction) {
    return rows.find(id).map(row -> entry(id, row, transaction));
  }

  private Optional<Entry> find(String id) {
    return find(Fingerprint.of(id), new SipTransaction(id, Facts.NONE));
  }

  /** The transaction of a row; of an answer it is made again, for as long as it is asked for. */
  private Entry entry(Fingerprint id, Row<Known> row, SipTransaction transaction) {
    return row.what() instanceof Answer answer
        ? again(id, answer, row, transaction)
        : (Entry) row.what();
  }

  private Entry again(Fingerprint id, Answer answer, Row<Known> row, SipTransaction transaction) {
    var entry = new Entry(id, ServerMachine.of(answer.machine(), row.end()), transaction);
    entry.stored = answer.machine().state();
    entry.response = answer.response();
    entry.tag =
        row.number() == 0 ? answer.tag() : Optional.of(HexFormat.of().toHexDigits(row.number()));
    entry.storedTag = entry.tag;
    return entry;
  }

  private boolean room() {
    while (rows.size() >= max || rows.octets() > MAX_OCTETS) {
      var oldest = rows.removeOldest();
      if (oldest.isEmpty()) {
        return false;
      }
      if (oldest.get() instanceof Entry entry) {
        synchronized (entry) {
          entry.forgotten = true;
          deadlines.set(entry, DueTimes.NEVER);
        }
      }
    }
    return true;
  }

  /**
   * Whether another transaction has the same key: the request came by two ways (RFC 3261 §8.2.2.2).
   */
  public boolean merged(String mergeKey, String id) {
    return rows.isOthers(Fingerprint.of(mergeKey), Fingerprint.of(id));
  }

  /** Sends a response; a transaction that another edge received is taken over. */
  public void respond(SipTransaction transaction, boolean invite, SipResponse response) {
    var id = Fingerprint.of(transaction.id());
    var entry = find(id, transaction).orElseGet(() -> adopted(id, transaction, invite));
    synchronized (entry) {
      var tagged = tagged(entry, response, transaction.facts());
      var actions = entry.machine.respond(response.status(), timers.now());
      if (!actions.isEmpty()) {
        entry.response = Optional.of(tagged);
        run(entry, actions, ResponseWriter.write(transaction.facts(), tagged));
      }
    }
  }

  private Entry adopted(Fingerprint id, SipTransaction transaction, boolean invite) {
    var reliable = Transport.stored(transaction.facts().text("transport", "")).reliable();
    var fresh = begun(id, transaction, invite, reliable);
    return add(fresh).orElse(fresh);
  }

  /** Says nothing to a copy of an INVITE whose 2xx was sent before this table knew of it. */
  public void absorb(String inviteId) {
    find(inviteId)
        .ifPresent(
            entry -> {
              synchronized (entry) {
                entry.machine.absorb(timers.now());
                save(entry);
              }
            });
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
    return ResponseWriter.tagged(response, entry.tag);
  }

  /** An ACK came; true if it belongs to a response other than 2xx and is dealt with. */
  public boolean acknowledged(String inviteId) {
    var known = find(inviteId);
    if (known.isEmpty()) {
      return false;
    }
    var entry = known.get();
    synchronized (entry) {
      var hit = entry.machine.acknowledged(timers.now());
      save(entry);
      return hit;
    }
  }

  /** What a CANCEL of this INVITE hits. */
  public Target target(String inviteId) {
    var known = find(inviteId);
    if (known.isEmpty()) {
      return Target.NOTHING;
    }
    return isOpen(known.get()) ? Target.PENDING : Target.ANSWERED;
  }

  /** The transaction of this id, if it is there and has no final response. */
  public Optional<SipTransaction> pending(String id) {
    return find(id).filter(this::isOpen).map(entry -> entry.transaction);
  }

  private boolean isOpen(Entry entry) {
    synchronized (entry) {
      return !entry.machine.isAnswered();
    }
  }

  /** The tag that the answers of this transaction have; fixed from now on. */
  public Optional<String> tag(String id) {
    var known = find(id);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    var entry = known.get();
    synchronized (entry) {
      if (entry.tag.isEmpty() && !entry.machine.isAnswered()) {
        entry.tag = Optional.of(ResponseWriter.stableTag(entry.transaction.facts()));
      }
      return entry.tag;
    }
  }

  /** How many are remembered. */
  public int size() {
    return rows.size();
  }

  private void run(Entry entry, List<Action> actions, Octets response) {
    for (var action : actions) {
      switch (action) {
        case SEND -> {
          entry.last = response;
          sender.accept(entry.transaction.facts(), response);
        }
        case RESEND -> sender.accept(entry.transaction.facts(), repeated(entry));
        case TRYING -> {
          entry.last = ResponseWriter.write(entry.transaction.facts(), ResponseWriter.own(100));
          sender.accept(entry.transaction.facts(), entry.last);
        }
        case DONE -> {
          entry.forgotten = true;
          rows.remove(entry.id, entry);
        }
      }
    }
    save(entry);
  }

  /** The last response: as it was sent, or written once more for the copy that asks for it. */
  private static Octets repeated(Entry entry) {
    return entry.last.isEmpty()
        ? entry
            .response
            .map(
                r ->
                    ResponseWriter.write(
                        entry.transaction.facts(), ResponseWriter.tagged(r, entry.tag)))
            .orElse(Octets.EMPTY)
        : entry.last;
  }

  /** What has become of it is put into its row, and it is woken when its machine wants that. */
  private void save(Entry entry) {
    var machine = entry.machine;
    if (entry.forgotten) {
      return;
    }
    var isStored = machine.state() == entry.stored && entry.tag.equals(entry.storedTag);
    if (machine.isAnswered() && !isStored) {
      entry.stored = machine.state();
      entry.storedTag = entry.tag;
      rows.put(entry.id, machine.state() == State.CONFIRMED ? Line.SHORT : Line.LIFE, row(entry));
    }
    deadlines.set(entry, machine.isResting() ? DueTimes.NEVER : machine.deadline());
  }

  private Row<Known> row(Entry entry) {
    var machine = entry.machine;
    if (!machine.isResting()) {
      // It repeats itself: its octets are kept, and of its facts only where they go.
      var target = ResponseTemplate.target(entry.transaction.facts());
      entry.transaction = new SipTransaction("", target);
      entry.response = Optional.empty();
      return new Row<>(entry, 0, machine.end());
    }
    var number = entry.tag.map(Answer::number).orElse(0L);
    var tag = number == 0 ? entry.tag : Optional.<String>empty();
    // Only in this state a copy is answered.
    var response =
        machine.state() == State.COMPLETED
            ? entry.response.map(r -> ResponseWriter.tagged(r, Optional.empty()))
            : Optional.<SipResponse>empty();
    var answer = answers.of(machine.resting(), response, tag, entry.last.length());
    return new Row<>(answer, number, machine.end());
  }

  private void wake(Entry entry) {
    synchronized (entry) {
      run(entry, entry.machine.wake(timers.now()), Octets.EMPTY);
    }
  }
}
