package im.balcony.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of the specifications. */
class AlgorithmTest {

  /** RFC 2617 §3.5, and RFC 7616 §3.9.1 for the same request with two hashes. */
  @ParameterizedTest
  @CsvSource({
    "MD5, testrealm@host.com, Circle Of Life, dcd98b7102dd2f0e8b11d0f600bfb0c093, 0a4f113b,"
        + " 6629fae49393a05397450978507c4ef1",
    "MD5, http-auth@example.org, Circle of Life, 7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v,"
        + " f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, http-auth@example.org, Circle of Life, 7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v,"
        + " f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ,"
        + " 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  @Requirement("SIP-52")
  void withQop(
      String token, String realm, String password, String nonce, String cnonce, String response) {
    var algorithm = Algorithm.of(token).orElseThrow();
    var secret = algorithm.secret("Mufasa", realm, password);

    assertThat(algorithm.response(secret, nonce, "00000001", cnonce, "GET", "/dir/index.html"))
        .isEqualTo(response);
  }

  /** The same request of RFC 2617 §3.5, if its server asked for no qop (§3.2.2.1). */
  @Test
  @Requirement("SIP-52")
  void withoutQop() {
    var secret = Algorithm.MD5.secret("Mufasa", "testrealm@host.com", "Circle Of Life");

    assertThat(secret).isEqualTo("939e7578ed9e3c518a452acee763bce9");
    assertThat(
            Algorithm.MD5.response(
                secret, "dcd98b7102dd2f0e8b11d0f600bfb0c093", "GET", "/dir/index.html"))
        .isEqualTo("670fd8c2df070c60b045671b8b24ff02");
  }

  /** RFC 7616 §3.9.2 with errata 4897: SHA-512/256, and a name in UTF-8. */
  @Test
  void namesAreHashedInUtf8() {
    var secret =
        Algorithm.SHA_512_256.secret("J\u00e4s\u00f8n Doe", "api@example.org", "Secret, or not?");

    assertThat(
            Algorithm.SHA_512_256.response(
                secret,
                "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
                "00000001",
                "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
                "GET",
                "/doe.json"))
        .hasSize(64)
        .isEqualTo("3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
  }

  @Test
  void theOneToBePreferred() {
    assertThat(Algorithm.MD5.isWeakerThan(Algorithm.SHA_256)).isTrue();
    assertThat(Algorithm.MD5.isWeakerThan(Algorithm.SHA_512_256)).isTrue();
    assertThat(Algorithm.SHA_256.isWeakerThan(Algorithm.SHA_256)).isFalse();
    assertThat(Algorithm.of("sha-256")).contains(Algorithm.SHA_256);
    assertThat(Algorithm.of("MD5-sess")).isEmpty();
  }
}
