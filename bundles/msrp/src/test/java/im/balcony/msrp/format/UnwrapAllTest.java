package im.balcony.msrp.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All that is inside, and not only what comes first. */
class UnwrapAllTest {

  private static final String HEAD = "From: <sip:romeo@example.net>\r\n\r\n";
  private static final String MIXED = "Content-Type: multipart/mixed;boundary=b\r\n\r\n";

  private static List<String> read(String cpim) throws FormatException {
    return new CpimFormats()
        .unwrapAll("message/cpim", Octets.utf8(cpim), List.of("message/imdn+xml")).stream()
            .map(MsrpContent::body)
            .map(Octets::utf8)
            .toList();
  }

  private static String part(String type, String content) {
    return "--b\r\nContent-Type: " + type + "\r\n\r\n" + content + "\r\n";
  }

  @Test
  void allPartsOfThatTypeAreRead() throws FormatException {
    var parts =
        part("message/imdn+xml", "one") + part("text/plain", "x") + part("message/imdn+xml", "two");
    assertThat(read(HEAD + MIXED + parts + "--b--")).containsExactly("one", "two");
    assertThat(read(HEAD + "Content-Type: message/imdn+xml\r\n\r\none")).containsExactly("one");
  }

  @Test
  void whereNoneIsThatIsSaid() {
    assertThatThrownBy(() -> read(HEAD + MIXED + part("text/plain", "x") + "--b--"))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.status()).isEqualTo(415));
  }

  @Test
  void whatIsTooDeepIsRefused() {
    var nested = "Content-Type: message/cpim\r\n\r\n" + HEAD;
    assertThatThrownBy(
            () -> read(HEAD + nested.repeat(50) + "Content-Type: message/imdn+xml\r\n\r\nx"))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.status()).isEqualTo(400));
  }
}
