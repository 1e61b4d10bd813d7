package im.balcony.commands;

import im.balcony.commands.Platform.Condition;
import im.balcony.commands.Platform.Need;
import im.balcony.commands.Platform.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Reads the gateway's components from the runtime of declarative services. */
final class ComponentReader {

  private static final int LONGEST_DETAIL = 200;

  private final ServiceComponentRuntime runtime;

  ComponentReader(ServiceComponentRuntime runtime) {
    this.runtime = runtime;
  }

  /** The components of the gateway's bundles. */
  List<Part> parts() {
    var parts = new ArrayList<Part>();
    for (var description : runtime.getComponentDescriptionDTOs()) {
      if (description.bundle.symbolicName.startsWith(Platform.PREFIX)) {
        parts.add(part(description));
      }
    }
    return parts;
  }

  private Part part(ComponentDescriptionDTO description) {
    if (!runtime.isComponentEnabled(description)) {
      return part(description, Condition.DISABLED, List.of(), "");
    }
    return runtime.getComponentConfigurationDTOs(description).stream()
        .map(configuration -> part(description, configuration))
        .max(Comparator.comparing(Part::condition))
        .orElseGet(() -> part(description, Condition.UNCONFIGURED, List.of(), pids(description)));
  }

  private static Part part(
      ComponentDescriptionDTO description, ComponentConfigurationDTO configuration) {
    return switch (configuration.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          part(description, Condition.UNCONFIGURED, List.of(), pids(description));
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          part(
              description,
              Condition.WAITING,
              Stream.of(configuration.unsatisfiedReferences)
                  .map(missing -> need(description, missing))
                  .toList(),
              "");
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          part(description, Condition.FAILED, List.of(), failure(configuration.failure));
      default -> part(description, Condition.WELL, List.of(), "");
    };
  }

  private static Part part(
      ComponentDescriptionDTO description, Condition condition, List<Need> needs, String detail) {
    return new Part(
        Platform.shortName(description.bundle.symbolicName),
        description.name,
        Set.of(description.serviceInterfaces),
        condition,
        needs,
        detail);
  }

  private static String pids(ComponentDescriptionDTO description) {
    return String.join(", ", description.configurationPid);
  }

  private static Need need(ComponentDescriptionDTO description, UnsatisfiedReferenceDTO missing) {
    var service =
        Stream.of(description.references)
            .filter(reference -> reference.name.equals(missing.name))
            .map(reference -> reference.interfaceName)
            .findFirst()
            .orElse(missing.name);
    return new Need(service, Optional.ofNullable(missing.target).filter(t -> !t.isBlank()));
  }

  /** Of a stack trace, the innermost cause in one line. */
  private static String failure(@Nullable String trace) {
    if (trace == null || trace.isBlank()) {
      return "no reason is known";
    }
    var lines = trace.lines().toList();
    var line =
        lines.stream()
            .filter(l -> l.startsWith("Caused by: "))
            .reduce((first, second) -> second)
            .orElse(lines.get(0));
    var bare = line.replaceFirst("^Caused by: ", "").strip();
    return bare.length() > LONGEST_DETAIL ? bare.substring(0, LONGEST_DETAIL) + "…" : bare;
  }
}
