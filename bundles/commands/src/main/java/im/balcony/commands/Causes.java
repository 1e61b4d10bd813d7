package im.balcony.commands;

import im.balcony.commands.Platform.Condition;
import im.balcony.commands.Platform.Need;
import im.balcony.commands.Platform.Part;
import im.balcony.commands.Platform.Piece;
import im.balcony.commands.Platform.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the missing piece behind each part that is down: from the service that a component waits
 * for to who would offer it, and so on down to a bundle, a configuration or a failure.
 */
final class Causes {

  /** Who offers what the gateway cannot do without; so a bundle that is not even there is named. */
  private static final Map<String, String> PORTS =
      new TreeMap<>(
          Map.of(
              "im.balcony.api.store.Store", "store",
              "im.balcony.api.wire.Connections", "net",
              "im.balcony.api.wire.Intake", "router",
              "im.balcony.api.tenant.Tenants", "tenancy",
              "im.balcony.api.sip.SipPort", "sip",
              "im.balcony.api.msrp.Formats", "msrp",
              "im.balcony.api.wire.ProtocolFactory/xmpp", "xmpp",
              "im.balcony.api.mapping.MappingRules", "mapping",
              "im.balcony.api.session.Conversations", "session"));

  private final Platform platform;

  Causes(Platform platform) {
    this.platform = platform;
  }

  /** One finding for each bundle and component that is down: causes first. */
  List<Finding> find() {
    var found = new ArrayList<Finding>();
    if (!platform.runsComponents()) {
      found.add(
          new Finding("scr", "the service component runtime is not there: no part can start", 0));
    }
    platform.pieces().stream()
        .filter(piece -> piece.state() != State.ACTIVE)
        .forEach(piece -> found.add(new Finding(piece.name(), reason(piece), 0)));
    PORTS.forEach((service, name) -> absent(service, name).ifPresent(found::add));
    for (var part : platform.parts()) {
      if (part.condition() != Condition.WELL) {
        var reason = reason(part, new HashSet<>());
        found.add(new Finding(part.piece(), reason.text, reason.depth));
      }
    }
    return found.stream()
        .distinct()
        .sorted(Comparator.comparingInt(Finding::depth).thenComparing(Finding::part))
        .toList();
  }

  private Optional<Finding> absent(String service, String name) {
    var isThere =
        platform.registered().contains(service)
            || platform.pieces().stream().anyMatch(p -> p.name().equals(name))
            || platform.pieces().stream().anyMatch(p -> p.offers().contains(service));
    return isThere ? Optional.empty() : Optional.of(new Finding(name, missing(name), 0));
  }

  private static String missing(String name) {
    return "the bundle " + Platform.PREFIX + name + " is not installed";
  }

  private static String reason(Piece piece) {
    return switch (piece.state()) {
      case ACTIVE -> "the bundle is active";
      case UNDER_WAY -> "the bundle is starting or stopping";
      case STOPPED -> "the bundle is stopped (bundle:start " + Platform.PREFIX + piece.name() + ")";
      case UNRESOLVED ->
          piece.lacks().isEmpty()
              ? "the bundle cannot be resolved"
              : "the bundle cannot be resolved: nobody provides "
                  + String.join(", ", piece.lacks());
    };
  }

  /** A reason, and how many steps it is away from the cause. */
  private record Reason(String text, int depth) {
    Reason behind(String step) {
      return new Reason(step + text, depth + 1);
    }
  }

  private Reason reason(Part part, Set<String> visited) {
    return switch (part.condition()) {
      case WELL -> new Reason("is there", 0);
      case DISABLED -> new Reason("a component is disabled (scr:enable " + part.name() + ")", 0);
      case UNCONFIGURED -> new Reason("its configuration " + part.detail() + " is missing", 0);
      case FAILED -> new Reason("its start failed: " + part.detail(), 0);
      case WAITING -> waiting(part, visited);
    };
  }

  /** The need that is nearest to its cause tells the most. */
  private Reason waiting(Part part, Set<String> visited) {
    if (!visited.add(part.name())) {
      return new Reason("which waits in a circle", 0);
    }
    return part.needs().stream()
        .map(need -> reason(need, visited))
        .min(Comparator.comparingInt(Reason::depth))
        .orElseGet(() -> new Reason("it waits, but does not say for what", 0));
  }

  private Reason reason(Need need, Set<String> visited) {
    var what = simpleName(need.service());
    for (var part : platform.parts()) {
      if (part.offers().contains(need.service()) && part.condition() != Condition.WELL) {
        return reason(part, visited).behind("waits for " + what + " of " + part.piece() + ": ");
      }
    }
    for (var piece : platform.pieces()) {
      if (piece.offers().contains(need.service())) {
        return behind(piece, need, visited);
      }
    }
    var usual = PORTS.getOrDefault(need.service(), "");
    return usual.isEmpty()
        ? new Reason("waits for " + need.service() + ", which no bundle offers", 0)
        : new Reason(missing(usual), 0).behind("waits for " + what + " of " + usual + ": ");
  }

  private Reason behind(Piece piece, Need need, Set<String> visited) {
    var step = "waits for " + simpleName(need.service()) + " of " + piece.name() + ": ";
    if (piece.state() != State.ACTIVE) {
      return new Reason(reason(piece), 0).behind(step);
    }
    if (platform.registered().contains(need.service()) && need.target().isPresent()) {
      return new Reason("no service matches " + need.target().get(), 0).behind(step);
    }
    // A bundle may register a service itself, once its component stands.
    for (var part : platform.parts()) {
      if (part.piece().equals(piece.name()) && part.condition() != Condition.WELL) {
        return reason(part, visited).behind(step);
      }
    }
    return new Reason("not offered yet", 0).behind(step);
  }

  private static String simpleName(String service) {
    return service.substring(service.lastIndexOf('.') + 1);
  }
}
