package im.balcony.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the web console shows, read from the generated resource. */
class MetatypeTest {

  private static final Map<String, Element> SHOWN = new HashMap<>();
  private static Element designate;

  @BeforeAll
  static void readResource() throws Exception {
    try (var in =
        MetatypeTest.class.getResourceAsStream("/OSGI-INF/metatype/im.balcony.tenant.xml")) {
      var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
      for (var ad : elements(document.getElementsByTagName("AD"))) {
        SHOWN.put(ad.getAttribute("id"), ad);
      }
      designate = (Element) document.getElementsByTagName("Designate").item(0);
    }
  }

  private static List<Element> elements(NodeList nodes) {
    var elements = new ArrayList<Element>();
    for (var i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  @Test
  void theFormMakesTenants() {
    assertThat(designate.getAttribute("factoryPid")).isEqualTo("im.balcony.tenant");
  }

  @Test
  void everyKeyIsShownWithNameDefaultAndRange() {
    assertThat(SHOWN.keySet()).isEqualTo(Values.KEYS.keySet()).hasSize(56);
    Values.KEYS.forEach(
        (name, key) -> {
          var shown = SHOWN.get(name);
          // Blanks in a default are escaped there, for a default may be a list.
          assertThat(shown.getAttribute("default").replace("\\ ", " "))
              .as(name)
              .isEqualTo(key.fallback());
          assertThat(shown.getAttribute("name")).as(name).isNotBlank();
          assertThat(shown.getAttribute("description"))
              .as(name)
              .containsIgnoringCase("default")
              .contains(key.name().equals("max-size") ? "1 kB to stanza-limit" : key.allowed());
          assertThat(elements(shown.getElementsByTagName("Option")))
              .as(name)
              .extracting(option -> option.getAttribute("value"))
              .isEqualTo(key.words());
        });
  }

  @Test
  void theDefaultsAreThoseOfTheVocabulary() {
    var tenant = Configs.READER.read("verona", Configs.of()).tenant().orElseThrow();

    assertThat(tenant.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(tenant.policy()).isEqualTo(Tenant.Policy.DEFAULT);
    assertThat(tenant.component()).isEqualTo(new Tenant.Component("127.0.0.1", 5347, "good"));
    assertThat(tenant.trustedPeers()).isEmpty();
    assertThat(tenant.msrpConnectAllow()).isEmpty();
    assertThat(tenant.nextHop()).isEmpty();
  }

  @Test
  void theWrittenDefaultsCanBeGivenBack() {
    var all = Configs.of();
    Values.KEYS.values().forEach(key -> all.putIfAbsent(key.name(), key.fallback()));

    assertThat(Configs.READER.read("verona", all))
        .isEqualTo(Configs.READER.read("verona", Configs.of()));
  }
}
