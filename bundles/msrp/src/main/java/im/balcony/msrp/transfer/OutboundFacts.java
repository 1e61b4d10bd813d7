package im.balcony.msrp.transfer;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.wire.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Messages on their way and transactions as facts. */
public final class OutboundFacts {

  private OutboundFacts() {}

  /** Adds the commands of all messages that are not wholly sent to {@code pending}. */
  public static Facts write(Outbound out, Collection<Session> sessions, List<Command> pending) {
    var messages = new LinkedHashSet<Outgoing>();
    for (var t : out.transactions.values()) {
      if (t.outgoing != null) {
        messages.add(t.outgoing);
      }
    }
    var queued = new LinkedHashSet<Outgoing>();
    sessions.forEach(s -> queued.addAll(s.queue));
    messages.addAll(queued);
    queued.forEach(o -> pending.add(o.send));
    var order = List.copyOf(messages);
    var waiting = List.copyOf(queued);

    var all = new LinkedHashMap<String, Object>();
    all.put("messages", order.stream().map(o -> message(o, waiting.indexOf(o))).toList());
    all.put(
        "transactions",
        out.transactions.values().stream()
            .map(t -> transaction(t, order, out.unarmed().contains(t)))
            .toList());
    all.put("turns", out.turns.stream().map(Session::id).toList());
    var open = out.open;
    if (open != null) {
      all.put(
          "open",
          Facts.of(
              Map.of(
                  "session", open.session().id(),
                  "message", order.indexOf(open.outgoing()),
                  "id", open.id(),
                  "limit", open.limit())));
    }
    return Facts.of(all);
  }

  private static Facts message(Outgoing outgoing, int pending) {
    var send = outgoing.send;
    var message = send.message();
    var all = new LinkedHashMap<String, Object>();
    all.put("pending", pending);
    all.put("effect", send.effectId());
    all.put("session", send.sessionId());
    all.put("message-id", message.messageId());
    all.put("failure", message.failureReport().name());
    if (outgoing.until != Long.MAX_VALUE) {
      all.put("until", outgoing.until);
    }
    all.put("offset", outgoing.offset);
    all.put("started", outgoing.started);
    all.put("finished", outgoing.finished);
    all.put("reported", outgoing.reported);
    all.put("open", outgoing.open);
    return Facts.of(all);
  }

  private static Facts transaction(Transaction t, List<Outgoing> order, boolean unarmed) {
    var all = new LinkedHashMap<String, Object>();
    all.put("id", t.id);
    all.put("session", t.sessionId);
    all.put("message", t.outgoing == null ? -1 : order.indexOf(t.outgoing));
    all.put("deadline", t.deadline);
    all.put("unarmed", unarmed);
    return Facts.of(all);
  }

  /**
   * Takes up what another version had on its way; {@code pending} are the messages with their
   * bodies.
   */
  public static void read(
      Facts facts, Outbound out, Map<String, Session> sessions, List<Command> pending) {
    var messages = new ArrayList<Outgoing>();
    for (var f : facts.list("messages")) {
      var outgoing = message(f, pending);
      messages.add(outgoing);
      var session = sessions.get(outgoing.send.sessionId());
      if (session != null && f.number("pending", -1) >= 0) {
        out.queue(session, outgoing);
      }
    }
    for (var f : facts.list("transactions")) {
      var index = (int) f.number("message", -1);
      var t =
          new Transaction(
              f.text("id", ""), f.text("session", ""), index < 0 ? null : messages.get(index));
      t.deadline = f.number("deadline", Transaction.UNARMED);
      out.transactions.put(t.id, t);
      if (f.flag("unarmed")) {
        out.unarmed().add(t);
      }
    }
    for (var id : facts.texts("turns")) {
      var session = sessions.get(id);
      if (session != null) {
        out.turns.add(session);
      }
    }
    var open = facts.facts("open");
    var session = sessions.get(open.text("session", ""));
    if (session != null) {
      out.open =
          new Outbound.Open(
              session,
              messages.get((int) open.number("message", 0)),
              open.text("id", ""),
              (int) open.number("limit", 0));
    }
  }

  /** What was wholly sent needs no body any more. */
  private static Outgoing message(Facts facts, List<Command> pending) {
    var index = (int) facts.number("pending", -1);
    var outgoing =
        new Outgoing(
            index >= 0 && pending.get(index) instanceof MsrpCommand.Send send
                ? send
                : new MsrpCommand.Send(
                    facts.text("effect", ""),
                    facts.text("session", ""),
                    new MsrpMessage(
                        facts.text("message-id", ""),
                        "",
                        Octets.EMPTY,
                        false,
                        FailureReport.valueOf(facts.text("failure", "YES")))));
    outgoing.until = facts.number("until", Long.MAX_VALUE);
    outgoing.offset = (int) facts.number("offset", 0);
    outgoing.started = facts.flag("started");
    outgoing.finished = facts.flag("finished");
    outgoing.reported = facts.flag("reported");
    outgoing.open = (int) facts.number("open", 0);
    return outgoing;
  }
}
