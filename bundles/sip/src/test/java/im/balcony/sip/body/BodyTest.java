package im.balcony.sip.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Octets;
import im.balcony.sip.raw.MalformedMessageException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a session description is found (RFC 3261 §7.4.1, RFC 2046 §5.1). */
class BodyTest {

  /** The host of the description that is found, or nothing. */
  private static String found(String type, String body) throws MalformedMessageException {
    return Body.sdp(Optional.of(type), Octets.utf8(wire(body))).map(s -> s.host()).orElse("");
  }

  /** A description in so many multiparts. */
  private static String nested(int depth) {
    var body = new StringBuilder();
    for (var i = 1; i < depth; i++) {
      body.append("--d" + i + "~c: multipart/mixed;boundary=d" + (i + 1) + "~~");
    }
    return body + "--d" + depth + "~c: application/sdp~~c=IN IP4 one";
  }

  private static String wire(String text) {
    return text.replace("~", "\r\n").replace('^', '\n');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/sdp | c=IN IP4 one | one",
        "multipart/mixed;boundary=b | --b~c: application/sdp~~c=IN IP4 one~--b-- | one",
        "multipart/mixed;boundary=b | --b^c: application/sdp^^c=IN IP4 one^--b--^ | one",
        "multipart/mixed;boundary=b | --b~c: application/sdp~~c=IN IP4 one | one",
        "multipart/mixed;boundary=b | --b~Content-Type:~ application/sdp~~c=IN IP4 one~--b-- | one",
        "multipart/mixed;boundary=b | --b~c: multipart/mixed;boundary=b-in~~--b-in~c:"
            + " application/sdp~~c=IN IP4 one~--b-in--~--b-- | one",
        "multipart/mixed;boundary=b | --b~Content-Disposition: early-session~c:"
            + " application/sdp~~c=IN IP4 one~--b~c: application/sdp~~c=IN IP4 two~--b-- | two",
        "multipart/related;boundary=b;start=\"<2>\" | --b~c: application/sdp~~c=IN IP4"
            + " one~--b~Content-ID: <2>~c: application/sdp~~c=IN IP4 two~--b-- | two",
        "multipart/mixed;boundary=b | --b~c: text/plain~~c=IN IP4 one~--b-- | ''",
        "multipart/mixed;boundary=b | --b~c: application/sdp | ''",
        "text/plain | c=IN IP4 one | ''",
      })
  void theDescriptionOfTheSessionIsFound(String type, String body, String host) throws Exception {
    assertThat(found(type, body)).isEqualTo(host);
  }

  @Test
  void aTransferEncodingIsUndone() throws Exception {
    var coded = Base64.getEncoder().encodeToString("c=IN IP4 one".getBytes());
    var part = "--b~Content-Transfer-Encoding: %s~c: application/sdp~~%s~--b--";
    var type = "multipart/mixed;boundary=b";
    assertThat(found(type, part.formatted("BASE64", coded))).isEqualTo("one");
    assertThatThrownBy(() -> found(type, part.formatted("base64", "A")))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> found(type, part.formatted("x-foo", coded)))
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.status()).isEqualTo(415));
  }

  @Test
  void partsAndDepthAreBounded() throws Exception {
    assertThat(found("multipart/mixed;boundary=d1", nested(Body.MAX_DEPTH))).isEqualTo("one");
    assertThatThrownBy(() -> found("multipart/mixed;boundary=d1", nested(Body.MAX_DEPTH + 1)))
        .isInstanceOf(MalformedMessageException.class);
    var many = "--b~~x~".repeat(Multipart.MAX_PARTS + 1);
    assertThatThrownBy(() -> found("multipart/mixed;boundary=b", many))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> found("multipart/mixed", "--b"))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void whereItCannotBeRefusedItIsAsGoodAsNone() {
    assertThat(Body.sdpIfAny(Optional.of("application/sdp"), Octets.utf8("garbage"))).isEmpty();
  }
}
