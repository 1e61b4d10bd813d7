package im.balcony.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes docs/conformance.md from the list of rows, the claims of the tests and the reports of
 * their last run.
 */
public final class Conformance {

  private static final List<String> COUNTED = List.of("MUST", "SHOULD", "seed", "DEC");

  private Conformance() {}

  private record Row(String id, String level, String scope, String citation) {

    String group() {
      return id.substring(0, id.indexOf('-'));
    }
  }

  private record Proof(String state, String how) {}

  /** Takes the root of the source tree. */
  public static void main(String[] arguments) throws IOException {
    var root = Path.of(arguments[0]);
    var rows = rows(root.resolve("docs/conformance/rows.tsv"));
    var reasons = reasons(root.resolve("docs/conformance/not-yet.tsv"));
    var results = Results.below(root);
    var claims = Claims.below(root).stream().filter(results::passed).toList();
    checkRows(rows, claims);
    var text = write(rows, claims, reasons);
    Files.writeString(root.resolve("docs/conformance.md"), text);
    System.out.println(
        text.lines()
            .filter(l -> l.startsWith("| ") && l.contains("%"))
            .collect(Collectors.joining("\n")));
  }

  private static List<Row> rows(Path file) throws IOException {
    var rows = new ArrayList<Row>();
    for (var line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        var cells = line.split("\t", -1);
        rows.add(new Row(cells[0], cells[1], cells[2], cells[3]));
      }
    }
    return rows;
  }

  private static Map<String, String> reasons(Path file) throws IOException {
    var reasons = new LinkedHashMap<String, String>();
    if (Files.exists(file)) {
      for (var line : Files.readAllLines(file)) {
        if (!line.startsWith("#") && line.contains("\t")) {
          reasons.put(
              line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1));
        }
      }
    }
    return reasons;
  }

  private static void checkRows(List<Row> rows, List<Claims.Claim> claims) throws IOException {
    var known = rows.stream().map(Row::id).collect(Collectors.toSet());
    for (var claim : claims) {
      if (!known.contains(claim.row())) {
        throw new IOException(
            claim.type() + "." + claim.method() + " claims an unknown row: " + claim.row());
      }
    }
  }

  private static Proof proof(Row row, List<Claims.Claim> claims, Map<String, String> reasons) {
    var mine = claims.stream().filter(c -> c.row().equals(row.id())).toList();
    var full = mine.stream().filter(c -> c.partial().isEmpty()).toList();
    if (!full.isEmpty()) {
      return new Proof("proven", names(full));
    }
    if (!mine.isEmpty()) {
      return new Proof("partial", names(mine) + "; missing: " + mine.get(0).partial());
    }
    return new Proof(
        "not yet",
        reasons.getOrDefault(
            row.id(), reasons.getOrDefault(row.group(), "no test asserts it yet")));
  }

  private static String names(List<Claims.Claim> claims) {
    return claims.stream()
        .map(c -> c.type() + (c.method().isEmpty() ? "" : "." + c.method()))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .map(n -> "`" + n + "`")
        .collect(Collectors.joining(", "));
  }

  private static String write(
      List<Row> rows, List<Claims.Claim> claims, Map<String, String> reasons) {
    var out = new StringBuilder();
    out.append("# Conformance\n\n");
    out.append(
        "Written by the build from the tests that passed; do not edit. Scope `core`: all rows of the group belong to\n");
    out.append(
        "the gateway's main job; `cited`: rows of other groups that the main job needs; `later`: not part of it.\n\n");
    out.append(
        "Counted are the levels MUST, SHOULD, seed and DEC of the scopes `core` and `cited`.\n\n");
    out.append(
        "| Group | Rows | Proven | Partial | Not yet | Share |\n|---|---|---|---|---|---|\n");
    var groups =
        rows.stream().filter(r -> !r.scope().equals("later")).map(Row::group).distinct().toList();
    for (var group : groups) {
      summary(out, group, rows, claims, reasons);
    }
    out.append("\n| Row | Level | Scope | Source | State | By |\n|---|---|---|---|---|---|\n");
    for (var row : rows) {
      var proof = proof(row, claims, reasons);
      if (row.scope().equals("later") && proof.state().equals("not yet")) {
        continue;
      }
      out.append(
          "| "
              + row.id()
              + " | "
              + row.level()
              + " | "
              + row.scope()
              + " | "
              + row.citation().replace("|", "\\|")
              + " | "
              + proof.state()
              + " | "
              + proof.how().replace("|", "\\|")
              + " |\n");
    }
    return out.toString();
  }

  private static void summary(
      StringBuilder out,
      String group,
      List<Row> rows,
      List<Claims.Claim> claims,
      Map<String, String> reasons) {
    var counted =
        rows.stream()
            .filter(
                r ->
                    r.group().equals(group)
                        && !r.scope().equals("later")
                        && COUNTED.contains(r.level()))
            .map(r -> proof(r, claims, reasons).state())
            .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
    var proven = counted.getOrDefault("proven", 0L);
    var partial = counted.getOrDefault("partial", 0L);
    var open = counted.getOrDefault("not yet", 0L);
    var all = proven + partial + open;
    if (all > 0) {
      out.append(
          "| "
              + group
              + " | "
              + all
              + " | "
              + proven
              + " | "
              + partial
              + " | "
              + open
              + " | "
              + Math.round(100.0 * proven / all)
              + " % |\n");
    }
  }
}
