package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Ids in sources and documents are those of the list of requirement rows, so that whoever reads one
 * finds the sentence behind it.
 */
class ReferencesTest {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern ID = Pattern.compile("\\b[A-Z]{1,7}-\\d{2,3}\\b");
  private static final Set<String> NAMES = Set.of("SHA-256", "SHA-512", "UTF-16");
  private static final Set<String> KINDS =
      Set.of("java", "md", "bnd", "cfg", "example", "xml", "tsv", "properties");

  @Test
  void idsAreThoseOfRows() throws IOException {
    var rows = rows();
    assertThat(rows).hasSizeGreaterThan(700);
    assertThat(texts().flatMap(path -> unknown(path, rows))).isEmpty();
  }

  private static Set<String> rows() throws IOException {
    try (var lines = Files.lines(ROOT.resolve("docs/conformance/rows.tsv"))) {
      return lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.substring(0, line.indexOf('\t')))
          .collect(Collectors.toSet());
    }
  }

  private static Stream<Path> texts() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(path -> KINDS.contains(kind(path)))
          .filter(path -> parts(path).noneMatch(p -> p.equals("target") || p.startsWith(".")))
          .filter(path -> parts(path).noneMatch(p -> p.equals("logs")))
          // Its rows are made up.
          .filter(path -> !path.endsWith("ClaimRecorderTest.java"))
          .toList()
          .stream();
    }
  }

  private static Stream<String> parts(Path path) {
    return Stream.of(ROOT.relativize(path).toString().split("/"));
  }

  private static String kind(Path path) {
    var name = path.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static Stream<String> unknown(Path path, Set<String> rows) {
    return lines(path).stream()
        .flatMap(line -> ID.matcher(line).results())
        .map(found -> found.group())
        .filter(id -> !rows.contains(id) && !NAMES.contains(id))
        .map(id -> ROOT.relativize(path) + ": " + id);
  }

  private static List<String> lines(Path path) {
    try {
      return Files.readAllLines(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
