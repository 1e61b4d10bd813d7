package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.stand.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of an axis: a block for each direction, a line for each figure. */
final class Table {

  private final String name;
  private final List<Point> points;
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final Map<Direction, Map<String, List<Measured>>> measured = new LinkedHashMap<>();
  private final Map<Direction, Map<String, Double>> handOffs = new LinkedHashMap<>();

  Table(String name, List<Point> points) {
    this.name = name;
    this.points = points;
  }

  /** What the reader has to know of a point; the last that was said, if anything. */
  void note(Point point, String text) {
    if (!text.isEmpty()) {
      notes.put(point.label(), text);
    }
  }

  void add(Direction direction, Point point, Measured one) {
    measured
        .computeIfAbsent(direction, d -> new LinkedHashMap<>())
        .computeIfAbsent(point.label(), p -> new ArrayList<>())
        .add(one);
  }

  void handOffs(Direction direction, Point point, double count) {
    handOffs.computeIfAbsent(direction, d -> new LinkedHashMap<>()).put(point.label(), count);
  }

  String write() {
    var out = new StringBuilder("\n" + name + "\n");
    line(out, "", points.stream().map(Point::label).toList(), "most/least");
    measured.forEach((direction, cells) -> block(out, direction, cells));
    notes.forEach((label, text) -> out.append("  at " + label + ": " + text + '\n'));
    return out.toString();
  }

  private void block(StringBuilder out, Direction direction, Map<String, List<Measured>> cells) {
    out.append(direction.title).append('\n');
    for (var figure : Figure.ALL) {
      var columns =
          points.stream()
              .map(p -> sorted(figure, cells.getOrDefault(p.label(), List.of())))
              .toList();
      var middles = columns.stream().map(Table::middle).toList();
      line(
          out,
          "  " + figure.title(),
          columns.stream().map(Table::cell).toList(),
          figure.flat() ? ratio(middles) : "");
    }
    var counts =
        points.stream()
            .map(
                p -> handOffs.getOrDefault(direction, Map.of()).getOrDefault(p.label(), Double.NaN))
            .toList();
    line(out, "  hand-offs", counts.stream().map(Text::figure).toList(), ratio(counts));
  }

  private static List<Double> sorted(Figure figure, List<Measured> all) {
    return all.stream().map(figure.value()::applyAsDouble).sorted().toList();
  }

  private static double middle(List<Double> sorted) {
    return sorted.isEmpty()
        ? Double.NaN
        : (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  private static String cell(List<Double> sorted) {
    return sorted.isEmpty()
        ? "-"
        : Text.figure(middle(sorted))
            + " ("
            + Text.figure(sorted.get(0))
            + "-"
            + Text.figure(sorted.get(sorted.size() - 1))
            + ")";
  }

  private static String ratio(List<Double> values) {
    var known = values.stream().filter(v -> !v.isNaN()).sorted().toList();
    return known.size() < 2 || known.get(0) <= 0
        ? "-"
        : String.format(Locale.ROOT, "%.2f", known.get(known.size() - 1) / known.get(0));
  }

  private static void line(StringBuilder out, String first, List<String> cells, String last) {
    out.append(String.format(Locale.ROOT, "%-18s", first))
        .append(
            cells.stream()
                .map(c -> String.format(Locale.ROOT, " %22s", c))
                .collect(Collectors.joining()))
        .append(String.format(Locale.ROOT, " %11s%n", last));
  }
}
