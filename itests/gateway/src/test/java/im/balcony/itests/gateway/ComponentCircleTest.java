package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * No component takes, by however many others, what it offers itself. DS starts the parts of such a
 * circle in any order and may leave one of them without the other for ever.
 */
class ComponentCircleTest {

  /** What a component offers and takes, as interface names. */
  private record Part(Set<String> offers, Set<String> takes) {}

  @Test
  void noComponentNeedsItself() throws Exception {
    var parts = parts();
    assertThat(parts).hasSizeGreaterThan(8);

    for (var name : parts.keySet()) {
      assertThat(circle(name, name, parts, new HashSet<>())).as("circle of %s", name).isEmpty();
    }
  }

  /** The way from {@code at} back to {@code goal}, or an empty list. */
  private static List<String> circle(
      String goal, String at, Map<String, Part> parts, Set<String> seen) {
    var takes = parts.getOrDefault(at, new Part(Set.of(), Set.of())).takes();
    for (var next : parts.entrySet()) {
      if (next.getValue().offers().stream().noneMatch(takes::contains)) {
        continue;
      }
      if (next.getKey().equals(goal)) {
        return List.of(at, goal);
      }
      if (seen.add(next.getKey())) {
        var way = circle(goal, next.getKey(), parts, seen);
        if (!way.isEmpty()) {
          var whole = new ArrayList<>(List.of(at));
          whole.addAll(way);
          return whole;
        }
      }
    }
    return List.of();
  }

  private static Map<String, Part> parts() throws Exception {
    var parts = new TreeMap<String, Part>();
    try (var jars = Files.list(Path.of("target/bundles"))) {
      for (var path : jars.filter(p -> p.toString().endsWith(".jar")).toList()) {
        try (var jar = new JarFile(path.toFile())) {
          read(jar, parts);
        }
      }
    }
    return parts;
  }

  private static void read(JarFile jar, Map<String, Part> parts)
      throws IOException, ParserConfigurationException, SAXException {
    var names = jar.getManifest().getMainAttributes().getValue("Service-Component");
    if (names == null) {
      return;
    }
    for (var name : names.split(",")) {
      try (var in = jar.getInputStream(jar.getJarEntry(name.strip()))) {
        var root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        var component = root.getDocumentElement();
        parts.put(
            component.getAttribute("name"),
            new Part(interfaces(component, "provide"), interfaces(component, "reference")));
      }
    }
  }

  private static Set<String> interfaces(Element component, String tag) {
    var found = component.getElementsByTagName(tag);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> ((Element) found.item(i)).getAttribute("interface"))
        .collect(Collectors.toSet());
  }
}
