package im.balcony.router.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.Tenants;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom any tenant trusts, against the rule by which one tenant's own list is read. */
class TrustedSourcesTest {

  private static final List<String> PREFIXES =
      List.of(
          "192.0.2.0/24", "198.51.100.7", "10.0.0.0/9", "2001:db8::/33", "[::1]", "host", "1/x");

  private List<Tenant> tenants = List.of(trusting(PREFIXES.subList(0, 3)), trusting(rest()));
  private final TrustedSources sources = new TrustedSources(() -> tenants);

  private static List<String> rest() {
    return new ArrayList<>(PREFIXES.subList(3, PREFIXES.size()));
  }

  private static Tenant trusting(List<String> peers) {
    var verona = Tenants.verona();
    return new Tenant(
        verona.id(),
        verona.draining(),
        verona.sipDomains(),
        verona.xmppDomains(),
        verona.component(),
        verona.nextHop(),
        peers,
        verona.sipAdvertise(),
        verona.msrpAdvertise(),
        verona.msrpConnectAllow(),
        verona.policy(),
        verona.limits());
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.255, true",
    "192.0.3.0, false",
    "198.51.100.7, true",
    "198.51.100.8, false",
    "10.127.255.255, true",
    "10.128.0.0, false",
    "2001:db8:7fff::1, true",
    "2001:db8:8000::1, false",
    "::1, true",
    "::1%lo, true",
    "::2, false",
    "host, false",
    "'', false"
  })
  void asTheTenantsOwnListSays(String address, boolean trusted) {
    assertThat(sources.covers(address)).isEqualTo(trusted);
    assertThat(Networks.of(PREFIXES).cover(address)).isEqualTo(trusted);
  }

  @Test
  void aChangeIsHeeded() {
    assertThat(sources.covers("203.0.113.1")).isFalse();
    tenants = List.of(tenants.get(0), trusting(List.of("0.0.0.0/0")));
    assertThat(sources.covers("203.0.113.1")).isTrue();
    assertThat(sources.covers("2001:db8::1")).isFalse();
    tenants = List.of();
    assertThat(sources.covers("203.0.113.1")).isFalse();
  }
}
