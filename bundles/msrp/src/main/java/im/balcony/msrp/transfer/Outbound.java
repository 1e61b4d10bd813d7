package im.balcony.msrp.transfer;

import im.balcony.api.data.Ids;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.msrp.frame.ByteRange;
import im.balcony.msrp.frame.Frames;
import im.balcony.msrp.frame.Scan;
import im.balcony.msrp.frame.Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What we send: messages in chunks, one session after another, and between any two pieces of them
 * the frames that must not wait (RFC 4975 §7.1.1). Messages of one session keep their order.
 */
public final class Outbound {

  private static final int MESSAGE_ID_LENGTH = 22;

  /** Octets after which a SEND has to let others through. */
  static final int PIECE = 2048;

  /** A chunk begun and not ended; {@code limit} is where it ends if nothing interrupts it. */
  record Open(Session session, Outgoing outgoing, String id, int limit) {}

  /** Requests without a response, by transaction-id. */
  public final Map<String, Transaction> transactions = new LinkedHashMap<>();

  final Deque<Session> turns = new ArrayDeque<>();
  @Nullable Open open;

  /** When to look for messages that waited too long; may be early, never late. */
  private long overdue = Long.MAX_VALUE;

  private final Map<String, Session> sessions;
  private final Outlet outlet;
  private final long answerTime;

  /** Ended chunks of which the last octet was not handed out yet. */
  private final List<Transaction> unarmed = new ArrayList<>();

  /** Has nothing to send yet; {@code sessions} are those of the connection. */
  public Outbound(Map<String, Session> sessions, Outlet outlet, Settings settings) {
    this.sessions = sessions;
    this.outlet = outlet;
    answerTime = settings.answerTime();
  }

  /** A response or REPORT: goes before any further octet of a message (MSRP-22). */
  public void urgent(byte[] frame) {
    interrupt();
    outlet.add(frame);
  }

  private void interrupt() {
    var chunk = open;
    if (chunk != null) {
      end(chunk, Frames.MORE);
      turns.addFirst(chunk.session());
    }
  }

  /** Sends a SEND without content: binds the session, or keeps it alive. */
  public void bodiless(Session session, Call call) {
    var transaction = new Transaction(newId(call.ids()), session.id(), null);
    transactions.put(transaction.id, transaction);
    urgent(
        Frames.bodiless(
            transaction.id, session.to, session.from, call.ids().token(MESSAGE_ID_LENGTH)));
    unarmed.add(transaction);
    session.active = call.now();
  }

  /** Puts a message into the queue of its session; without one it fails at once. */
  public void send(MsrpCommand.Send send, Call call) {
    var session = sessions.get(send.sessionId());
    var outgoing = new Outgoing(send);
    if (session == null) {
      report(outgoing, 0, "session is not bound", call);
      return;
    }
    if (send.patience() != MsrpCommand.Send.ENDLESS) {
      outgoing.until = call.now() + send.patience();
    }
    queue(session, outgoing);
    schedule(session);
  }

  /** Puts a message at the end of its session's queue. */
  void queue(Session session, Outgoing outgoing) {
    session.queue.add(outgoing);
    overdue = Math.min(overdue, outgoing.until);
  }

  /** Lets the session take its turns, if it has anything to say and may. */
  void schedule(Session session) {
    var chunk = open;
    var speaking = chunk != null && chunk.session() == session;
    if (session.maySpeak() && !session.queue.isEmpty() && !speaking && !turns.contains(session)) {
      turns.add(session);
    }
  }

  /** Whether any session has something to send. */
  public boolean hasMore() {
    return open != null || !turns.isEmpty();
  }

  /** Puts the next piece of a message into the outlet; false if there is nothing to send. */
  public boolean next(Call call) {
    var chunk = open;
    if (chunk == null) {
      var session = turns.poll();
      if (session == null) {
        return false;
      }
      chunk = begin(session, session.queue.element(), call);
    }
    piece(chunk);
    chunk.session().active = call.now();
    return true;
  }

  private Open begin(Session session, Outgoing outgoing, Call call) {
    var rest = outgoing.length - outgoing.offset;
    var size = Math.min(rest, Math.max(PIECE, session.spec.chunkSize()));
    var id = newId(call.ids());
    while (Scan.holdsEndLine(outgoing.body, outgoing.offset, outgoing.offset + size, id)) {
      id = newId(call.ids());
    }
    // Whatever may be interrupted must not announce its end (MSRP-19).
    var end = rest > PIECE ? ByteRange.UNKNOWN : outgoing.length;
    outlet.add(
        Frames.sendHead(
            id,
            session.to,
            session.from,
            outgoing.send.message(),
            new ByteRange(outgoing.offset + 1L, end, outgoing.length)));
    outgoing.started = true;
    outgoing.open++;
    transactions.put(id, new Transaction(id, session.id(), outgoing));
    var chunk = new Open(session, outgoing, id, outgoing.offset + size);
    open = chunk;
    return chunk;
  }

  private void piece(Open chunk) {
    var outgoing = chunk.outgoing();
    outlet.add(outgoing.take(Math.min(PIECE, chunk.limit() - outgoing.offset)));
    if (outgoing.offset == outgoing.length) {
      outgoing.finished = true;
      chunk.session().queue.remove(outgoing);
      end(chunk, Frames.LAST);
      schedule(chunk.session());
    } else if (outgoing.offset == chunk.limit() || !turns.isEmpty()) {
      end(chunk, Frames.MORE);
      schedule(chunk.session());
    }
  }

  private void end(Open chunk, char flag) {
    open = null;
    outlet.add(Frames.sendEnd(chunk.id(), flag));
    var transaction = transactions.get(chunk.id());
    if (transaction != null) {
      unarmed.add(transaction);
    }
  }

  private String newId(Ids ids) {
    var id = ids.token(Frames.ID_LENGTH);
    while (transactions.containsKey(id)) {
      id = ids.token(Frames.ID_LENGTH);
    }
    return id;
  }

  /** Everything was handed out: from now on answers are waited for. */
  public void handedOut(long now) {
    unarmed.forEach(t -> t.deadline = now + answerTime);
    unarmed.clear();
  }

  List<Transaction> unarmed() {
    return unarmed;
  }

  /** A response arrived; one that nobody waits for any more changes nothing. */
  void answered(String id, int status, String comment, Call call) {
    var transaction = transactions.remove(id);
    if (transaction == null) {
      return;
    }
    unarmed.remove(transaction);
    if (status >= 200 && status < 300) {
      succeeded(transaction, call);
    } else {
      failed(transaction, status, comment, call);
    }
  }

  private void succeeded(Transaction transaction, Call call) {
    var session = sessions.get(transaction.sessionId);
    if (session != null && !session.up) {
      session.up = true;
      call.tell(new MsrpEvent.Bound(session.id()));
    }
    var outgoing = transaction.outgoing;
    if (outgoing != null && --outgoing.open == 0 && outgoing.finished) {
      report(outgoing, 200, "", call);
    }
  }

  private void failed(Transaction transaction, int status, String comment, Call call) {
    var outgoing = transaction.outgoing;
    if (outgoing != null) {
      stop(outgoing, status, comment, call);
    }
    if (outgoing == null || status == 481 || status == 506) {
      stop(transaction.sessionId, status + " " + comment, call);
    }
  }

  private void stop(String sessionId, String reason, Call call) {
    var session = sessions.get(sessionId);
    if (session != null && !session.stopped) {
      var chunk = open;
      if (chunk != null && chunk.session() == session) {
        end(chunk, Frames.MORE);
      }
      session.stopped = true;
      turns.remove(session);
      call.tell(new MsrpEvent.Broken(sessionId, reason.strip()));
    }
  }

  /** No further octet of the message, and its result is {@code status} (MSRP-51, MSRP-57). */
  private void stop(Outgoing outgoing, int status, String comment, Call call) {
    var session = sessions.get(outgoing.send.sessionId());
    var chunk = open;
    if (chunk != null && chunk.outgoing() == outgoing) {
      end(chunk, Frames.ABORT);
    }
    if (session != null) {
      session.queue.remove(outgoing);
      turns.remove(session);
      schedule(session);
    }
    report(outgoing, status, comment, call);
  }

  /** A REPORT is heard like a response with its status (RFC 4975 §7.3.2). */
  void reported(Session session, String messageId, int status, String comment, Call call) {
    if (status >= 200 && status < 300) {
      return;
    }
    find(session, messageId)
        .filter(o -> !o.reported)
        .ifPresent(o -> stop(o, status, comment, call));
    if (status == 481 || status == 506) {
      stop(session.id(), status + " " + comment, call);
    }
  }

  private Optional<Outgoing> find(Session session, String messageId) {
    return unfinished(session.id()).stream()
        .filter(o -> o.started && o.send.message().messageId().equals(messageId))
        .findFirst();
  }

  /** The messages of a session, or of all for null, that have no result yet. */
  private List<Outgoing> unfinished(@Nullable String sessionId) {
    var all = new LinkedHashSet<Outgoing>();
    for (var t : transactions.values()) {
      if (t.outgoing != null && (sessionId == null || sessionId.equals(t.sessionId))) {
        all.add(t.outgoing);
      }
    }
    for (var session : sessions.values()) {
      if (sessionId == null || sessionId.equals(session.id())) {
        all.addAll(session.queue);
      }
    }
    return all.stream().filter(o -> !o.reported).toList();
  }

  /** Stops one message; what was sent of it is taken back with {@code #}. */
  public void abort(String sessionId, String effectId, Call call) {
    var session = sessions.get(sessionId);
    if (session != null) {
      session.queue.stream()
          .filter(o -> o.send.effectId().equals(effectId))
          .findFirst()
          .ifPresent(o -> takeBack(session, o, "aborted", call));
    }
  }

  private void takeBack(Session session, Outgoing outgoing, String reason, Call call) {
    var chunk = open;
    var speaking = chunk != null && chunk.outgoing() == outgoing;
    if (outgoing.started && !speaking) {
      // Between two chunks: an empty one carries the mark, so that the peer frees its memory.
      var id = newId(call.ids());
      var range = new ByteRange(outgoing.offset + 1L, ByteRange.UNKNOWN, outgoing.length);
      var message = outgoing.send.message();
      urgent(Frames.sendHead(id, session.to, session.from, message, range));
      outlet.add(Frames.sendEnd(id, Frames.ABORT));
    }
    stop(outgoing, 0, reason, call);
  }

  /** Reports what a leaving session has not sent; what waits for its answer goes on waiting. */
  public void unbind(Session session, Call call) {
    List.copyOf(session.queue).forEach(o -> takeBack(session, o, "session is unbound", call));
    turns.remove(session);
  }

  /** The connection is gone. */
  public void closed(String reason, Call call) {
    unfinished(null).forEach(o -> report(o, 0, reason, call));
    transactions.clear();
    turns.clear();
    open = null;
  }

  private void report(Outgoing outgoing, int status, String comment, Call call) {
    if (!outgoing.reported) {
      outgoing.reported = true;
      var send = outgoing.send;
      call.tell(
          new MsrpEvent.Sent(send.sessionId(), send.effectId(), status, comment, outgoing.started));
    }
  }

  private void expireWaiting(Call call) {
    overdue = Long.MAX_VALUE;
    for (var session : List.copyOf(sessions.values())) {
      var unsent = session.queue.stream().filter(o -> !o.started).toList();
      for (var outgoing : unsent) {
        if (outgoing.until <= call.now()) {
          stop(outgoing, 408, "waited too long", call);
        } else {
          overdue = Math.min(overdue, outgoing.until);
        }
      }
    }
  }

  /** When the first answer, or a message that waits for its turn, is overdue; at the latest. */
  public long due() {
    var answer = answerDue();
    return answer == Transaction.UNARMED ? overdue : Math.min(answer, overdue);
  }

  /** {@link Transaction#UNARMED} if no answer is waited for. */
  private long answerDue() {
    return transactions.isEmpty()
        ? Transaction.UNARMED
        : transactions.values().iterator().next().deadline;
  }

  /**
   * Gives up on messages whose turn did not come, and on answers that are overdue; where silence is
   * good, it was good.
   */
  public void expire(Call call) {
    if (overdue <= call.now()) {
      expireWaiting(call);
    }
    for (var due = answerDue();
        due != Transaction.UNARMED && due <= call.now();
        due = answerDue()) {
      var transaction = transactions.remove(transactions.keySet().iterator().next());
      if (transaction == null) {
        return;
      }
      if (transaction.outgoing != null && transaction.outgoing.quiet()) {
        succeeded(transaction, call);
      } else {
        failed(transaction, 408, "no answer", call);
      }
    }
  }
}
