package im.balcony.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the claims that tests make: the {@code @Requirement} annotations in their sources. */
final class Claims {

  private static final Pattern ANNOTATION =
      Pattern.compile("@Requirement\\(([^)]*)\\)", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("\"([A-Z0-9]+-\\d\\d)\"");
  private static final Pattern PARTIAL =
      Pattern.compile("partial\\s*=\\s*((?:\"[^\"]*\"[\\s+]*)+)");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:void|Stream<[^>]+>|Iterable<[^>]+>|List<[^>]+>)\\s+(\\w+)\\s*\\(|class\\s+(\\w+)");

  private Claims() {}

  /**
   * A claim.
   *
   * @param row the row
   * @param type the simple name of the test class
   * @param method the test method, or empty for a whole class
   * @param partial what is missing; empty if nothing is
   */
  record Claim(String row, String type, String method, String partial) {}

  /** All claims of the test sources below {@code root}. */
  static List<Claim> below(Path root) throws IOException {
    var claims = new ArrayList<Claim>();
    try (var files = Files.walk(root)) {
      var tests =
          files
              .filter(
                  p -> p.toString().endsWith(".java") && p.toString().contains("/src/test/java/"))
              .filter(p -> !p.toString().contains("/target/"))
              .sorted()
              .toList();
      for (var test : tests) {
        read(test, claims);
      }
    }
    return claims;
  }

  private static void read(Path test, List<Claim> claims) throws IOException {
    var source = Files.readString(test);
    var type = test.getFileName().toString().replace(".java", "");
    var annotation = ANNOTATION.matcher(source);
    while (annotation.find()) {
      var named = NAMED.matcher(source);
      if (!named.find(annotation.end())) {
        throw new IOException("@Requirement without a test in " + type);
      }
      var method = named.group(1) == null ? "" : named.group(1);
      var partial = PARTIAL.matcher(annotation.group(1));
      var missing =
          partial.find()
              ? partial.group(1).replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("[\"\\s]+$|^\"", "")
              : "";
      var row = ROW.matcher(annotation.group(1));
      while (row.find()) {
        claims.add(new Claim(row.group(1), type, method, missing));
      }
    }
  }
}
