package im.balcony.testkit.conformance;

import im.balcony.testkit.conformance.Claims.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Writes docs/conformance.md from the list of rows, the claims of the tests and the reports of
 * their last run.
 */
public final class Conformance {

  private static final List<String> COUNTED = List.of("MUST", "SHOULD", "own");

  private static final String HEAD =
      """
      # Conformance

      Written by the build from the tests that passed; do not edit. A row is proven if a test that names it asserts
      its check; partial, if what is missing is named. Scope `core`: all rows of the group belong to the gateway's
      main job; `cited`: rows of other groups that the main job needs; `later`: not part of it. Level `own` is what Balcony
      promises where no standard asks.
      """;

  private Conformance() {}

  private record Row(String id, String level, String scope, String citation, String meaning) {

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
    var claims = Claims.below(root);
    checkRows(rows, claims);
    var text = write(rows, claims.stream().filter(Claim::passed).toList(), reasons);
    Files.writeString(root.resolve("docs/conformance.md"), text);
    System.out.println(
        text.lines()
            .filter(l -> l.startsWith("| ") && l.endsWith(" % |"))
            .collect(Collectors.joining("\n")));
  }

  private static List<Row> rows(Path file) throws IOException {
    var rows = new ArrayList<Row>();
    for (var line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        var cells = line.split("\t", -1);
        rows.add(new Row(cells[0], cells[1], cells[2], cells[3], cells[4]));
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

  private static void checkRows(List<Row> rows, List<Claim> claims) throws IOException {
    var known = rows.stream().map(Row::id).collect(Collectors.toSet());
    for (var claim : claims) {
      if (!known.contains(claim.row())) {
        throw new IOException(
            claim.type() + "." + claim.method() + " claims an unknown row: " + claim.row());
      }
    }
  }

  /** The rows with what proves them, and how the tests are called. */
  private static final class Table {

    private final List<Row> rows;
    private final Map<String, List<Claim>> claims;
    private final Map<String, String> reasons;
    private final Set<String> ambiguous;

    private Table(List<Row> rows, List<Claim> claims, Map<String, String> reasons) {
      this.rows = rows;
      this.claims = claims.stream().collect(Collectors.groupingBy(Claim::row));
      this.reasons = reasons;
      this.ambiguous =
          claims.stream()
              .collect(
                  Collectors.groupingBy(
                      Claim::simpleType, Collectors.mapping(Claim::type, Collectors.toSet())))
              .entrySet()
              .stream()
              .filter(types -> types.getValue().size() > 1)
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
    }

    Proof proof(Row row) {
      var mine = claims.getOrDefault(row.id(), List.of());
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

    private String names(List<Claim> claims) {
      return claims.stream()
          .map(c -> type(c) + (c.method().isEmpty() ? "" : "." + c.method()))
          .collect(Collectors.toCollection(TreeSet::new))
          .stream()
          .map(n -> "`" + n + "`")
          .collect(Collectors.joining(", "));
    }

    /** The class; with its package, less what all have in common, where two are called alike. */
    private String type(Claim claim) {
      return ambiguous.contains(claim.simpleType())
          ? claim.type().replaceFirst("^im\\.balcony\\.", "")
          : claim.simpleType();
    }

    /** How many rows of those are in each state. */
    Counts count(Predicate<Row> which) {
      var states =
          rows.stream()
              .filter(which)
              .map(row -> proof(row).state())
              .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
      return new Counts(
          states.getOrDefault("proven", 0L),
          states.getOrDefault("partial", 0L),
          states.getOrDefault("not yet", 0L));
    }
  }

  private record Counts(long proven, long partial, long open) {

    long all() {
      return proven + partial + open;
    }

    String cells() {
      return all()
          + " | "
          + proven
          + " | "
          + partial
          + " | "
          + open
          + " | "
          + Math.round(100.0 * proven / all())
          + " %";
    }
  }

  private static String write(List<Row> rows, List<Claim> claims, Map<String, String> reasons) {
    var table = new Table(rows, claims, reasons);
    var out = new StringBuilder(HEAD);
    out.append("\n## The main job\n\n");
    out.append("Levels MUST, SHOULD and own of the scopes `core` and `cited`.\n\n");
    summary(out, table, row -> !row.scope().equals("later") && COUNTED.contains(row.level()));
    out.append("\n## All rows\n\n");
    out.append("All levels and scopes.\n\n");
    summary(out, table, row -> true);
    out.append("\n## Row by row\n\n");
    out.append(
        "| Row | What it asks for | Level | Scope | Source | State | By |\n|---|---|---|---|---|---|---|\n");
    for (var row : rows) {
      var proof = table.proof(row);
      var cells =
          List.of(
              row.id(),
              row.meaning(),
              row.level(),
              row.scope(),
              row.citation(),
              proof.state(),
              proof.how());
      out.append(
          cells.stream()
              .map(cell -> cell.replace("|", "\\|"))
              .collect(Collectors.joining(" | ", "| ", " |\n")));
    }
    return out.toString();
  }

  private static void summary(StringBuilder out, Table table, Predicate<Row> which) {
    out.append(
        "| Group | Rows | Proven | Partial | Not yet | Share |\n|---|---|---|---|---|---|\n");
    for (var group : table.rows.stream().map(Row::group).distinct().toList()) {
      var counts = table.count(which.and(row -> row.group().equals(group)));
      if (counts.all() > 0) {
        out.append("| ").append(group).append(" | ").append(counts.cells()).append(" |\n");
      }
    }
    out.append("| all | ").append(table.count(which).cells()).append(" |\n");
  }
}
