package im.balcony.sip.admission;

import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Tenant;
import im.balcony.sip.digest.Gate;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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

  private final Gate gate;
  private final Function<String, Optional<Tenant>> tenants;
  private final Function<SipRequest, Optional<String>> whose;

  /**
   * Asks for what tenants demand.
   *
   * @param tenants the tenants by their ids
   * @param whose the id of the tenant that a request belongs to
   */
  public Doorkeeper(
      Gate gate,
      Function<String, Optional<Tenant>> tenants,
      Function<SipRequest, Optional<String>> whose) {
    this.gate = gate;
    this.tenants = tenants;
    this.whose = whose;
  }

  /** What is said to a request. */
  public Word asks(SipRequest request) {
    if (NEVER.contains(request.method())) {
      return Word.NOTHING;
    }
    var tenant = whose.apply(request).flatMap(tenants);
    var demand = tenant.map(Tenant::digest).flatMap(Tenant.Digest::demand);
    if (tenant.isEmpty() || demand.isEmpty()) {
      return Word.NOTHING;
    }
    var id = tenant.get().id();
    var refusal = gate.refusal(id, demand.get(), request);
    return refusal.isPresent()
        ? new Word(refusal, Optional.empty())
        : new Word(Optional.empty(), Optional.of(id));
  }
}
