package im.balcony.sip.dns;

import im.balcony.api.sip.Transport;
import im.balcony.sip.dns.Questions.Pointer;
import im.balcony.sip.dns.Questions.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Where a domain is served: by NAPTR if the transport is open, then by SRV (RFC 3263 §4.1, §4.2).
 * Addresses of the servers are not looked up here. May block while the DNS is asked, and may be
 * called by any thread.
 */
public final class Locator {

  /**
   * What is sought.
   *
   * @param domain a name; its addresses are what is left if it has no services
   * @param transports those that may be used, one or more, the best first
   * @param named whether the only one of them was asked for, so that no NAPTR may choose another
   */
  public record Sought(String domain, List<Transport> transports, boolean named) {}

  /** A service that a domain may have. */
  private record Place(Transport transport, String name) {}

  private final Memory<Pointer> pointers;
  private final Memory<Service> services;

  /**
   * A locator that knows nothing yet.
   *
   * @param clock milliseconds
   */
  public Locator(Questions questions, LongSupplier clock) {
    pointers = new Memory<>(clock, questions::pointers);
    services = new Memory<>(clock, questions::services);
  }

  /**
   * The servers of a domain in the order in which they are to be tried; empty if its records say
   * that it has none. While nothing can be found out, the domain itself counts as the server: it
   * may have addresses that this machine knows without any DNS.
   *
   * @param random chooses among servers of one priority; from the same it takes the same
   */
  public List<Target> locate(Sought sought, RandomGenerator random) {
    var denied = false;
    for (var place : places(sought)) {
      var records = services(place.name());
      var targets = targets(place, Weights.order(records, random));
      if (!targets.isEmpty()) {
        return targets;
      }
      denied |= !records.isEmpty();
    }
    var first = sought.transports().get(0);
    return denied
        ? List.of()
        : List.of(new Target(first, sought.domain(), first.usualPort(), false));
  }

  private static List<Target> targets(Place place, List<Service> records) {
    var targets = new ArrayList<Target>(records.size());
    for (var record : records) {
      if (!record.host().isEmpty() && record.port() > 0) {
        targets.add(new Target(place.transport(), record.host(), record.port(), true));
      }
    }
    return targets;
  }

  private List<Place> places(Sought sought) {
    var pointed = sought.named() ? List.<Place>of() : pointed(sought);
    return pointed.isEmpty()
        ? sought.transports().stream().map(t -> usual(t, sought.domain())).toList()
        : pointed;
  }

  /** What NAPTR records say, those of the first order that is of use (RFC 3403 §4.1). */
  private List<Place> pointed(Sought sought) {
    var useful =
        pointers(sought.domain()).stream()
            .filter(p -> p.flags().equalsIgnoreCase("s") && !p.replacement().isEmpty())
            .filter(p -> transport(p).filter(sought.transports()::contains).isPresent())
            .sorted(Comparator.comparingInt(Pointer::order).thenComparingInt(Pointer::preference))
            .toList();
    return useful.stream()
        .filter(p -> p.order() == useful.get(0).order())
        .map(p -> new Place(transport(p).orElseThrow(), p.replacement()))
        .toList();
  }

  private static Optional<Transport> transport(Pointer pointer) {
    return switch (pointer.service().toUpperCase(Locale.ROOT)) {
      case "SIP+D2U" -> Optional.of(Transport.UDP);
      case "SIP+D2T" -> Optional.of(Transport.TCP);
      case "SIPS+D2T" -> Optional.of(Transport.TLS);
      default -> Optional.empty();
    };
  }

  private static Place usual(Transport transport, String domain) {
    return new Place(
        transport,
        switch (transport) {
              case UDP -> "_sip._udp.";
              case TCP -> "_sip._tcp.";
              case TLS -> "_sips._tcp.";
            }
            + domain);
  }

  private List<Pointer> pointers(String domain) {
    try {
      return pointers.of(domain);
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<Service> services(String name) {
    try {
      return services.of(name);
    } catch (IOException e) {
      return List.of();
    }
  }
}
