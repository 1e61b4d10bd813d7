package im.balcony.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The claims that the last run of the tests left behind, a file a test class below {@code
 * target/claims}. What did not run claims nothing.
 */
final class Claims {

  /** Of the system property that says where a run leaves its claims. */
  static final String FOLDER = "balcony.claims";

  private Claims() {}

  /**
   * A claim.
   *
   * @param row the row
   * @param type the name of the test class, with its package
   * @param method the test method, or empty for a whole class
   * @param passed whether it ran, with all its cases, and nothing failed or was skipped
   * @param partial what is missing; empty if nothing is
   */
  record Claim(String row, String type, String method, boolean passed, String partial) {

    private static final String SEPARATOR = "\t";

    String line() {
      return String.join(
          SEPARATOR, row, type, method, String.valueOf(passed), partial.replaceAll("\\s+", " "));
    }

    static Claim read(String line) {
      var cells = line.split(SEPARATOR, -1);
      return new Claim(cells[0], cells[1], cells[2], Boolean.parseBoolean(cells[3]), cells[4]);
    }

    /** The class without its package. */
    String simpleType() {
      return type.substring(type.lastIndexOf('.') + 1);
    }
  }

  /** All claims below {@code root}. */
  static List<Claim> below(Path root) throws IOException {
    var claims = new ArrayList<Claim>();
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Claims::isReport).sorted().toList()) {
        Files.readAllLines(file).forEach(line -> claims.add(Claim.read(line)));
      }
    }
    return claims;
  }

  private static boolean isReport(Path path) {
    return path.toString().replace('\\', '/').matches(".*/target/claims/[^/]*\\.tsv");
  }

  /** Leaves the claims of one test class in {@code folder}. */
  static void write(Path folder, String type, List<Claim> claims) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(type + ".tsv"), claims.stream().map(Claim::line).toList());
  }
}
