package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.Leftovers;
import org.junit.jupiter.api.Test;

/** What an operator's request is without each of its parts. */
class LeftOutTest {

  private static final String HEAD =
      """
      MESSAGE sip:juliet@example.com SIP/2.0
      From: <sip:romeo@example.net>;tag=1
      t: <sip:juliet@example.com>
      Content-Length: 42
      Subject: a long
        subject
      Priority: urgent
      """;

  @Test
  void eachHeaderFieldThatIsNoRoutingIsLeftOutWithItsContinuation() {
    var leftovers = LeftOut.of(HEAD + "Content-Type: text/plain\n\nHi");

    assertThat(leftovers.whole()).doesNotContain("Content-Length").endsWith("\n\nHi");
    assertThat(leftovers.parts())
        .extracting(Leftovers.Part::what)
        .containsExactly("header field Subject", "header field Priority");
    assertThat(leftovers.parts().get(0).rest())
        .doesNotContain("subject")
        .contains("Priority: urgent")
        .endsWith("\n\nHi");
  }

  @Test
  void eachPartOfABodyIsLeftOut() {
    var body =
        "Content-Type: multipart/mixed;boundary=\"b\"\r\n\r\n"
            + "--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n"
            + "--b\r\n\r\nuntyped\r\n--b--\r\n";
    var leftovers = LeftOut.of(HEAD + body);

    assertThat(leftovers.parts())
        .extracting(Leftovers.Part::what)
        .containsExactly(
            "header field Subject",
            "header field Priority",
            "body part text/plain",
            "body part without a type");
    assertThat(leftovers.parts().get(2).rest()).doesNotContain("Hi").contains("untyped");
    assertThat(leftovers.parts().get(3).rest()).contains("Hi").doesNotContain("untyped");
  }

  @Test
  void textsWithoutPartsAreLeftAsTheyAre() {
    assertThat(LeftOut.of("nonsense").parts()).isEmpty();
    assertThat(LeftOut.of("").parts()).isEmpty();
    assertThat(LeftOut.of("a\n" + "X: y\n".repeat(100)).parts()).hasSize(60);
  }
}
