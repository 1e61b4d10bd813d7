package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every link in the documents leads somewhere; a link to a line leads to the line that its text
 * names.
 */
class DocumentLinksTest {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern LINK =
      Pattern.compile("\\[(`?)([^\\]`]*)`?]\\(([^)#:]*)(?:#L(\\d+))?\\)");

  @TestFactory
  Stream<DynamicTest> linksResolve() throws IOException {
    return documents().stream()
        .map(
            path ->
                DynamicTest.dynamicTest(
                    ROOT.relativize(path).toString(), () -> assertThat(broken(path)).isEmpty()));
  }

  @Test
  void theMapLeadsToLines() throws IOException {
    var links = LINK.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md")));
    assertThat(links.results().filter(l -> l.group(4) != null)).hasSizeGreaterThan(9);
  }

  private static List<Path> documents() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(p -> p.toString().endsWith(".md"))
          .filter(p -> !p.toString().contains("/target/") && !p.toString().contains("/."))
          .sorted()
          .toList();
    }
  }

  private static List<String> broken(Path document) throws IOException {
    var broken = new ArrayList<String>();
    var link = LINK.matcher(Files.readString(document));
    while (link.find()) {
      if (!leads(document, link.group(2), link.group(3), link.group(4), !link.group(1).isEmpty())) {
        broken.add(link.group());
      }
    }
    return broken;
  }

  private static boolean leads(
      Path document, String text, String target, String line, boolean quoted) throws IOException {
    var path = target.isEmpty() ? document : document.resolveSibling(target);
    if (!Files.exists(path)) {
      return false;
    }
    if (line == null) {
      return true;
    }
    var lines = Files.readAllLines(path);
    var number = Integer.parseInt(line);
    return number <= lines.size() && (!quoted || lines.get(number - 1).contains(text));
  }
}
