package im.balcony.router.bounds;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A bounded memory for each tenant: what one of them brings never makes another's be forgotten. */
public final class TenantLru<V> {

  private final int most;
  private final Map<String, Lru<String, V>> tenants = new ConcurrentHashMap<>();

  /** Each tenant has room for {@code most}. */
  public TenantLru(int most) {
    this.most = most;
  }

  /** The tenant's value, which is now the one used last. */
  public Optional<V> get(String tenant, String key) {
    var values = tenants.get(tenant);
    return values == null ? Optional.empty() : values.get(key);
  }

  /** What any tenant has under this key, which is no other's. */
  public Optional<V> find(String key) {
    return tenants.values().stream().flatMap(values -> values.get(key).stream()).findFirst();
  }

  /** Keeps the value among those of the tenant. */
  public void put(String tenant, String key, V value) {
    tenants.computeIfAbsent(tenant, t -> new Lru<>(most)).put(key, value);
  }

  /** Forgets one value of the tenant. */
  public void remove(String tenant, String key) {
    var values = tenants.get(tenant);
    if (values != null) {
      values.remove(key);
    }
  }

  /** The tenant is gone. */
  public void forget(String tenant) {
    tenants.remove(tenant);
  }
}
