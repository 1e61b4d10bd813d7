package im.balcony.testkit;

import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import java.util.List;
import java.util.Optional;

/**
 * Tenants for tests: the default scene is romeo@example.net on SIP and juliet@example.com on XMPP.
 */
public final class Tenants {

  private Tenants() {}

  /** The tenant of the default scene, with all defaults. */
  public static Tenant verona() {
    return verona(Tenant.Policy.DEFAULT, Limits.DEFAULT);
  }

  /** The tenant of the default scene with this policy and these limits. */
  public static Tenant verona(Tenant.Policy policy, Limits limits) {
    return new Tenant(
        "verona",
        false,
        List.of("example.net"),
        List.of("example.com"),
        new Tenant.Component("127.0.0.1", 5347, "/dev/null"),
        List.of(),
        List.of("127.0.0.0/8"),
        Optional.empty(),
        Optional.empty(),
        List.of("127.0.0.0/8"),
        policy,
        limits);
  }
}
