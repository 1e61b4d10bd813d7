package im.balcony.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules about packages find what breaks them; this bundle itself is the example. */
class LayersTest {

  private static final String BUNDLE = "im.balcony.testkit";

  @Test
  void anArrowUpIsFound() {
    assertThat(
            Layers.violations(
                BUNDLE, "architecture", "", "conformance", "romeo", "server", "virtual"))
        .anyMatch(it -> it.contains("MsrpLine") && it.contains("testkit.Ladder"));
  }

  @Test
  void aPackageThatIsNotNamedIsFound() {
    assertThat(Layers.violations(BUNDLE, "", "conformance", "romeo", "server", "virtual"))
        .contains(Layers.class.getName() + " is in a package that is not named");
  }

  @Test
  void aPackageThatIsTooLargeIsFound() {
    assertThat(Layers.violations(BUNDLE))
        .anyMatch(it -> it.matches("im\\.balcony\\.testkit\\.romeo has \\d\\d classes"));
  }

  @Test
  void nothingToLookAtIsNoSuccess() {
    assertThat(Layers.violations(BUNDLE + ".nowhere", ""))
        .containsExactly("no classes in im.balcony.testkit.nowhere");
  }
}
