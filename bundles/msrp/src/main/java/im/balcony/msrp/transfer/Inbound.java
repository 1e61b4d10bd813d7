package im.balcony.msrp.transfer;

import im.balcony.api.address.AddressException;
import im.balcony.api.data.Facts;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.msrp.frame.ByteRange;
import im.balcony.msrp.frame.Head;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a peer's frame means (RFC 4975 §7.2, §7.3): the checks of its paths, the chunk it carries,
 * the answer that is due at once.
 */
public final class Inbound {

  private static final int MAX_MESSAGE_ID = 255;

  /** Largest body of a request that is no SEND (RFC 4975 §7.1). */
  private static final int MAX_OTHER_BODY = 10_240;

  private final Map<String, Session> sessions;
  private final Outbound outbound;
  private final Responses answers;
  private final Messages messages;

  /** The frame in progress. */
  @Nullable Incoming current;

  /** The session-id that the router was asked about; nothing is read until it answers. */
  public String asked = "";

  /** Whether a valid request ever arrived. */
  public boolean heardAnything;

  /** Knows the sessions of one connection, and whom to give what comes in. */
  public Inbound(
      Map<String, Session> sessions, Outbound outbound, Responses answers, Messages messages) {
    this.sessions = sessions;
    this.outbound = outbound;
    this.answers = answers;
    this.messages = messages;
  }

  /** Whether a session-id is being looked up; nothing is read meanwhile. */
  public boolean isWaiting() {
    return !asked.isEmpty();
  }

  /** A frame begins; false if it cannot even be refused. */
  public boolean head(Head head, Call call) {
    var frame = new Incoming(head);
    current = frame;
    if (head.start().isResponse()) {
      frame.kind = Incoming.Kind.RESPONSE;
      return true;
    }
    if (head.rawPath("to-path").isEmpty() || head.rawPath("from-path").isEmpty()) {
      return false;
    }
    // Also of one that is refused: what its body does to the stream ends its session.
    var to = readPaths(frame);
    switch (head.start().method()) {
      case "SEND" -> request(frame, to, call);
      case "REPORT" -> report(frame, to);
      default -> answers.refuse(frame, 501, "");
    }
    return true;
  }

  private void report(Incoming frame, Optional<MsrpUri> to) {
    // Nothing is ever said to a REPORT, not even to a wrong one (RCPT-14).
    if (frame.head.problem().isEmpty() && to.isPresent() && known(frame)) {
      frame.kind = Incoming.Kind.REPORT;
    }
  }

  private boolean known(Incoming frame) {
    var session = frame.session;
    return session != null && session.isPeer(lastFrom(frame));
  }

  private static MsrpUri lastFrom(Incoming frame) {
    return frame.fromPath.get(frame.fromPath.size() - 1);
  }

  private void request(Incoming frame, Optional<MsrpUri> to, Call call) {
    var head = frame.head;
    var messageId = head.value("message-id");
    if (!head.problem().isEmpty()) {
      answers.refuse(frame, 400, head.problem());
    } else if (messageId.isEmpty()
        || messageId.length() > MAX_MESSAGE_ID
        || messageId.indexOf(' ') >= 0) {
      answers.refuse(frame, 400, "Message-ID missing or malformed");
    } else if (to.isEmpty()) {
      answers.refuse(frame, 400, "Malformed path");
    } else if (head.rawPath("to-path").size() != 1 || to.get().sessionId().isEmpty()) {
      answers.refuse(frame, 481, "");
    } else if (frame.session == null) {
      ask(to.get().sessionId(), call);
    } else {
      send(frame, frame.session, call);
    }
  }

  /** The first To-Path URI; only its session-id finds the session (trap I1). */
  private Optional<MsrpUri> readPaths(Incoming frame) {
    try {
      frame.fromPath = frame.head.path("from-path");
      var to = frame.head.path("to-path");
      frame.session = to.size() == 1 ? sessions.get(to.get(0).sessionId()) : null;
      return to.stream().findFirst();
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private void ask(String sessionId, Call call) {
    if (!asked.equals(sessionId)) {
      asked = sessionId;
      call.tell(new MsrpEvent.Unbound(sessionId));
    }
  }

  /** The router knows the session now, or refuses it. */
  public void resolved(String sessionId, int refusal, Call call) {
    var frame = current;
    if (frame == null || !asked.equals(sessionId)) {
      return;
    }
    asked = "";
    var session = sessions.get(sessionId);
    frame.session = session;
    if (session == null) {
      answers.refuse(frame, refusal, "");
    } else {
      send(frame, session, call);
    }
  }

  /** The other end is not the one that this session is with: it ends, whatever was said. */
  public void distrusted(String sessionId, String why, Call call) {
    call.tell(new MsrpEvent.Broken(sessionId, why));
    resolved(sessionId, 403, call);
  }

  private void send(Incoming frame, Session session, Call call) {
    if (!session.isPeer(lastFrom(frame))) {
      answers.refuse(frame, 481, "");
      return;
    }
    heard(session, call);
    if (frame.head.value("content-type").isEmpty()) {
      frame.kind = Incoming.Kind.BODILESS;
    } else {
      messages.begin(frame, session, call);
    }
  }

  private void heard(Session session, Call call) {
    heardAnything = true;
    session.active = call.now();
    if (!session.heard) {
      session.heard = true;
      outbound.schedule(session);
    }
    if (!session.up) {
      session.up = true;
      call.tell(new MsrpEvent.Bound(session.id()));
    }
  }

  /** Octets of the body of the current frame. */
  public void data(byte[] bytes, int from, int to) {
    var frame = current;
    if (frame == null) {
      return;
    }
    if (frame.kind == Incoming.Kind.COLLECT) {
      messages.data(frame, bytes, from, to);
    } else if (frame.kind == Incoming.Kind.BODILESS) {
      answers.refuse(frame, 400, "Body without Content-Type");
    }
    frame.received += to - from;
  }

  /** The current frame ended. */
  public void end(char flag, Call call) {
    var frame = current;
    current = null;
    if (frame == null) {
      return;
    }
    switch (frame.kind) {
      case COLLECT -> messages.end(frame, flag, call);
      case BODILESS -> answers.accept(frame);
      case REPORT -> reported(frame, call);
      case RESPONSE -> {
        var start = frame.head.start();
        outbound.answered(start.transactionId(), start.status(), start.comment(), call);
      }
      case DROP -> {
        // It was answered when it began.
      }
    }
  }

  private void reported(Incoming frame, Call call) {
    var head = frame.head;
    var status = head.value("status");
    var messageId = head.value("message-id");
    var session = frame.session;
    if (session == null
        || messageId.isEmpty()
        || frame.received > MAX_OTHER_BODY
        || !status.matches("000 +[0-9]{3}( .*)?")) {
      return;
    }
    var words = status.substring(3).strip();
    var code = Integer.parseInt(words.substring(0, 3));
    var comment = words.substring(3).strip();
    var range = ByteRange.parse(head.value("byte-range")).orElse(ByteRange.WHOLE);
    session.active = call.now();
    call.tell(
        new MsrpEvent.Report(
            session.id(), messageId, range.start(), range.end(), range.total(), code, comment));
    outbound.reported(session, messageId, code, comment, call);
  }

  /** A session left: the rest of a frame for it is dropped. */
  public void forget(@Nullable Session session) {
    var frame = current;
    if (session != null && frame != null && frame.session == session) {
      answers.refuse(frame, 481, "");
    }
  }

  /** The head of a frame exceeds a limit: answered as far as its paths are known. */
  public void tooLong(Head head) {
    var frame = new Incoming(head);
    if (!head.rawPath("to-path").isEmpty() && !head.rawPath("from-path").isEmpty()) {
      answers.refuse(frame, 400, "Header too long");
    }
  }

  /** The peer put an end-line into a body: the session is over. */
  public void broken(Call call) {
    var frame = current;
    if (frame == null) {
      return;
    }
    answers.refuse(frame, 400, "End-line in the body");
    if (frame.session != null) {
      call.tell(new MsrpEvent.Broken(frame.session.id(), "end-line in a body"));
    }
  }

  /** The frame in progress, without its head. */
  public Facts facts() {
    var frame = current;
    if (frame == null) {
      return Facts.NONE;
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("kind", frame.kind.name());
    all.put("answered", frame.answered);
    all.put("start", frame.start);
    all.put("received", frame.received);
    if (frame.partial != null) {
      all.put("partial", frame.partial.facts());
    }
    return Facts.of(all);
  }

  /** Goes on with a frame whose head was read anew. */
  public void resume(Head head, Facts facts) {
    var frame = new Incoming(head);
    current = frame;
    if (!head.start().isResponse()) {
      readPaths(frame);
    }
    frame.kind = Incoming.Kind.valueOf(facts.text("kind", "DROP"));
    frame.answered = facts.flag("answered");
    frame.start = facts.number("start", 1);
    frame.received = facts.number("received", 0);
    if (frame.session != null && facts.has("partial")) {
      var partial = PartialMessage.of(facts.facts("partial"));
      frame.partial = frame.session.partials.getOrDefault(partial.messageId, partial);
    }
  }
}
