package im.balcony.sip.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SessionDescription;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdpTest {

  private static final String FULL =
      "v=0\r\no=romeo 2890844526 7 IN IP4 192.0.2.3\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\n"
          + "a=sendrecv\r\nm=audio 0 RTP/AVP 0 8\r\nm=message 7654 TCP/MSRP *\r\n"
          + "c=IN IP6 2001:db8::1\r\na=accept-types:message/cpim text/plain\r\n"
          + "a=path:msrp://192.0.2.4:7654/s1;tcp\r\na=setup:active\r\na=msrp-cema\r\n";

  @Test
  void thereAndBack() throws Exception {
    var sdp = SdpReader.read(FULL);
    assertThat(sdp.originUser()).isEqualTo("romeo");
    assertThat(sdp.originId()).isEqualTo(2890844526L);
    assertThat(sdp.originVersion()).isEqualTo(7);
    assertThat(sdp.host()).isEqualTo("192.0.2.4");
    assertThat(sdp.direction()).contains("sendrecv");
    assertThat(sdp.media()).hasSize(2);
    assertThat(sdp.media().get(0).formats()).isEqualTo("0 8");
    var message = sdp.media().get(1);
    assertThat(message.protocol()).isEqualTo("TCP/MSRP");
    assertThat(message.host()).contains("2001:db8::1");
    assertThat(message.attribute("SETUP")).contains("active");
    assertThat(message.attribute("msrp-cema")).contains("");
    assertThat(SdpReader.read(SdpWriter.write(sdp))).isEqualTo(sdp);
  }

  @Test
  @Requirement("SDP-34")
  void whatIsWrittenIsComplete() throws Exception {
    var text = SdpWriter.write(SdpReader.read("m=message 7 TCP/MSRP *\na=path:x\n"));
    assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    var order = text.replaceAll("(?m)^(.)=.*\r\n", "$1");
    assertThat(order).isEqualTo("vosctma");
    assertThat(text).contains("\r\ns=-\r\n").contains("\r\nt=0 0\r\n").endsWith("\r\n");
  }

  @Test
  void incompleteDescriptionsAreRead() throws Exception {
    var sdp = SdpReader.read("c=IN IP4 x.example.com\r\nm=message 7654 TCP/MSRP *\r\na=path:p");
    assertThat(sdp.host()).isEqualTo("x.example.com");
    assertThat(sdp.media().get(0).attribute("path")).contains("p");
  }

  @Test
  @Requirement("SDP-36")
  void spacesAfterTheColonAreCutOff() throws Exception {
    var sdp =
        SdpReader.read(
            "m=message 7 TCP/MSRP *\r\na=accept-types: message/cpim text/plain\r\na=path: msrp://x\r\n");
    assertThat(sdp.media().get(0).attribute("accept-types")).contains("message/cpim text/plain");
    assertThat(sdp.media().get(0).attribute("path")).contains("msrp://x");
  }

  @Test
  @Requirement("SDP-40")
  void theDescriptionIsFoundInAMultipart() throws Exception {
    var body =
        "preamble\r\n--b1\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\nm=no\r\n"
            + "--b1\r\nContent-Disposition: session\r\nContent-Length: 3\r\nc : APPLICATION/SDP;x=y"
            + "\r\n\r\n"
            + FULL
            + "\r\n--b1--\r\n";
    for (var type :
        new String[] {"multipart/related; boundary=b1", "Multipart/Mixed;boundary=\"b1\""}) {
      assertThat(Body.sdp(Optional.of(type), Octets.utf8(body))).contains(SdpReader.read(FULL));
    }
    assertThat(Body.sdp(Optional.of("multipart/mixed;boundary=b1"), Octets.utf8("--b1--")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "m=message",
        "m=message x TCP/MSRP *",
        "m=message 65536 TCP/MSRP *",
        "c=IN",
        "o=a b c IN IP4 x",
        "a=path:msrp://a:1/b;tcp\rx",
        "a=x\0y",
        "=x"
      })
  void nonsenseIsMalformed(String text) {
    assertThatThrownBy(() -> SdpReader.read(text)).isInstanceOf(MalformedMessageException.class);
  }

  /** RFC 8122 §5: those of an m-line come before those of the session. */
  @Test
  void fingerprintsOfTheSessionHoldForEachLineWithoutItsOwn() throws Exception {
    var sdp =
        SdpReader.read(
            "a=fingerprint:sha-256 0A\na=FINGERPRINT:sha-1 0B\n"
                + "m=message 7 TCP/TLS/MSRP *\na=setup:active\n"
                + "m=message 8 TCP/TLS/MSRP *\na=fingerprint:sha-256 0C\n");
    assertThat(fingerprints(sdp, 0)).containsExactly("sha-256 0A", "sha-1 0B");
    assertThat(fingerprints(sdp, 1)).containsExactly("sha-256 0C");
    assertThat(sdp.media().get(0).attribute("setup")).hasValue("active");
  }

  private static List<String> fingerprints(SessionDescription sdp, int line) {
    return sdp.media().get(line).attributes().stream()
        .filter(a -> a.name().equalsIgnoreCase("fingerprint"))
        .map(SessionDescription.Attribute::value)
        .toList();
  }

  @Test
  void linesAreBounded() throws Exception {
    SdpReader.read("a=x\n".repeat(SdpReader.MAX_LINES - 1));
    assertThatThrownBy(() -> SdpReader.read("a=x\n".repeat(SdpReader.MAX_LINES)))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void nothingIsSmuggledIntoADescription() throws Exception {
    var sdp = SdpReader.read("m=message 7 TCP/MSRP *");
    var bad = new SessionDescription("-", 1, 1, "x\r\na=evil", Optional.empty(), sdp.media());
    assertThatThrownBy(() -> SdpWriter.write(bad)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyInputIsReadOrMalformed() {
    var random = new Random(4566);
    for (var i = 0; i < 20_000; i++) {
      var text = new StringBuilder(FULL);
      for (var j = random.nextInt(8); j >= 0; j--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
      }
      try {
        SdpReader.read(text.toString());
      } catch (MalformedMessageException e) {
        assertThat(e.status()).isEqualTo(400);
      }
    }
  }
}
