package im.balcony.router.turn;

import im.balcony.api.mapping.ConversationKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What is in flight, by effect id, and for a page in several requests what follows the one in
 * flight. Bounded by the tenants' sessions and outboxes.
 */
public final class Effects {

  /**
   * One in flight.
   *
   * @param owed what was sent
   * @param rest what follows once it is answered with a 2xx
   * @param settled whether its final response came, and only copies of it may follow
   */
  public record Flight(Outstanding owed, List<Outstanding> rest, boolean settled) {}

  private final Map<String, Flight> flights = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> bySession = new ConcurrentHashMap<>();

  /** The effect that waits for its result. */
  public Optional<Flight> find(String effectId) {
    return Optional.ofNullable(flights.get(effectId));
  }

  /** Waits for a result, and holds back {@code rest} until it is there. */
  public void add(Outstanding owed, List<Outstanding> rest) {
    flights.put(owed.effectId(), new Flight(owed, List.copyOf(rest), false));
    if (owed.kind() == Outstanding.Kind.MSRP) {
      bySession.compute(
          owed.place(),
          (session, known) -> {
            var ids = known == null ? new LinkedHashSet<String>() : known;
            ids.add(owed.effectId());
            return ids;
          });
    }
  }

  /** Waits no more. */
  public void remove(String effectId) {
    var flight = flights.remove(effectId);
    if (flight != null && flight.owed.kind() == Outstanding.Kind.MSRP) {
      bySession.computeIfPresent(
          flight.owed.place(),
          (session, ids) -> {
            ids.remove(effectId);
            return ids.isEmpty() ? null : ids;
          });
    }
  }

  /** Waits no more for what any conversation of a tenant has in flight. */
  public void forget(String tenant) {
    for (var flight : flights.values()) {
      if (flight.owed.key().tenant().equals(tenant)) {
        remove(flight.owed.effectId());
      }
    }
  }

  /** Keeps the name alive for copies of the final response. */
  public void settle(String effectId) {
    flights.computeIfPresent(effectId, (id, f) -> new Flight(f.owed, List.of(), true));
  }

  /** SIP requests without a final response. */
  public List<Outstanding> openRequests() {
    var open = new ArrayList<Outstanding>();
    for (var flight : flights.values()) {
      if (flight.owed.kind() == Outstanding.Kind.SIP && !flight.settled) {
        open.add(flight.owed);
      }
    }
    return open;
  }

  /** The names of all that a conversation has in flight, and of what follows it. */
  public List<String> of(ConversationKey key) {
    return flights.values().stream()
        .filter(f -> f.owed.key().equals(key))
        .flatMap(f -> Stream.concat(Stream.of(f.owed), f.rest.stream()))
        .map(Outstanding::effectId)
        .toList();
  }

  /** What was handed to one MSRP session and has no result. */
  public List<Outstanding> ofMsrpSession(String sessionId) {
    var found = new ArrayList<Outstanding>();
    bySession.computeIfPresent(
        sessionId,
        (session, ids) -> {
          for (var id : ids) {
            find(id).ifPresent(flight -> found.add(flight.owed));
          }
          return ids;
        });
    return found;
  }

  /** All that wait. */
  public Collection<Flight> all() {
    return flights.values();
  }

  /** How many wait. */
  public int size() {
    return flights.size();
  }
}
