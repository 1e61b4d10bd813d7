package im.balcony.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** What the test runner reported: which test ran, and whether it passed. */
final class Results {

  private final Map<String, Boolean> passed = new HashMap<>();

  private Results() {}

  /** The reports below {@code root}. */
  static Results below(Path root) throws IOException {
    var results = new Results();
    try (var files = Files.walk(root)) {
      for (var report : files.filter(Results::isReport).sorted().toList()) {
        results.read(report);
      }
    }
    return results;
  }

  private static boolean isReport(Path path) {
    return path.getFileName().toString().matches("TEST-.*\\.xml")
        && path.toString().matches(".*/(surefire|failsafe)-reports/.*");
  }

  private void read(Path report) throws IOException {
    try {
      var document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
      var cases = document.getElementsByTagName("testcase");
      for (var i = 0; i < cases.getLength(); i++) {
        var test = (Element) cases.item(i);
        var type = test.getAttribute("classname").replaceFirst(".*[.$]", "");
        var method = test.getAttribute("name").replaceFirst("[({\\[ ].*", "");
        var good =
            test.getElementsByTagName("failure").getLength() == 0
                && test.getElementsByTagName("error").getLength() == 0
                && test.getElementsByTagName("skipped").getLength() == 0;
        passed.merge(type + "." + method, good, Boolean::logicalAnd);
        passed.merge(type, good, Boolean::logicalAnd);
      }
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("unreadable test report " + report.getFileName(), e);
    }
  }

  /** Whether the test of a claim ran and passed, every case of it. */
  boolean passed(Claims.Claim claim) {
    // Cases of a factory are reported under their own names; then the class has to be free of
    // failures.
    var own = passed.get(claim.type() + "." + claim.method());
    return own == null ? passed.getOrDefault(claim.type(), false) : own;
  }
}
