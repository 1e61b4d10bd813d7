package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** What is required of Karaf's features once a part went by hand. */
class RequiredTest {

  private static final String MAPPING = "mvn:im.balcony/mapping/0.1.0-SNAPSHOT";
  private static final String RANGE = "/[0.1.0.SNAPSHOT,0.1.0.SNAPSHOT]";

  private final Feature mapping = feature("balcony-mapping", List.of("balcony-core"), MAPPING);
  private final List<Feature> installed =
      List.of(
          feature("balcony", List.of("balcony-core", "balcony-sip", "balcony-mapping")),
          feature("balcony-core", List.of(), "mvn:im.balcony/api/0.1.0-SNAPSHOT"),
          feature("balcony-sip", List.of("balcony-core"), "mvn:im.balcony/sip/0.1.0-SNAPSHOT"),
          mapping,
          feature("theirs", List.of("balcony-sip")));

  private static Feature feature(String name, List<String> needed, String... bundles) {
    return fake(
        Feature.class,
        Map.of(
            "getName",
            name,
            "getVersion",
            "0.1.0-SNAPSHOT",
            "getDependencies",
            needed.stream().map(n -> fake(Dependency.class, Map.of("getName", n))).toList(),
            "getBundles",
            Stream.of(bundles)
                .map(b -> fake(BundleInfo.class, Map.of("getLocation", b)))
                .toList()));
  }

  private static <T> T fake(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answers.get(method.getName())));
  }

  @Test
  void thePartsThatAreExchangedAreKnownByTheirNames() {
    assertThat(List.of("sip", "msrp", "xmpp", "mapping", "session", "commands"))
        .allMatch(part -> Required.isPart("im.balcony." + part));
    assertThat(Required.isPart("im.balcony.router")).isFalse();
    assertThat(Required.isPart("org.example.sip")).isFalse();
    assertThat(Required.isPart(null)).isFalse();
  }

  @Test
  void aPartIsFoundInItsFeature() {
    assertThat(Required.featureOf(MAPPING, installed).map(Feature::getName))
        .hasValue("balcony-mapping");
    assertThat(Required.featureOf("file:/new/mapping.jar", installed)).isEmpty();
  }

  @Test
  void aFeatureThatWasRequiredByItselfIsNoMore() {
    var required = Set.of("feature:balcony-sip" + RANGE, "feature:balcony-mapping" + RANGE);
    assertThat(Required.without(mapping, required, installed))
        .hasValue(Set.of("feature:balcony-sip" + RANGE));
  }

  @Test
  void inPlaceOfTheWholeItsOtherPartsAreRequired() {
    var required = Set.of("feature:balcony" + RANGE, "feature:wrap/[2.7.0,2.7.0]", "requirement:x");
    assertThat(Required.without(mapping, required, installed))
        .hasValue(
            Set.of(
                "feature:balcony-core" + RANGE,
                "feature:balcony-sip" + RANGE,
                "feature:wrap/[2.7.0,2.7.0]",
                "requirement:x"));
  }

  @Test
  void whatSomebodyElsesFeatureNeedsStays() {
    var required = Set.of("feature:balcony" + RANGE, "feature:theirs" + RANGE);
    assertThat(Required.without(installed.get(2), required, installed)).isEmpty();
    assertThat(Required.without(mapping, required, installed)).isPresent();

    var further = new ArrayList<>(installed);
    further.add(feature("further", List.of("theirs")));
    assertThat(Required.without(installed.get(2), Set.of("feature:further" + RANGE), further))
        .isEmpty();
  }

  @Test
  void aBundleIsComparedWithWhatItsFeatureBrings() {
    assertThat(Required.isVersion(MAPPING, new Version("0.1.0.SNAPSHOT"))).isTrue();
    assertThat(Required.isVersion(MAPPING, new Version("0.2.0"))).isFalse();
    assertThat(Required.isVersion("mvn:im.balcony/sip/1.0.0", new Version("1.0.0"))).isTrue();
  }
}
