package im.balcony.mapping.msrp;

import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Event;
import im.balcony.mapping.correlation.CorrelationEffect;
import im.balcony.mapping.correlation.CorrelationEffect.Kind;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessage.Range;
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
        CorrelationMessages.ofSend(turn, report.messageId())
            .filter(known -> known.getValue().leg().filter(leg.name()::equals).isPresent());
    var document = document(turn, report, leg);
    if (document.isPresent()) {
      composing(turn, report.messageId(), document.get(), report.status());
      turn.note("report on composing");
      return;
    }
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
    var length = memory.length();
    var ranges = cover(memory, report.start(), report.end() < 0 ? length : report.end());
    CorrelationMessages.remember(turn, ref, memory.covered(ranges));
    if (complete(ranges, length)) {
      turn.tell(new Event.Reported(ref, Optional.empty()));
    } else {
      turn.note("report on a part");
    }
  }

  /** Of this leg, by its Message-ID, which is the id of its effect as well. */
  private static Optional<CorrelationEffect> document(
      CorrelationTurn turn, MsrpEvent.Report report, CorrelationLeg leg) {
    return turn.correlation
        .effects()
        .get(report.messageId())
        .filter(effect -> effect.is(Kind.COMPOSING) && effect.leg().equals(leg.name()));
  }

  /**
   * What became of a composing document. One that is not taken is the last of its session, which
   * goes on (MSRP-51, MSRP-52, MSRP-58); one that is may still be reported on.
   */
  static void composing(
      CorrelationTurn turn, String messageId, CorrelationEffect effect, int status) {
    if (status == 413 || status == 415) {
      turn.correlation.leg(effect.leg()).ifPresent(l -> turn.correlation.put(l.asMute()));
    }
    if (status != 200) {
      turn.correlation.effects().remove(messageId);
    }
  }

  private static boolean complete(List<Range> ranges, long length) {
    return !ranges.isEmpty() && ranges.get(0).from() <= 1 && ranges.get(0).to() >= length;
  }

  /** The ranges so far and one more, in order, those that touch made one. */
  private static List<Range> cover(CorrelationMessage memory, long start, long end) {
    var all = new ArrayList<>(memory.covered());
    all.add(new Range(start, end));
    all.sort(Comparator.comparingLong(Range::from));
    var merged = new ArrayList<Range>();
    for (var next : all) {
      var last = merged.size() - 1;
      if (last >= 0 && next.from() - 1 <= merged.get(last).to()) {
        var to = Math.max(merged.get(last).to(), next.to());
        merged.set(last, new Range(merged.get(last).from(), to));
      } else {
        merged.add(next);
      }
    }
    return merged.subList(0, Math.min(merged.size(), MAX_RANGES));
  }
}
