package im.balcony.mapping.msrp;

import im.balcony.api.data.Facts;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Event;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.text.TextRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * REPORTs on messages of ours (RFC 4975 §7.1.2, §7.3.2). Message-ID and session correlate; ranges
 * add up, and what starts at 1 and reaches the known length is complete.
 */
final class ChatReportMapping {

  private static final int MAX_RANGES = 256;

  private ChatReportMapping() {}

  static void report(CorrelationTurn turn, MsrpEvent.Report report, CorrelationLeg leg) {
    var found =
        CorrelationMessages.find(
            turn,
            m ->
                m.text("from", "").equals("xmpp")
                    && m.text("mid", "").equals(report.messageId())
                    && m.text("leg", "").equals(leg.name()));
    if (found.isEmpty() || report.messageId().isEmpty()) {
      turn.note("report on an unknown message");
      return;
    }
    var ref = found.get().getKey();
    var memory = found.get().getValue();
    if (report.status() != 200) {
      var why = Failure.msrp(report.status(), TextRules.headerLine(report.comment()));
      turn.tell(new Event.Reported(ref, Optional.of(why)));
      return;
    }
    var length = memory.number("length", 0);
    var ranges = cover(memory, report.start(), report.end() < 0 ? length : report.end());
    CorrelationMessages.remember(turn, ref, memory.with("covered", ranges));
    if (complete(ranges, length)) {
      turn.tell(new Event.Reported(ref, Optional.empty()));
    } else {
      turn.note("report on a part");
    }
  }

  private static boolean complete(List<Facts> ranges, long length) {
    return !ranges.isEmpty()
        && ranges.get(0).number("from", 0) <= 1
        && ranges.get(0).number("to", 0) >= length;
  }

  /** The ranges so far and one more, in order, those that touch made one. */
  private static List<Facts> cover(Facts memory, long start, long end) {
    var all = new ArrayList<>(memory.list("covered"));
    all.add(range(start, end));
    all.sort(Comparator.comparingLong(r -> r.number("from", 0)));
    var merged = new ArrayList<Facts>();
    for (var next : all) {
      var last = merged.isEmpty() ? Facts.NONE : merged.get(merged.size() - 1);
      if (!last.isEmpty() && next.number("from", 0) - 1 <= last.number("to", 0)) {
        var to = Math.max(last.number("to", 0), next.number("to", 0));
        merged.set(merged.size() - 1, range(last.number("from", 0), to));
      } else {
        merged.add(next);
      }
    }
    return merged.subList(0, Math.min(merged.size(), MAX_RANGES));
  }

  private static Facts range(long from, long to) {
    return Facts.NONE.with("from", from).with("to", to);
  }
}
