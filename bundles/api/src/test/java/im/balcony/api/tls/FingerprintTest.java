package im.balcony.api.tls;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tls.Fingerprint.Hash;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fingerprints as descriptions have them, and which of them count (RFC 8122 §5). */
class FingerprintTest {

  private static final String SHA_1 = "4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB";

  private static String of(int octets, String octet) {
    return octet + (":" + octet).repeat(octets - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "sha-512, 64, SHA_512",
    "sha-384, 48, SHA_384",
    "sha-256, 32, SHA_256",
    "SHA-256, 32, SHA_256",
    "sha-1, 20, SHA_1",
    "SHA-1, 20, SHA_1",
  })
  void hashesAreNamedInAnyCase(String name, int octets, Hash hash) {
    var value = of(octets, "a9");
    assertThat(Fingerprint.parse(" " + name + " " + value + " "))
        .hasValue(new Fingerprint(hash, value.toUpperCase(java.util.Locale.ROOT)));
  }

  @ParameterizedTest
  @CsvSource({"md5, 16", "MD5, 16", "md2, 16", "sha-224, 28", "sha3-256, 32", "x, 1"})
  void otherHashesCountForNothing(String name, int octets) {
    assertThat(Fingerprint.parse(name + " " + of(octets, "A9"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha-1",
        "sha-1 ",
        SHA_1,
        "sha-1 " + SHA_1 + ":00",
        "sha-256 " + SHA_1,
        "sha-1 4AADB9B13F82183B540212DF3E5D496B19E57CAB",
        "sha-1 " + SHA_1 + " " + SHA_1,
        "sha-1 " + SHA_1 + ":",
        "sha-1 GG:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB"
      })
  void whatIsMalformedIsNone(String text) {
    assertThat(Fingerprint.parse(text)).isEmpty();
  }

  @Test
  void itIsWrittenAsItIsRead() {
    var fingerprint = Fingerprint.parse("SHA-1  " + SHA_1).orElseThrow();
    assertThat(fingerprint.text()).isEqualTo("sha-1 " + SHA_1);
    assertThat(Fingerprint.parse(fingerprint.text())).hasValue(fingerprint);
  }

  @Test
  void theBetterHashesAreThoseInFront() {
    assertThat(Hash.SHA_512.isAtLeast(Hash.SHA_256)).isTrue();
    assertThat(Hash.SHA_256.isAtLeast(Hash.SHA_256)).isTrue();
    assertThat(Hash.SHA_1.isAtLeast(Hash.SHA_256)).isFalse();
  }

  /** A certificate of 'openssl req -x509', whose fingerprints 'openssl x509 -fingerprint' said. */
  @ParameterizedTest
  @CsvSource({
    "SHA_512, EF:C5:EB:AA:99:B6:BF:D1:17:7D:25:D0:19:68:BC:49:FC:39:8B:79:DC:B5:AD:77:E0:78:C6:C6:05:BF:12:F5:D9:4C:0A:86:4A:F6:E9:E6:2C:E7:CB:58:00:29:BA:A4:05:48:18:92:94:95:71:9D:D2:EC:3A:7D:E6:9A:DD:1C",
    "SHA_384, 19:A2:B5:69:FD:C6:F7:D0:47:74:EC:6B:4D:81:FC:F3:7E:68:A4:26:32:41:56:1F:48:86:4C:2A:DC:C9:43:58:BC:59:FE:30:DF:7A:B6:5A:F7:AE:2D:72:C5:D2:1C:02",
    "SHA_256, C7:F2:D9:2B:4B:29:EE:55:DF:A8:B5:A7:1A:58:95:0A:1F:BD:C3:74:D0:BE:5F:63:D4:1C:55:66:7D:43:59:38",
    "SHA_1, DC:40:44:C0:0B:C3:78:63:6E:0C:66:E0:D3:F1:D1:9D:1D:53:42:DE",
  })
  void aCertificateHasTheFingerprintThatOpensslSays(Hash hash, String value) throws Exception {
    var pem =
        """
        -----BEGIN CERTIFICATE-----
        MIIBdDCCARugAwIBAgIUWunNlMjn6f/S1FQGC+zKcyHX724wCgYIKoZIzj0EAwIw
        EDEOMAwGA1UEAwwFcm9tZW8wHhcNMjYxMjAxMDUwODA5WhcNMzYxMTI4MDUwODA5
        WjAQMQ4wDAYDVQQDDAVyb21lbzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDWY
        jLQKJbwpWvKzf5WL266dCOl0XzZ8ggHleoKu1pIfLyi5UveSMef0cGkSNQ1FOxf+
        D3+FgspqZpQsK7O4zmWjUzBRMB0GA1UdDgQWBBTCWxhXXmT1eyViMGAb02Pb816I
        YTAfBgNVHSMEGDAWgBTCWxhXXmT1eyViMGAb02Pb816IYTAPBgNVHRMBAf8EBTAD
        AQH/MAoGCCqGSM49BAMCA0cAMEQCIDu1QjuTdhXqWnN7GwZPtlIIYhI3CMQy3ZTj
        v0yC88dWAiAL72eKKWQZkdMneNRxRCARQxx7Ia0eGDiEvrHh9CDWOg==
        -----END CERTIFICATE-----
        """;
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    assertThat(Fingerprint.of(hash, certificate)).isEqualTo(new Fingerprint(hash, value));
    assertThat(Fingerprint.all(certificate))
        .hasSize(Hash.values().length)
        .contains(new Fingerprint(hash, value));
  }

  @Test
  void thoseWithTheBestHashDecide() {
    var good = new Fingerprint(Hash.SHA_256, "01");
    var weak = new Fingerprint(Hash.SHA_1, "02");
    var peer = new TlsPeer("", List.of(good, weak));
    var bad = new Fingerprint(Hash.SHA_256, "03");
    assertThat(peer.isDescribedBy(List.of(good))).isTrue();
    assertThat(peer.isDescribedBy(List.of(bad, good))).isTrue();
    assertThat(peer.isDescribedBy(List.of(weak))).isTrue();
    assertThat(peer.isDescribedBy(List.of(weak, good))).isTrue();
    assertThat(peer.isDescribedBy(List.of(weak, bad))).isFalse();
    assertThat(peer.isDescribedBy(List.of(bad))).isFalse();
    assertThat(peer.isDescribedBy(List.of())).isFalse();
    assertThat(new TlsPeer("", List.of()).isDescribedBy(List.of(good))).isFalse();
  }
}
