package im.balcony.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.conformance.Claims.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What a run of tests leaves behind about what it proved. */
class ClaimRecorderTest {

  @TempDir Path root;

  private List<Claim> claims(Class<?>... types) throws IOException {
    // As in a module of the build.
    var folder = Files.createDirectories(root.resolve("module/target/claims"));
    var request = LauncherDiscoveryRequestBuilder.request();
    Stream.of(types).forEach(type -> request.selectors(selectClass(type)));
    var config =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .addTestExecutionListeners(new ClaimRecorder(folder.toString()))
            .build();
    LauncherFactory.create(config).execute(request.build());
    return Claims.below(root);
  }

  private Claim claim(String row, Class<?> type) throws IOException {
    return claims(type).stream().filter(c -> c.row().equals(row)).findFirst().orElseThrow();
  }

  static class Rows {

    private static final String MISSING = "what a constant " + "says";

    @Test
    @Requirement(value = "A-01", partial = MISSING)
    @Requirement("A-02")
    void passes() {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Requirement("A-03")
    void oneCaseFails(int number) {
      assertTrue(number != 2);
    }

    @TestFactory
    @Requirement("A-04")
    List<DynamicTest> cases() {
      return List.of(dynamicTest("one", () -> {}), dynamicTest("two", () -> {}));
    }

    @TestFactory
    @Requirement("A-05")
    List<DynamicTest> casesOfWhichOneFails() {
      return List.of(dynamicTest("one", () -> {}), dynamicTest("two", () -> assertTrue(false)));
    }

    @Test
    @Requirement("A-06")
    void isNotMet() {
      assumeTrue(false);
    }
  }

  @Requirement("A-07")
  static class Whole {
    @Test
    void passes() {}
  }

  static class Empty {
    @Requirement("A-08")
    void noTest() {}
  }

  @Test
  void aClaimByAConstantIsPartial() throws Exception {
    assertThat(claim("A-01", Rows.class).partial()).isEqualTo("what a constant says");
    assertThat(claim("A-02", Rows.class).partial()).isEmpty();
  }

  @Test
  void allCasesHaveToPass() throws Exception {
    assertThat(claim("A-02", Rows.class).passed()).isTrue();
    assertThat(claim("A-03", Rows.class).passed()).isFalse();
  }

  @Test
  void theCasesOfAFactoryBelongToIt() throws Exception {
    assertThat(claim("A-04", Rows.class).passed()).isTrue();
    assertThat(claim("A-05", Rows.class).passed()).isFalse();
  }

  @Test
  void whatWasSkippedProvesNothing() throws Exception {
    assertThat(claim("A-06", Rows.class).passed()).isFalse();
  }

  @Test
  void aClassMayClaimAsAWhole() throws Exception {
    assertThat(claim("A-07", Whole.class).passed()).isTrue();
  }

  @Test
  void whatDidNotRunClaimsNothing() throws Exception {
    assertThat(claims(Empty.class)).isEmpty();
  }

  @Test
  void classesOfOneNameAreApart() throws Exception {
    assertThat(claim("A-02", Rows.class).type()).isEqualTo(Rows.class.getName());
  }
}
