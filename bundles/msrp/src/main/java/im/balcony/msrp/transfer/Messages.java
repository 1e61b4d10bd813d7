package im.balcony.msrp.transfer;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.Formats;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.msrp.format.CpimFormats;
import im.balcony.msrp.format.MediaType;
import im.balcony.msrp.frame.ByteRange;
import im.balcony.msrp.frame.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Joins the chunks of a session into messages (RFC 4975 §7.3.1) and unwraps what is complete. */
public final class Messages {

  /** Message headers that a cpim object in MSRP holds at most once (RFC 4975 §13). */
  private static final List<String> SINGLE = List.of("From", "DateTime", "Subject", "Require");

  private final Outbound outbound;
  private final Responses answers;
  private final Formats formats = new CpimFormats();

  /** When the first of the incomplete messages kept since {@link #takeDue} is too old. */
  private long due = Long.MAX_VALUE;

  /** Reports by {@code outbound}; what is complete is owed an answer. */
  public Messages(Outbound outbound, Responses answers) {
    this.outbound = outbound;
    this.answers = answers;
  }

  /** When to look for aged messages, of those that are new since this was asked last. */
  public long takeDue() {
    var taken = due;
    due = Long.MAX_VALUE;
    return taken;
  }

  /** A chunk begins: what can be refused without its body is refused now. */
  void begin(Incoming frame, Session session, Call call) {
    var head = frame.head;
    var messageId = head.value("message-id");
    var before = session.partials.get(messageId);
    var range = ByteRange.parse(head.value("byte-range"));
    var known = range.orElse(ByteRange.WHOLE);
    if (known.start() > 1 && session.refusal(messageId) != 0) {
      answers.refuse(frame, session.refusal(messageId), "");
    } else if (range.isEmpty() && (before != null || !head.value("byte-range").isEmpty())) {
      answers.refuse(frame, 400, "Byte-Range missing or malformed");
    } else if (!isAcceptable(head.value("content-type"), session)) {
      refuse(frame, session, 415);
    } else {
      var max = session.spec.maxSize();
      if (known.total() > max || known.start() - 1 > max) {
        refuse(frame, session, 413);
      } else {
        frame.kind = Incoming.Kind.COLLECT;
        frame.start = known.start();
        frame.partial = before == null ? new PartialMessage(head) : before;
        frame.partial.chunk(head, known, call.now());
      }
    }
  }

  /** Whether this type, or something wrapped in it, can be welcome. */
  private static boolean isAcceptable(String contentType, Session session) {
    return MediaType.parse(contentType)
        .map(type -> type.isContainer() || type.isIn(session.spec.acceptTypes()))
        .orElse(false);
  }

  /** Refuses this chunk and all later ones of its message, and frees what there was of it. */
  private void refuse(Incoming frame, Session session, int status) {
    var messageId = frame.head.value("message-id");
    session.partials.remove(messageId);
    session.refuse(messageId, status);
    answers.refuse(frame, status, "");
  }

  /** Octets of a chunk; where they lie is measured, not believed. */
  void data(Incoming frame, byte[] bytes, int from, int to) {
    var session = frame.session;
    var partial = frame.partial;
    if (session == null || partial == null) {
      return;
    }
    var offset = frame.start - 1 + frame.received;
    if (offset + (to - from) > session.spec.maxSize()) {
      refuse(frame, session, 413);
    } else {
      partial.write((int) offset, bytes, from, to);
    }
  }

  /** A chunk ended. */
  void end(Incoming frame, char flag, Call call) {
    var session = frame.session;
    var partial = frame.partial;
    if (session == null || partial == null) {
      return;
    }
    var end = (int) (frame.start - 1 + frame.received);
    session.partials.remove(partial.messageId);
    if (flag == Frames.ABORT) {
      answers.accept(frame);
      return;
    }
    if (flag == Frames.LAST) {
      partial.endsAt(end);
    }
    if (partial.isComplete() || (flag == Frames.LAST && frame.start == 1)) {
      complete(frame, session, partial, call);
    } else {
      answers.accept(frame);
      keep(session, partial, call);
    }
  }

  /** Bounded: the message that waited longest for a chunk makes room. */
  private void keep(Session session, PartialMessage partial, Call call) {
    session.partials.put(partial.messageId, partial);
    due = Math.min(due, partial.touched + session.spec.partialAge());
    if (session.partials.size() > session.spec.partialMessages()) {
      drop(session, session.partials.values().iterator().next(), call);
    }
  }

  /** Drops incomplete messages that got no chunk for too long; tells when to look again. */
  public long sweep(Session session, Call call) {
    var age = session.spec.partialAge();
    while (!session.partials.isEmpty()) {
      var oldest = session.partials.values().iterator().next();
      if (oldest.touched + age > call.now()) {
        return oldest.touched + age;
      }
      drop(session, oldest, call);
    }
    return Long.MAX_VALUE;
  }

  /**
   * The chunks of this message were answered 200, so its sender has to be told otherwise (RFC 4975
   * §7.1.4): by a REPORT now, and by 413 to whatever else comes of it.
   */
  private void drop(Session session, PartialMessage partial, Call call) {
    session.partials.remove(partial.messageId);
    session.refuse(partial.messageId, 413);
    if (partial.failureReport == FailureReport.YES && partial.count() > 0) {
      outbound.urgent(
          Frames.report(
              call.ids().token(Frames.ID_LENGTH),
              String.join(" ", partial.fromPath),
              session.from,
              partial.messageId,
              partial.range(),
              413,
              ""));
    }
  }

  private void complete(Incoming frame, Session session, PartialMessage partial, Call call) {
    var message = partial.message();
    MsrpContent content;
    try {
      content =
          unwrap(session, message.contentType(), message.body())
              .in(message.language())
              .disposed(Optional.of(partial.disposition).filter(d -> !d.isEmpty()));
    } catch (FormatException e) {
      answers.refuse(frame, e.status(), Objects.requireNonNullElse(e.getMessage(), ""));
      return;
    }
    var refusal = answers.owe(frame, session);
    if (refusal != 0) {
      answers.refuse(frame, refusal, "");
      return;
    }
    call.tell(
        new MsrpEvent.Received(
            session.id(), frame.head.transactionId(), frame.fromPath, message, content));
  }

  private MsrpContent unwrap(Session session, String contentType, Octets body)
      throws FormatException {
    var accepted = new ArrayList<>(session.spec.acceptTypes());
    accepted.addAll(session.spec.acceptWrappedTypes());
    var content = formats.unwrap(contentType, body, accepted);
    for (var cpim : content.cpim().stream().toList()) {
      for (var name : SINGLE) {
        if (cpim.headers().stream()
                .filter(h -> h.namespace().equals(MsrpContent.Header.BASE))
                .filter(h -> h.name().equals(name))
                .count()
            > 1) {
          throw new FormatException(400, "Repeated cpim header");
        }
      }
    }
    return content;
  }
}
