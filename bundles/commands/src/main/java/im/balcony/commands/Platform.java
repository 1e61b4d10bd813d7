package im.balcony.commands;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the OSGi platform says of the gateway's pieces, as far as {@link Causes} needs it.
 *
 * @param pieces the installed bundles of the gateway
 * @param parts the components of those that are started; empty if nobody runs components
 * @param registered the services that somebody offers now; of a protocol, with {@code /} and its
 *     name
 * @param runsComponents whether the service component runtime is there
 */
record Platform(
    List<Piece> pieces, List<Part> parts, Set<String> registered, boolean runsComponents) {

  /** The symbolic names of the gateway's bundles begin with it. */
  static final String PREFIX = "im.balcony.";

  Platform {
    pieces = List.copyOf(pieces);
    parts = List.copyOf(parts);
    registered = Set.copyOf(registered);
  }

  /** A bundle's short name. */
  static String shortName(String symbolicName) {
    return symbolicName.startsWith(PREFIX) ? symbolicName.substring(PREFIX.length()) : symbolicName;
  }

  /** How far a bundle is. */
  enum State {
    /** It runs. */
    ACTIVE,
    /** It is between the states. */
    UNDER_WAY,
    /** Somebody stopped it, or did not start it. */
    STOPPED,
    /** It cannot be started, for what it requires is not there. */
    UNRESOLVED
  }

  /**
   * A bundle.
   *
   * @param name its short name
   * @param state how far it is
   * @param offers the services that its manifest says it offers
   * @param lacks what it requires and nobody provides; of an unresolved bundle
   */
  record Piece(String name, State state, Set<String> offers, List<String> lacks) {
    Piece {
      offers = Set.copyOf(offers);
      lacks = List.copyOf(lacks);
    }
  }

  /** How a component is. */
  enum Condition {
    /** It works, or would as soon as somebody wants it. */
    WELL,
    /** Somebody switched it off. */
    DISABLED,
    /** It needs a configuration that is not there. */
    UNCONFIGURED,
    /** It waits for services. */
    WAITING,
    /** Its start failed. */
    FAILED
  }

  /**
   * A component of declarative services.
   *
   * @param piece the short name of its bundle
   * @param name its full name
   * @param offers its services
   * @param condition how it is
   * @param needs the services it waits for
   * @param detail the configuration it misses, or why it failed; else empty
   */
  record Part(
      String piece,
      String name,
      Set<String> offers,
      Condition condition,
      List<Need> needs,
      String detail) {
    Part {
      offers = Set.copyOf(offers);
      needs = List.copyOf(needs);
    }
  }

  /**
   * A service that a component waits for.
   *
   * @param service the interface
   * @param target the filter it has to match, if any
   */
  record Need(String service, Optional<String> target) {}
}
