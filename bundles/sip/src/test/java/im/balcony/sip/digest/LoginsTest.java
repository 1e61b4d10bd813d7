package im.balcony.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.RandomIds;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Tenant;
import im.balcony.sip.transport.Hop;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of challenges, and for how many. */
class LoginsTest {

  private static final Hop HOP = new Hop(Transport.UDP, "192.0.2.7", 5060);

  private final List<String> read = new ArrayList<>();
  private Optional<Tenant.Credentials> credentials = credentials("verona");
  private final Logins logins =
      new Logins(
          id ->
              Optional.of(Tenants.verona().with(new Tenant.Digest(credentials, Optional.empty())))
                  .filter(tenant -> tenant.id().equals(id)),
          file -> {
            read.add(file);
            return "wherefore";
          },
          new RandomIds());

  private static Optional<Tenant.Credentials> credentials(String user) {
    return Optional.of(new Tenant.Credentials(user, "file", Optional.empty()));
  }

  private static SipResponse challenge(String realm, String nonce) {
    return SipResponse.of(407, "")
        .with(
            "Proxy-Authenticate",
            "Digest realm=\"" + realm + "\", nonce=\"" + nonce + "\", qop=\"auth\"");
  }

  private List<String> headers(Hop hop) {
    return logins
        .at("verona", hop)
        .orElseThrow()
        .headers("MESSAGE", "sip:romeo@example.net")
        .stream()
        .map(header -> header.value())
        .toList();
  }

  @Test
  void aNextHopIsKnownByItsPlaceAndTenant() {
    assertThat(logins.at("verona", HOP).orElseThrow().takes(challenge("r", "n"))).isTrue();

    assertThat(headers(HOP)).hasSize(1);
    assertThat(headers(HOP.over(Transport.TCP))).isEmpty();
    assertThat(logins.at("mantua", HOP)).isEmpty();
    assertThat(logins.at("", HOP)).isEmpty();
    assertThat(read).containsExactly("file");
  }

  @Test
  void otherCredentialsAreNotSpokenForByOldNonces() {
    logins.at("verona", HOP).orElseThrow().takes(challenge("r", "n"));
    credentials = credentials("mantua");
    assertThat(headers(HOP)).isEmpty();
    credentials = Optional.empty();
    assertThat(logins.at("verona", HOP)).isEmpty();
  }

  @Test
  void whatIsKeptHasABound() {
    for (var i = 0; i < Logins.MOST + 10; i++) {
      var hop = new Hop(Transport.UDP, "192.0.2.7", i);
      logins.at("verona", hop).orElseThrow().takes(challenge("r", "n"));
    }
    assertThat(logins.size()).isEqualTo(Logins.MOST);
    for (var i = 0; i < Logins.MOST_REALMS + 3; i++) {
      logins.at("verona", HOP).orElseThrow().takes(challenge("r" + i, "n"));
    }
    assertThat(headers(HOP)).hasSize(Logins.MOST_REALMS);
  }

  @Test
  void aChallengeThatIsTooLongIsNotAnswered() {
    var login = logins.at("verona", HOP).orElseThrow();
    assertThat(login.takes(challenge("r", "n".repeat(Challenge.LONGEST)))).isFalse();
    assertThat(login.takes(challenge("r", "n".repeat(Challenge.LONGEST / 2)))).isTrue();
  }

  /** RFC 2617 §3.2.2: without qop there is neither nc nor cnonce. */
  @Test
  @Requirement("SIP-52")
  void aChallengeWithoutQopIsAnsweredWithoutIt() {
    var login = logins.at("verona", HOP).orElseThrow();
    var bare = SipResponse.of(401, "").with("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\"");
    assertThat(login.takes(bare)).isTrue();
    var header = login.headers("BYE", "sip:romeo@192.0.2.7").get(0);
    assertThat(header.name()).isEqualTo("Authorization");
    assertThat(header.value())
        .doesNotContain("qop", "nc=", "cnonce", "algorithm")
        .contains(
            "response=\""
                + Algorithm.MD5.response(
                    Algorithm.MD5.secret("verona", "r", "wherefore"),
                    "n",
                    "BYE",
                    "sip:romeo@192.0.2.7"));
  }

  @Test
  void withoutThePasswordNothingIsAnswered() {
    var without =
        new Logins(
            id ->
                Optional.of(
                    Tenants.verona().with(new Tenant.Digest(credentials, Optional.empty()))),
            file -> {
              throw new IOException("the secret file cannot be read");
            },
            new RandomIds());
    assertThat(without.at("verona", HOP).orElseThrow().takes(challenge("r", "n"))).isFalse();
  }
}
