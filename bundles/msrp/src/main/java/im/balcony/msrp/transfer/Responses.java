package im.balcony.msrp.transfer;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.msrp.frame.Frames;
import im.balcony.msrp.frame.Head;
import im.balcony.msrp.frame.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Responses to the peer's requests, as far as its Failure-Report lets us (RFC 4975 §7.2). */
public final class Responses {

  /** A response that waits for the router's word. */
  record Owed(String sessionId, String id, String to, String from, FailureReport failureReport) {}

  private final Map<String, Owed> owed = new LinkedHashMap<>();
  private final Outbound outbound;
  private final int maxOwed;

  /** Owes nothing yet; what is due leaves by {@code outbound}. */
  public Responses(Outbound outbound, Settings settings) {
    this.outbound = outbound;
    maxOwed = settings.owed();
  }

  /** Good: 200, where one is wanted. */
  void accept(Incoming frame) {
    answer(frame, 200, "");
  }

  /** Refuses a request; the rest of it is dropped. */
  void refuse(Incoming frame, int status, String comment) {
    answer(frame, status, comment);
    frame.kind = Incoming.Kind.DROP;
    frame.partial = null;
  }

  private void answer(Incoming frame, int status, String comment) {
    var answerable = !frame.head.start().isResponse() && !isReport(frame.head);
    if (answerable && !frame.answered) {
      frame.answered = true;
      write(of(frame, ""), status, comment);
    }
  }

  private static boolean isReport(Head head) {
    return head.start().method().equals("REPORT");
  }

  /**
   * A SEND is answered to the previous hop only; another request to its whole path. For a session
   * that is not ours, the URI that was asked for stands in From-Path.
   */
  private static Owed of(Incoming frame, String sessionId) {
    var head = frame.head;
    var from = head.rawPath("from-path");
    var own = frame.session == null ? head.rawPath("to-path").get(0) : frame.session.from;
    var hop = head.start().method().equals("SEND") ? from.get(0) : String.join(" ", from);
    return new Owed(sessionId, head.transactionId(), hop, own, head.failureReport());
  }

  /**
   * The router will answer.
   *
   * @return 0, or the status to refuse it with: 413 if too many answers are owed already, 400 if
   *     one is owed under this very transaction id
   */
  int owe(Incoming frame, Session session) {
    var id = frame.head.transactionId();
    if (owed.containsKey(id)) {
      return 400;
    }
    if (owed.size() >= maxOwed) {
      return 413;
    }
    owed.put(id, of(frame, session.id()));
    frame.answered = true;
    return 0;
  }

  /** Writes the response that the router decided; nothing if it is not owed any more. */
  public void respond(MsrpCommand.Respond respond) {
    var due = owed.get(respond.transactionId());
    if (due != null && due.sessionId().equals(respond.sessionId())) {
      owed.remove(due.id());
      write(due, respond.status(), respond.comment());
    }
  }

  private void write(Owed due, int status, String comment) {
    var silent =
        due.failureReport() == FailureReport.NO
            || (due.failureReport() == FailureReport.PARTIAL && status == 200);
    if (!silent) {
      outbound.urgent(Frames.response(due.id(), status, comment, due.to(), due.from()));
    }
  }

  /**
   * The session is over. What crossed its end was taken by nobody, and its sender is told so:
   * silence would leave him with his timer (RFC 4975 §7.1.1).
   */
  public void gone(String sessionId) {
    var left = owed.values().stream().filter(o -> o.sessionId().equals(sessionId)).toList();
    for (var due : left) {
      owed.remove(due.id());
      write(due, 481, "Session is over");
    }
  }

  /** What is owed, for the next version. */
  public List<Facts> facts() {
    return owed.values().stream()
        .map(
            o ->
                Facts.of(
                    Map.of(
                        "session", o.sessionId(),
                        "id", o.id(),
                        "to", o.to(),
                        "from", o.from(),
                        "failure", o.failureReport().name())))
        .toList();
  }

  /** Owes what another version owed. */
  public void resume(List<Facts> facts) {
    for (var f : facts) {
      var id = f.text("id", "");
      owed.put(
          id,
          new Owed(
              f.text("session", ""),
              id,
              f.text("to", ""),
              f.text("from", ""),
              FailureReport.valueOf(f.text("failure", "YES"))));
    }
  }
}
