package im.balcony.commands;

import im.balcony.api.wire.ProtocolFactory;
import im.balcony.commands.Platform.Part;
import im.balcony.commands.Platform.Piece;
import im.balcony.commands.Platform.State;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Reads from the framework which bundles of the gateway are there and how they are. */
final class PlatformReader {

  private static final String SERVICES = "osgi.service";
  private static final String RUNTIME =
      "org.osgi.service.component.runtime.ServiceComponentRuntime";
  private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([\\w.]+)\\)");

  private final BundleContext context;

  PlatformReader(BundleContext context) {
    this.context = context;
  }

  /** The platform as it is now. */
  Platform read() {
    var pieces =
        Stream.of(context.getBundles()).filter(PlatformReader::isOurs).map(this::piece).toList();
    var parts = components();
    return new Platform(pieces, parts.orElse(List.of()), registered(), parts.isPresent());
  }

  private static boolean isOurs(Bundle bundle) {
    var name = bundle.getSymbolicName();
    return name != null
        && name.startsWith(Platform.PREFIX)
        && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null
        && bundle.getState() != Bundle.UNINSTALLED;
  }

  private Piece piece(Bundle bundle) {
    var state = state(bundle);
    var revision = bundle.adapt(BundleRevision.class);
    return new Piece(
        Platform.shortName(bundle.getSymbolicName()),
        state,
        offers(revision),
        state == State.UNRESOLVED ? lacks(revision) : List.of());
  }

  private static State state(Bundle bundle) {
    return switch (bundle.getState()) {
      case Bundle.ACTIVE -> State.ACTIVE;
      case Bundle.STARTING, Bundle.STOPPING -> State.UNDER_WAY;
      case Bundle.RESOLVED -> State.STOPPED;
      default -> State.UNRESOLVED;
    };
  }

  private static Set<String> offers(BundleRevision revision) {
    return revision.getDeclaredCapabilities(SERVICES).stream()
        .map(capability -> capability.getAttributes().get(Constants.OBJECTCLASS))
        .flatMap(PlatformReader::texts)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> texts(Object value) {
    return value instanceof Collection<?> many
        ? many.stream().map(String::valueOf)
        : Stream.of(String.valueOf(value));
  }

  private List<String> lacks(BundleRevision revision) {
    var wiring =
        Objects.requireNonNull(
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class));
    return revision.getDeclaredRequirements(null).stream()
        .filter(PlatformReader::isMandatory)
        .filter(requirement -> wiring.findProviders(requirement).isEmpty())
        .map(PlatformReader::name)
        .distinct()
        .toList();
  }

  /** Services and the like are wanted when a bundle works, not for it to be resolved. */
  private static boolean isMandatory(BundleRequirement requirement) {
    var directives = requirement.getDirectives();
    return !Constants.RESOLUTION_OPTIONAL.equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
        && directives
            .getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE)
            .equals(Constants.EFFECTIVE_RESOLVE);
  }

  private static String name(BundleRequirement requirement) {
    var filter =
        Optional.ofNullable(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE)).orElse("");
    var name = PACKAGE.matcher(filter);
    return name.find() ? name.group(1) : requirement.getNamespace() + " " + filter;
  }

  private Set<String> registered() {
    return Stream.of(context.getBundles())
        .map(Bundle::getRegisteredServices)
        .filter(Objects::nonNull)
        .flatMap(Stream::of)
        .flatMap(PlatformReader::names)
        .filter(name -> name.startsWith(Platform.PREFIX))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> names(ServiceReference<?> reference) {
    var protocol = reference.getProperty(ProtocolFactory.NAME);
    var names = Stream.of((String[]) reference.getProperty(Constants.OBJECTCLASS));
    return protocol == null ? names : names.map(name -> name + "/" + protocol);
  }

  /** Nothing if nobody runs components. The package of the runtime is optional to this bundle. */
  private Optional<List<Part>> components() {
    ServiceReference<?> reference = context.getServiceReference(RUNTIME);
    if (reference == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(context.getService(reference))
          .map(runtime -> new ComponentReader((ServiceComponentRuntime) runtime).parts());
    } finally {
      context.ungetService(reference);
    }
  }
}
