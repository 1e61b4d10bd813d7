package im.balcony.players.chaos;

import java.util.List;
import java.util.Locale;

/** The tables that a run ends with. */
final class Report {

  private final Reconciliation reconciliation;
  private final Pauses pauses;
  private final List<Faults.Done> faults;

  Report(Reconciliation reconciliation, Pauses pauses, List<Faults.Done> faults) {
    this.reconciliation = reconciliation;
    this.pauses = pauses;
    this.faults = faults;
  }

  /** All of it, as text. */
  String write() {
    var out = new StringBuilder();
    out.append(
        "%-62s %10s %10s %10s %10s %10s%n"
            .formatted("", "page>SIP", "chat>SIP", "page>XMPP", "chat>XMPP", "all"));
    for (var finding : Finding.values()) {
      out.append(row(finding));
    }
    out.append(
        "%n%-12s %6s %9s %9s %9s %11s %11s %10s %10s %10s%n"
            .formatted(
                "pauses in ms",
                "times",
                "p50",
                "p99",
                "longest",
                "before p50",
                "before p99",
                "MSRP lost",
                "links new",
                "calls over"));
    for (var kind : Trouble.Kind.values()) {
      out.append(row(kind));
    }
    out.append("median of undisturbed messages: %d ms%n".formatted(pauses.median()));
    return out.toString();
  }

  private String row(Finding finding) {
    var line = new StringBuilder("%-62s".formatted(finding.words()));
    for (var route : Route.values()) {
      line.append(" %10d".formatted(reconciliation.count(route, finding)));
    }
    return line + " %10d%n".formatted(reconciliation.count(finding));
  }

  private String row(Trouble.Kind kind) {
    var all = faults.stream().filter(f -> f.trouble().kind() == kind).toList();
    if (all.isEmpty()) {
      return "";
    }
    return "%-12s %6d %9d %9d %9d %11d %11d %10d %10d %10d%n"
        .formatted(
            kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            all.size(),
            pauses.percentile(kind, 0.5),
            pauses.percentile(kind, 0.99),
            pauses.percentile(kind, 1),
            pauses.percentileBefore(kind, 0.5),
            pauses.percentileBefore(kind, 0.99),
            all.stream().mapToInt(Faults.Done::msrpLost).sum(),
            all.stream().mapToInt(Faults.Done::xmppLost).sum(),
            all.stream().mapToInt(Faults.Done::callsOver).sum());
  }
}
