package im.balcony.mapping.page;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Notifications;
import im.balcony.mapping.content.Imdn;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notifications of what became of the XMPP user's single messages (RFC 5438): asked for in each
 * MESSAGE, and heard.
 */
final class PageNotices {

  /** Characters of a Message-ID: 130 bits that nobody can guess (RFC 5438 §6.3). */
  private static final int ID = 22;

  /** The domain of those to whom nothing can be sent (RFC 3323 §4.1.1.3). */
  private static final String NOBODY = "anonymous.invalid";

  private PageNotices() {}

  // Asking.

  /** A new Message-ID for a MESSAGE of this text; none where nothing is asked. */
  static Optional<String> newId(CorrelationTurn turn, ChatMessage message) {
    var asks = turn.context.tenant().policy().notifications() == Notifications.REQUEST;
    var wanted = message.receiptWanted() || message.markerWanted();
    return asks && wanted && !message.text().isEmpty() && !turn.key.juliet().domain().equals(NOBODY)
        ? Optional.of(newId(turn))
        : Optional.empty();
  }

  /** A new Message-ID. */
  static String newId(CorrelationTurn turn) {
    return turn.context.ids().token(ID);
  }

  /** The message headers by which the MESSAGE with this id asks. */
  static List<Header> headers(ChatMessage message, Optional<String> id) {
    if (id.isEmpty()) {
      return List.of();
    }
    var wanted = new ArrayList<String>();
    if (message.receiptWanted()) {
      wanted.add("positive-delivery");
      wanted.add("negative-delivery");
    }
    if (message.markerWanted()) {
      wanted.add("display");
    }
    return List.of(
        header("Message-ID", id.get()),
        header("Disposition-Notification", String.join(", ", wanted)));
  }

  /** A message header of RFC 5438. */
  static Header header(String name, String value) {
    return new Header(Imdn.HEADERS, name, Optional.empty(), value);
  }

  /** Remembers by which ids notifications of a text will be known. */
  static void asked(CorrelationTurn turn, ChatMessage message, List<String> ids) {
    var memory = CorrelationMessages.memory(turn, message.ref());
    if (!ids.isEmpty() && !memory.isEmpty()) {
      CorrelationMessages.remember(
          turn, message.ref(), memory.asking(ids, message.receiptWanted(), message.markerWanted()));
    }
  }

  // Hearing.

  /**
   * A MESSAGE that holds nothing but notifications: answered 200 whatever they say, for nobody has
   * to hear of it (RFC 5438 §7.1.3).
   */
  static void received(CorrelationTurn turn, SipEvent.Received received) throws FormatException {
    var request = received.request();
    var type = request.contentType().orElse("");
    var all = turn.context.formats().unwrapAll(type, request.body(), List.of(Imdn.CONTENT_TYPE));
    turn.respond(received.transaction(), 200, "OK");
    turn.note("a notification says nothing new");
    for (var content : all) {
      Imdn.read(content.body())
          .ifPresentOrElse(imdn -> heard(turn, imdn), () -> turn.note("unreadable notification"));
    }
  }

  private static void heard(CorrelationTurn turn, Imdn imdn) {
    var id = imdn.messageId();
    var found = CorrelationMessages.ofNotice(turn, id);
    if (found.isEmpty()) {
      turn.note("notification for nothing that was asked");
      return;
    }
    var ref = found.get().getKey();
    var memory = found.get().getValue();
    switch (imdn.disposition()) {
      case DELIVERED -> delivered(turn, ref, memory, id);
      case FAILED -> {
        if (memory.undelivered().contains(id)) {
          turn.tell(new Event.Reported(ref, Optional.of(notDelivered())));
        }
      }
      case DISPLAYED -> displayed(turn, ref, memory, id);
      case OTHER -> turn.note("notification of nothing that is told");
    }
  }

  private static Failure notDelivered() {
    return Failure.of(Cause.REFUSED, "Message was not delivered")
        .withCondition("recipient-unavailable");
  }

  /** Told when it is said of all parts of a text. */
  private static void delivered(
      CorrelationTurn turn, String ref, CorrelationMessage memory, String id) {
    if (!memory.undelivered().contains(id)) {
      return;
    }
    var next = memory.delivered(id);
    CorrelationMessages.remember(turn, ref, next);
    if (next.undelivered().isEmpty()) {
      turn.tell(new Event.Reported(ref, Optional.empty()));
    }
  }

  /** The same; what is shown was delivered. */
  private static void displayed(
      CorrelationTurn turn, String ref, CorrelationMessage memory, String id) {
    if (!memory.unseen().contains(id)) {
      return;
    }
    var next = memory.delivered(id).seen(id);
    CorrelationMessages.remember(turn, ref, next);
    if (next.unseen().isEmpty()) {
      turn.tell(new Event.Reported(ref, Optional.empty()));
      turn.tell(new Event.Shown(ref));
    }
  }
}
