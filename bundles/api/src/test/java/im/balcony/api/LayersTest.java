package im.balcony.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The packages of the vocabulary, the highest first: each uses only those below it, so there is no
 * circle. The test kit, which has the rule for other bundles, is built on this one.
 */
@Tag("broad")
class LayersTest {

  private static final String API = "im.balcony.api.";
  private static final List<String> DOWNWARDS =
      List.of(
          "control", "store", "mapping", "session", "observe", "tenant", "config", "sip", "msrp",
          "xmpp", "wire", "tls", "message", "address", "data", "time");

  /** As in the other bundles. */
  private static final int MOST_CLASSES = 15;

  private static int level(String packageName) {
    return packageName.startsWith(API)
        ? DOWNWARDS.indexOf(packageName.substring(API.length()))
        : -1;
  }

  private static boolean leadsUp(Dependency dependency) {
    var target = level(dependency.getTargetClass().getBaseComponentType().getPackageName());
    return target >= 0 && target < level(dependency.getOriginClass().getPackageName());
  }

  @Test
  void noArrowRunsUpAndNoPackageIsTooLarge() {
    var classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("im.balcony.api");

    assertThat(classes).isNotEmpty().allMatch(type -> level(type.getPackageName()) >= 0);
    assertThat(
            classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(LayersTest::leadsUp)
                .map(Dependency::getDescription))
        .isEmpty();
    for (var name : DOWNWARDS) {
      assertThat(
              classes.stream()
                  .filter(type -> type.getPackageName().equals(API + name))
                  .filter(type -> type.isTopLevelClass())
                  .filter(type -> !type.getSimpleName().equals("package-info")))
          .as(name)
          .hasSizeBetween(1, MOST_CLASSES);
    }
  }
}
