package im.balcony.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.config.SecretFile;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tls.TlsCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

class TenantReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip.domains | ''",
        "sip.domains | ,",
        "sip.domains | a b",
        "sip.domains | romeo@example.net",
        "sip.domains | *",
        "xmpp.domains | ''",
        "xmpp.domains | example.com/x",
        "xmpp.domains | EXAMPLE.net",
        "xmpp.host | a b",
        "xmpp.host | x:5347",
        "xmpp.host | x?y",
        "xmpp.tls | starttls",
        "xmpp.tls-identity | a/b",
        "xmpp.tls-name | a b",
        "xmpp.secret-file | elsewhere",
        "xmpp.secret-file | ''",
        "sip.next-hop | http://x",
        "sip.next-hop | sip:proxy.example.net;lr, nonsense",
        "sip.auth-user | ro\"meo",
        "sip.auth-password-file | good",
        "sip.auth-realm | example.net",
        "sip.demand-realm | exam\\ple",
        "sip.demand-users-file | good",
        "sip.trusted-peers | proxy.example.net",
        "sip.trusted-peers | 192.0.2.0/33",
        "sip.trusted-names | *.example.net",
        "sip.advertise | 192.0.2.1",
        "sip.advertise | 192.0.2.1:0",
        "sip.advertise | 192.0.2.1:65536",
        "sip.advertise | :5060",
        "msrp.advertise | user@host:2855",
        "msrp.reachable | true",
        "msrp.cema | maybe",
        "msrp.tls | yes",
        "msrp.fingerprint | md5",
        "msrp.connect-allow | any",
        "chat.mode | MSRP",
        "chat.mode | sms",
        "cpim | never",
        "chat.subject | two\tcolumns",
        "page.oversize | cut",
        "page.html | yes",
        "page.status | 204",
        "imdn | always",
        "failure-report | maybe",
        "mapping.version | latest",
        "durability | diamond",
        "chat.mode | $[env:MODE]",
        "chat.subject | $[secret:x]",
        "xmpp.secret-file | $[env:FILE]",
        "colour | blue",
        "stanza.limit | 20kB",
      })
  void aBadValueIsNamed(String key, String value) {
    var reading = Configs.READER.read("verona", Configs.of(key, value));

    assertThat(reading.tenant()).isEmpty();
    assertThat(reading.refusals()).isNotEmpty();
    assertThat(reading.refusals().get(0).key()).isEqualTo(key);
    assertThat(reading.refusals().get(0).allowed()).isNotBlank();
  }

  @Test
  void aSecretInTheFileIsRefusedAndNotShown() {
    var reading = Configs.READER.read("verona", Configs.of("xmpp.secret", "capulet!"));

    assertThat(reading.tenant()).isEmpty();
    assertThat(reading.refusals()).hasSize(1);
    assertThat(reading.refusals().get(0).key()).isEqualTo("xmpp.secret");
    assertThat(reading.refusals().get(0).allowed()).contains("xmpp.secret-file");
    assertThat(reading.toString()).doesNotContain("capulet");
  }

  @ParameterizedTest
  @CsvSource({
    "xmpp.password",
    "xmpp.secretfile",
    "xmpp.secret.file",
    "XMPP.SECRET",
    "pass",
    "xmpp.host.key",
  })
  void nothingIsShownOfWhatStandsUnderAKeyThatIsNotKnown(String key) {
    var reading = Configs.READER.read("verona", Configs.of(key, "capulet!"));

    assertThat(reading.refusals()).hasSize(1);
    assertThat(reading.refusals().get(0).key()).isEqualTo(key);
    assertThat(reading.toString()).doesNotContain("capulet");
  }

  @Test
  void aLineThatIsAllKeyIsNotShown() {
    var reading = Configs.READER.read("verona", Configs.of("capulet!", ""));

    assertThat(reading.refusals()).hasSize(1);
    assertThat(reading.toString()).doesNotContain("capulet");
  }

  @Test
  void aSecretWhereThePathBelongsIsNotShown() {
    var reader = new TenantReader(SecretFile::fault);
    for (var secret : List.of("capulet!", "/capulet", "a/capulet", "$[capulet]", "capulet\0")) {
      var reading = reader.read("verona", Configs.of("xmpp.secret-file", secret));

      assertThat(reading.refusals()).hasSize(1);
      assertThat(reading.refusals().get(0).key()).isEqualTo("xmpp.secret-file");
      assertThat(reading.toString()).doesNotContain("capulet");
    }
  }

  @Test
  void credentialsAreAUserAndTheFileOfHisPassword() {
    assertThat(read("cpim", "always").tenant().orElseThrow().digest())
        .isEqualTo(Tenant.Digest.NONE);
    var reading =
        Configs.READER.read(
            "verona",
            Configs.of(
                "sip.auth-user", "verona",
                "sip.auth-password-file", "good",
                "sip.auth-realm", "example.net"));
    assertThat(reading.tenant().orElseThrow().digest().credentials())
        .contains(new Tenant.Credentials("verona", "good", Optional.of("example.net")));
  }

  @Test
  void aDemandIsARealmAndTheFileOfItsUsers() {
    var reading =
        Configs.READER.read(
            "verona",
            Configs.of("sip.demand-realm", "example.net", "sip.demand-users-file", "good"));
    assertThat(reading.tenant().orElseThrow().digest().demand())
        .contains(new Tenant.Demand("example.net", "good"));
    var without = read("sip.demand-realm", "example.net");
    assertThat(without.refusals().get(0).key()).isEqualTo("sip.demand-users-file");
    assertThat(without.secretIsAtFault()).isTrue();
  }

  /** The user alone, and a password where its file belongs. */
  @ParameterizedTest
  @CsvSource({"''", "capulet!", "$[capulet]", "/capulet"})
  void aPasswordWhereThePathBelongsIsNotShown(String file) {
    var reading =
        new TenantReader(
                (name, most) ->
                    name.equals("good") ? Optional.empty() : SecretFile.fault(name, most))
            .read("verona", Configs.of("sip.auth-user", "verona", "sip.auth-password-file", file));

    assertThat(reading.refusals()).hasSize(1);
    assertThat(reading.refusals().get(0).key()).isEqualTo("sip.auth-password-file");
    assertThat(reading.secretIsAtFault()).isTrue();
    assertThat(reading.toString()).doesNotContain("capulet");
  }

  @Test
  void whatKarafCouldNotFillInIsNotShown() {
    var reading = Configs.READER.read("verona", Configs.of("xmpp.host", "$[secret:romeo]"));
    assertThat(reading.refusals().get(0).value()).isEqualTo("$[…");
  }

  @Test
  void allThatIsWrongIsFoundAtOnce() {
    var reading =
        Configs.READER.read(
            "verona", Configs.of("page.parts", "0", "cpim", "x", "xmpp.port", "0", "zzz", "1"));
    assertThat(reading.refusals())
        .extracting("key")
        .containsExactlyInAnyOrder("page.parts", "cpim", "xmpp.port", "zzz");
  }

  @Test
  void listsAndAddressesAreNormalised() {
    var tenant =
        Configs.READER
            .read(
                "verona",
                Configs.of(
                    "sip.domains", "Example.NET, xn--bcher-kva.example ,example.net",
                    "xmpp.domains", "*",
                    "sip.next-hop", "sip:p1.example.net:5070;transport=tcp, sip:p2.example.net",
                    "sip.trusted-peers", "192.0.2.0/24, 2001:db8::1",
                    "sip.trusted-names", "SBC.example.net, bücher.example",
                    "msrp.advertise", "[2001:DB8::2]:2855",
                    "chat.subject", ""))
            .tenant()
            .orElseThrow();

    assertThat(tenant.sipDomains()).containsExactly("example.net", "bücher.example");
    assertThat(tenant.xmppDomains()).containsExactly("*");
    assertThat(tenant.nextHop())
        .containsExactly("sip:p1.example.net:5070;transport=tcp", "sip:p2.example.net");
    assertThat(tenant.trustedPeers()).containsExactly("192.0.2.0/24", "2001:db8:0:0:0:0:0:1/128");
    assertThat(tenant.trustedNames()).containsExactly("sbc.example.net", "xn--bcher-kva.example");
    assertThat(tenant.msrpAdvertise()).hasValue("[2001:db8::2]:2855");
    assertThat(tenant.policy().chatSubject()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', 0.1.0.SNAPSHOT", "highest, 0.1.0.SNAPSHOT", "highest, 7.0.0"})
  void standardRulesServeWhoNamesNone(String value, String standard) {
    var range = rules(value);

    assertThat(range.includes(Version.parseVersion(standard))).isTrue();
    assertThat(range.includes(Version.parseVersion("0.0.99"))).isFalse();
  }

  @Test
  void rulesOfOnesOwnServeWhoNamesThem() {
    var range = rules("[0.0.1,0.0.2)");

    assertThat(range.includes(Version.parseVersion("0.0.1"))).isTrue();
    assertThat(range.includes(Version.parseVersion("0.1.0"))).isFalse();
  }

  private static VersionRange rules(String value) {
    var tenant = read("mapping.version", value).tenant().orElseThrow();
    return VersionRange.valueOf(tenant.policy().mappingVersion());
  }

  @Test
  void aListHasAnEnd() {
    var most = String.join(",", java.util.Collections.nCopies(256, "192.0.2.1"));
    assertThat(read("sip.trusted-peers", most).refusals()).isEmpty();
    assertThat(read("sip.trusted-peers", most + ",192.0.2.1").refusals()).hasSize(1);
  }

  @Test
  void noiseIsRefusedNotThrown() {
    var random = new Random(7);
    for (var key : List.copyOf(Values.KEYS.keySet())) {
      for (var round = 0; round < 50; round++) {
        var noise = new byte[1 + random.nextInt(60)];
        random.nextBytes(noise);
        noise[0] = 7;
        var reading = read(key, "x" + new String(noise, StandardCharsets.ISO_8859_1) + "x");
        assertThat(reading.tenant()).as(key).isEmpty();
        assertThat(reading.refusals().toString()).doesNotContainPattern("\\p{Cntrl}");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "verona, true",
    "a b, false",
    "../x, false",
    "-x, false",
    "v1.a_b-c, true"
  })
  void aTenantHasAPlainName(String id, boolean good) {
    assertThat(Configs.READER.read(id, Configs.of()).tenant().isPresent()).isEqualTo(good);
  }

  private static TenantReader.Reading read(String... changes) {
    return Configs.READER.read("verona", Configs.of(changes));
  }

  @ParameterizedTest
  @CsvSource({
    "im.example.com, '', im.example.com",
    "[2001:db8::7], '', 2001:db8::7",
    "127.0.0.1, im.example.com, im.example.com",
  })
  void tlsLeadsToTheHostOrToWhatItIsCalled(String host, String name, String called) {
    var keys = Configs.of("xmpp.host", host, "xmpp.tls", "required", "xmpp.tls-name", name);
    assertThat(tls(keys)).contains(new TlsCall(Optional.of("xmpp"), called, TlsCall.Rule.XMPP));
    keys.put("xmpp.tls-identity", "verona");
    assertThat(tls(keys).orElseThrow().identity()).contains("verona");
    keys.remove("xmpp.tls");
    assertThat(tls(keys)).isEmpty();
  }

  private static Optional<TlsCall> tls(Map<String, String> keys) {
    return Configs.READER.read("verona", keys).tenant().orElseThrow().component().tls();
  }
}
