package im.balcony.msrp.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of a SIP body (RFC 3261 §20.11, RFC 2387). */
class BodyPartsTest {

  private static final List<String> ACCEPTED = List.of("text/plain", "message/cpim", "a/sdp");
  private static final String OPTIONAL = "Content-Disposition: x;handling=optional~";

  /** Types in their order, those that are required with an exclamation mark. */
  private static String parts(String type, String body) throws FormatException {
    return new CpimFormats()
        .parts(type, Octets.utf8(MimeTest.wire(body)), ACCEPTED).stream()
            .map(p -> p.contentType() + (p.required() ? "!" : ""))
            .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | Hi | text/plain!",
        "multipart/mixed;boundary=b | --b~c: a/sdp~~x~--b~~Hi~--b-- | a/sdp! text/plain!",
        "multipart/mixed;boundary=b | --b~Content-Type: i/png~~x~--b~~Hi~--b-- | i/png!"
            + " text/plain!",
        "multipart/mixed;boundary=b | --b~Content-Type: text/cpim~~x~--b-- | message/cpim!",
        "multipart/related;boundary=b | --b~c: a/sdp~~x~--b~c: i/png~~x~--b-- | a/sdp! i/png",
        "multipart/related;boundary=b;start=\"<s>\" | --b~~Hi~--b~Content-ID: <s>~c: a/sdp~~x~--b--"
            + " | a/sdp! text/plain",
        "multipart/alternative;boundary=b | --b~c: a/sdp~~x~--b~~Hi~--b-- | text/plain!",
        "multipart/alternative;boundary=b | --b~c: i/png~~x~--b~c: a/sdp~~x~--b-- | a/sdp!",
        "multipart/alternative;boundary=b | --b~c: i/png~~x~--b-- |"
            + " multipart/alternative;boundary=b!",
        "multipart/signed;boundary=b | --b~~Hi~--b~c: application/pkcs7-signature~~x~--b-- |"
            + " text/plain!",
        "multipart/encrypted;boundary=b | x | multipart/encrypted;boundary=b!",
      })
  void partsAreToldWithWhatTheyAskFor(String type, String body, String told) throws Exception {
    assertThat(parts(type, body)).isEqualTo(told);
  }

  @Test
  void handlingIsRequiredWhereNothingElseIsSaid() throws Exception {
    var body = "--b~" + OPTIONAL + "~Hi~--b~Content-Disposition: x;HANDLING=Required~~Hi~--b--";
    assertThat(parts("multipart/mixed;boundary=b", body)).isEqualTo("text/plain text/plain!");
  }

  @Test
  void anOptionalMultipartIsLeftOutAsAWhole() throws Exception {
    var inner = "--b~" + OPTIONAL + "c: multipart/mixed;boundary=i~~--i~~Hi~%s--i--~--b~~Lo~--b--";
    var type = "multipart/mixed;boundary=b";
    assertThat(parts(type, inner.formatted(""))).isEqualTo("text/plain text/plain!");
    assertThat(parts(type, inner.formatted("--i~c: i/png~~x~"))).isEqualTo("text/plain!");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/mixed | x~--b-- | 400",
        "multipart/signed | --b-- | 400",
        "multipart/related | --b-- | 400",
        "multipart/alternative | --b--~ | 400",
        "multipart/mixed | --b~Content-Disposition: x;handling=optional~Content-Encoding: y~~Hi~--b--"
            + " | 415"
      })
  void thereIsAPartOrAReason(String type, String body, int status) {
    var refused =
        catchThrowableOfType(FormatException.class, () -> parts(type + ";boundary=b", body));
    assertThat(refused.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Encoding: gzip | 415",
        "Content-Transfer-Encoding: x-foo | 415",
        "Content-Type: nonsense | 400"
      })
  void whatCannotBeReadIsLeftOutOnlyWhereItMayBe(String header, int status) throws Exception {
    var type = "multipart/mixed;boundary=b";
    var body = "--b~%s" + header + "~~x~--b~~Hi~--b--";
    assertThat(
            catchThrowableOfType(FormatException.class, () -> parts(type, body.formatted("")))
                .status())
        .isEqualTo(status);
    if (status == 415) {
      assertThat(parts(type, body.formatted(OPTIONAL))).isEqualTo("text/plain!");
    }
  }

  @Test
  void depthIsBounded() throws Exception {
    var body = new StringBuilder();
    for (var i = 1; i < CpimFormats.MAX_DEPTH; i++) {
      body.append("--d" + i + "~c: multipart/mixed;boundary=d" + (i + 1) + "~~");
    }
    var last = CpimFormats.MAX_DEPTH + 1;
    assertThat(parts("multipart/mixed;boundary=d1", body + "--d8~~Hi")).isEqualTo("text/plain!");
    body.append("--d8~c: multipart/mixed;boundary=d" + last + "~~--d" + last + "~~Hi");
    assertThat(
            catchThrowableOfType(
                    FormatException.class,
                    () -> parts("multipart/mixed;boundary=d1", body.toString()))
                .status())
        .isEqualTo(400);
  }

  @Test
  void aRequiredPartThatIsNotUnderstoodRefusesAText() {
    var body = "--b~Content-Disposition: x;handling=required~c: i/png~~x~--b~~Hi~--b--";
    assertThat(
            catchThrowableOfType(
                    FormatException.class,
                    () ->
                        new CpimFormats()
                            .unwrap(
                                "multipart/mixed;boundary=b",
                                Octets.utf8(MimeTest.wire(body)),
                                ACCEPTED))
                .status())
        .isEqualTo(415);
  }

  @Test
  void textsOfSeveralCharsetsBecomeOne() throws Exception {
    var body =
        "--b\r\nc: text/plain;charset=iso-8859-1\r\n\r\nCaf\u00e9\r\n--b\r\n\r\n\u00fc\r\n--b\r\nc:"
            + " text/plain;charset=us-ascii\r\n\r\nend\r\n--b--";
    var octets = body.replace("\u00fc", "u").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    var all = new CpimFormats().unwrap("multipart/mixed;boundary=b", Octets.of(octets), ACCEPTED);
    assertThat(all.body().utf8()).isEqualTo("Caf\u00e9\r\nu\r\nend");
  }
}
