package im.balcony.testkit.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The packages of a bundle as layers. Each may use those below it and no other, so there is no
 * circle; none grows beyond what a reader can take in; and each class is in a package that is
 * named.
 */
public final class Layers {

  /** Most classes of one package, without those inside others. */
  public static final int MOST_CLASSES = 15;

  private final String bundle;
  private final List<String> downwards;

  private Layers(String bundle, List<String> downwards) {
    this.bundle = bundle;
    this.downwards = downwards;
  }

  /**
   * What breaks the rules, each in words; empty if nothing does.
   *
   * @param bundle the package of the bundle
   * @param downwards its packages without that prefix, the highest first; "" is the bundle's own
   */
  public static List<String> violations(String bundle, String... downwards) {
    return new Layers(bundle, List.of(downwards)).violations();
  }

  private List<String> violations() {
    var classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(bundle);
    var violations = new ArrayList<String>();
    var sizes = new TreeMap<String, Integer>();
    for (var type : classes) {
      if (level(type) < 0) {
        violations.add(type.getName() + " is in a package that is not named");
      }
      if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
        sizes.merge(type.getPackageName(), 1, Integer::sum);
      }
      type.getDirectDependenciesFromSelf().stream()
          .filter(this::leadsUp)
          .map(Dependency::getDescription)
          .sorted()
          .forEach(violations::add);
    }
    sizes.forEach(
        (name, size) -> {
          if (size > MOST_CLASSES) {
            violations.add(name + " has " + size + " classes");
          }
        });
    if (sizes.isEmpty()) {
      violations.add("no classes in " + bundle);
    }
    return violations;
  }

  private boolean leadsUp(Dependency dependency) {
    var target = level(dependency.getTargetClass().getBaseComponentType());
    return target >= 0 && target < level(dependency.getOriginClass());
  }

  /** Where a class stands, 0 being the highest; -1 for what is not the bundle's, or not named. */
  private int level(JavaClass type) {
    var name = type.getPackageName();
    if (name.equals(bundle)) {
      return downwards.indexOf("");
    }
    return name.startsWith(bundle + ".")
        ? downwards.indexOf(name.substring(bundle.length() + 1))
        : -1;
  }
}
