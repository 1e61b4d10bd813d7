package im.balcony.commands;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** What of Karaf's features has to be required, as plain values. */
final class Required {

  private static final String OURS = "im.balcony.";
  private static final String UMBRELLA = "balcony";

  /** What is exchanged while chats go on. */
  private static final Set<String> PARTS =
      Set.of("sip", "msrp", "xmpp", "mapping", "session", "commands");

  private static final String PREFIX = "feature:";

  private Required() {}

  /** Whether a bundle of this name is an exchangeable part. */
  static boolean isPart(@Nullable String symbolicName) {
    return symbolicName != null
        && symbolicName.startsWith(OURS)
        && PARTS.contains(symbolicName.substring(OURS.length()));
  }

  /** Which feature brings the bundle of this location. */
  static Optional<Feature> featureOf(String location, List<Feature> installed) {
    return installed.stream()
        .filter(f -> f.getBundles().stream().anyMatch(b -> location.equals(b.getLocation())))
        .findFirst();
  }

  /**
   * The requirements that bring all but one feature; where they name the whole, they name its other
   * parts from now on.
   *
   * @param gone the feature to be left out
   * @param required the requirements so far: {@code feature:NAME/RANGE}
   * @param installed what they brought
   * @return empty if a feature that is not ours needs it, too
   */
  static Optional<Set<String>> without(
      Feature gone, Set<String> required, List<Feature> installed) {
    var next = new HashSet<String>();
    for (var requirement : required) {
      var name = name(requirement);
      if (name.equals(gone.getName())) {
        continue;
      }
      var feature = installed.stream().filter(f -> f.getName().equals(name)).findFirst();
      if (feature.isEmpty() || !needs(feature.get(), gone, installed)) {
        next.add(requirement);
      } else if (name.equals(UMBRELLA)) {
        feature.get().getDependencies().stream()
            .map(Dependency::getName)
            .filter(part -> !part.equals(gone.getName()))
            .flatMap(part -> installed.stream().filter(f -> f.getName().equals(part)))
            .map(Required::requirement)
            .forEach(next::add);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(next);
  }

  private static boolean needs(Feature feature, Feature gone, List<Feature> installed) {
    return feature.getDependencies().stream()
        .anyMatch(
            d ->
                d.getName().equals(gone.getName())
                    || installed.stream()
                        .anyMatch(
                            f -> f.getName().equals(d.getName()) && needs(f, gone, installed)));
  }

  private static String name(String requirement) {
    return requirement.startsWith(PREFIX)
        ? requirement.substring(PREFIX.length()).replaceFirst("/.*", "")
        : "";
  }

  /** Whether what Maven has at this location is of this version. */
  static boolean isVersion(String location, Version version) {
    return osgi(location.replaceFirst(".*/", "")).equals(version.toString());
  }

  private static String requirement(Feature feature) {
    var version = osgi(feature.getVersion());
    return PREFIX + feature.getName() + "/[" + version + "," + version + "]";
  }

  /** Maven writes a hyphen where OSGi has a dot. */
  private static String osgi(String version) {
    return version.replaceFirst("^(\\d+\\.\\d+\\.\\d+)-", "$1.");
  }
}
