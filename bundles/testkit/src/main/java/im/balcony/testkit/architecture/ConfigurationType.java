package im.balcony.testkit.architecture;

import im.balcony.api.config.Key;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * What the web console shows of a configuration type, compared with what the component reads: a
 * description is written for people, and says the same range all the same.
 */
public final class ConfigurationType {

  private ConfigurationType() {}

  /**
   * What is shown otherwise than it is read, a line each.
   *
   * @param type the configuration type
   * @param resource its metatype, a file that the build made of it
   */
  public static List<String> violations(Class<?> type, String resource) {
    var shown = shown(type, resource);
    var violations = new ArrayList<String>();
    var keys = Key.of(type);
    keys.forEach(
        (name, key) -> {
          var form = shown.get(name);
          if (form == null) {
            violations.add(name + " is not shown");
          } else {
            compare(key, form, violations);
          }
        });
    shown.keySet().stream()
        .filter(name -> !keys.containsKey(name))
        .forEach(name -> violations.add(name + " is shown and not read"));
    return violations;
  }

  private static void compare(Key key, Element form, List<String> violations) {
    if (!form.getAttribute("default").replace("\\ ", " ").equals(key.fallback())) {
      violations.add(key.name() + ": another default is shown than " + key.fallback());
    }
    if (form.getAttribute("name").isBlank()) {
      violations.add(key.name() + " has no name");
    }
    if (key.allowed().isEmpty() || !form.getAttribute("description").contains(key.allowed())) {
      violations.add(key.name() + ": the description does not say '" + key.allowed() + "'");
    }
  }

  private static Map<String, Element> shown(Class<?> type, String resource) {
    try (var in = type.getResourceAsStream("/OSGI-INF/metatype/" + resource)) {
      var forms =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("AD");
      var shown = new HashMap<String, Element>();
      for (var i = 0; i < forms.getLength(); i++) {
        var form = (Element) forms.item(i);
        shown.put(form.getAttribute("id"), form);
      }
      return shown;
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalArgumentException("no metatype " + resource, e);
    }
  }

  /** A configuration in which nothing is configured. */
  public static <T> T defaults(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> method.getDefaultValue()));
  }
}
