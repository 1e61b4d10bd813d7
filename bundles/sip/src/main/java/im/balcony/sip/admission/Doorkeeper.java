package im.balcony.sip.admission;

import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenant.Demand;
import im.balcony.sip.digest.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks for credentials where the tenant of a request demands them (RFC 3261 §22.1). Who it lets in
 * is judged again by the router, who knows for sure whose a request is.
 */
public final class Doorkeeper {

  /** They cannot be sent again, so they are never challenged (RFC 3261 §22.1). */
  private static final Set<String> NEVER = Set.of("ACK", "CANCEL");

  /**
   * What is said to a request.
   *
   * @param refusal the challenge, if it needs credentials that it has not
   * @param admittedTo the id of the tenant whose demand it has met
   */
  public record Word(Optional<SipResponse> refusal, Optional<String> admittedTo) {

    private static final Word NOTHING = new Word(Optional.empty(), Optional.empty());
  }

  /**
   * What tenants demand, by their ids.
   *
   * @param tenants of whom it was read
   * @param demands nothing of those who demand nothing
   */
  private record Known(List<Tenant> tenants, Map<String, Demand> demands) {

    private static Known of(List<Tenant> tenants) {
      var demands = new HashMap<String, Demand>();
      tenants.forEach(t -> t.digest().demand().ifPresent(demand -> demands.put(t.id(), demand)));
      return new Known(tenants, demands);
    }
  }

  private final Gate gate;
  private final Supplier<List<Tenant>> tenants;
  private final Function<SipRequest, Optional<String>> whose;
  private volatile Known known = Known.of(List.of());

  /**
   * Asks for what tenants demand.
   *
   * @param tenants the tenants, asked anew each time; the same list again is not read again
   * @param whose the id of the tenant that a request belongs to
   */
  public Doorkeeper(
      Gate gate, Supplier<List<Tenant>> tenants, Function<SipRequest, Optional<String>> whose) {
    this.gate = gate;
    this.tenants = tenants;
    this.whose = whose;
  }

  /** What is said to a request. Where no tenant demands anything nobody is asked whose it is. */
  public Word asks(SipRequest request) {
    var demands = demands();
    if (demands.isEmpty() || NEVER.contains(request.method())) {
      return Word.NOTHING;
    }
    var id = whose.apply(request).orElse("");
    var demand = demands.get(id);
    if (demand == null) {
      return Word.NOTHING;
    }
    var refusal = gate.refusal(id, demand, request);
    return new Word(refusal, refusal.isPresent() ? Optional.empty() : Optional.of(id));
  }

  private Map<String, Demand> demands() {
    var now = tenants.get();
    var last = known;
    if (last.tenants != now) {
      last = Known.of(now);
      known = last;
    }
    return last.demands;
  }
}
