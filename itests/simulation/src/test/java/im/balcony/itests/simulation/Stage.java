package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.observe.Trace;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Violations;
import im.balcony.testkit.romeo.VirtualPhone;
import im.balcony.testkit.server.VirtualJuliet;
import im.balcony.testkit.server.VirtualServer;
import im.balcony.testkit.virtual.VirtualNetwork;
import im.balcony.testkit.virtual.VirtualStore;
import im.balcony.testkit.virtual.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One gateway, Romeo's phone, and a server with Juliet and her nurse: all from one seed. Where
 * there is a second tenant, it has a Romeo of its own, who differs in his domain alone.
 */
final class Stage {

  static final String SECRET = "s3cr3t";
  static final String DOMAIN = "example.net";
  static final String OTHER_DOMAIN = "example.org";

  private static final long START = 1_750_000_000_000L;

  final long seed;
  final SeededIds chance;
  final VirtualTime time = new VirtualTime(START);
  final Violations violations = new Violations();
  final VirtualNetwork network;
  final VirtualStore store;
  final VirtualServer server;
  final VirtualJuliet juliet;
  final VirtualJuliet nurse;
  final VirtualPhone romeo;
  final List<VirtualPhone> phones = new ArrayList<>();
  final VirtualTenants tenants;
  final List<Gateway> lives = new ArrayList<>();
  Gateway gateway;

  Stage(long seed) {
    this(seed, Tenant.Policy.DEFAULT, Limits.DEFAULT);
  }

  Stage(long seed, Tenant.Policy policy, Limits limits) {
    this(seed, policy, limits, false);
  }

  Stage(long seed, Tenant.Policy policy, Limits limits, boolean second) {
    this.seed = seed;
    chance = new SeededIds(seed);
    network = new VirtualNetwork(time, new SeededIds(seed + 1));
    store = new VirtualStore(time, new SeededIds(seed + 2));
    server =
        new VirtualServer(
            network, Address.SERVER, Map.of(DOMAIN, SECRET, OTHER_DOMAIN, SECRET), violations);
    juliet = new VirtualJuliet(server, time, "juliet@example.com", "balcony");
    nurse = new VirtualJuliet(server, time, "nurse@example.com", "house");
    romeo = phone(Address.PHONE, DOMAIN);
    phones.add(romeo);
    var all = new ArrayList<>(List.of(tenant("verona", DOMAIN, Address.PHONE, policy, limits)));
    if (second) {
      phones.add(phone(Address.OTHER_PHONE, OTHER_DOMAIN));
      all.add(tenant("mantua", OTHER_DOMAIN, Address.OTHER_PHONE, policy, limits));
    }
    tenants = new VirtualTenants(all);
    gateway = born();
  }

  private VirtualPhone phone(String address, String domain) {
    // The same chances for both, and so the same names on the wire: only tenants tell them apart.
    var ids = new SeededIds(seed + 3);
    return new VirtualPhone(network, time, ids, violations, address, Address.SIP, "romeo", domain);
  }

  private static Tenant tenant(
      String id, String domain, String phone, Tenant.Policy policy, Limits limits) {
    return new Tenant(
        id,
        false,
        List.of(domain),
        List.of("example.com"),
        new Tenant.Component("127.0.0.1", Address.port(Address.SERVER), "/dev/null"),
        List.of("sip:" + phone + ";lr"),
        List.of("127.0.0.0/8"),
        Optional.of(Address.SIP),
        Optional.empty(),
        List.of("127.0.0.0/8"),
        policy,
        limits);
  }

  private Gateway born() {
    var again = !lives.isEmpty();
    return born(next -> next.start(again));
  }

  private Gateway born(Consumer<Gateway> start) {
    var next = new Gateway(time, network, store, tenants, violations, seed * 31 + lives.size());
    lives.add(next);
    next.process.execute("start", () -> start.accept(next));
    return next;
  }

  /** The gateway, dead by now, is started again in {@code millis}. */
  void restart(long millis) {
    restart(millis, () -> {});
  }

  /** The same; {@code beginning} is done before the new gateway does anything. */
  void restart(long millis, Runnable beginning) {
    gateway.process.kill();
    time.in(
        millis,
        () -> {
          gateway = born();
          beginning.run();
        });
  }

  /** The gateway is killed and started again; its parts come in this order, one each gap. */
  void restart(long millis, List<Gateway.Part> order, long gap) {
    gateway.process.kill();
    time.in(millis, () -> gateway = born(next -> next.start(order, gap)));
  }

  /** The configuration of the tenant is taken away; the gateway hears of it, and of its end. */
  void removeTenant() {
    tenants.drain();
    gateway.router.changed(tenants.all());
    time.in(
        tenants.all().get(0).limits().drainLimit() + 1_000,
        () -> gateway.router.changed(tenants.all()));
  }

  /** The tenant of a phone. */
  String tenantOf(VirtualPhone phone) {
    return phone == romeo ? "verona" : "mantua";
  }

  /** A tenant chooses its mapping from this range of versions. */
  void chooseMapping(String tenant, String range) {
    var policy =
        PolicyBuilder.from(tenants.byId(tenant).orElseThrow().policy())
            .mappingVersion(range)
            .build();
    tenants.change(tenant, policy);
    gateway.process.perform("tenant changed", () -> gateway.router.changed(tenants.all()));
  }

  /** The link is up: the play may begin. */
  Stage open() {
    passes(1_000);
    assertThat(server.isUp(DOMAIN)).isTrue();
    return this;
  }

  /** Lets time pass. */
  void passes(long millis) {
    time.pass(millis);
  }

  /** What all lives of the gateway told of themselves, a line each. */
  List<String> happened() {
    return lives.stream().flatMap(life -> life.traces.stream()).map(Trace::toString).toList();
  }

  /** The last outcome of each message, in the order they were accepted. */
  List<String> outcomes() {
    return store.journal().values().stream()
        .map(rows -> rows.get(rows.size() - 1).outcome())
        .toList();
  }
}
