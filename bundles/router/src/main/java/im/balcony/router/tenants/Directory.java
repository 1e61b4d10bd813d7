package im.balcony.router.tenants;

import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** Finds tenants by what records say of them. */
public final class Directory {

  private final Tenants tenants;

  /** Finds among these. */
  public Directory(Tenants tenants) {
    this.tenants = tenants;
  }

  /** The tenant of that name. */
  public Optional<Tenant> byId(String id) {
    return tenants.byId(id);
  }

  /** The tenant of a SIP user's host, in A-label or U-label form, with or without a final dot. */
  public Optional<Tenant> bySipHost(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    var found = tenants.bySipDomain(name);
    return found.isPresent() || name.startsWith("[")
        ? found
        : tenants.bySipDomain(IDN.toUnicode(name));
  }

  /** All tenants. */
  public Tenants all() {
    return tenants;
  }
}
