package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code balcony:map} says of the parts of a message that have no counterpart. */
class MapLeftoversTest {

  private static final String LEFT = "not carried over: ";

  private static Scene scene;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static List<String> map(String input) {
    return scene.framework.service(Gateway.class).orElseThrow().dryRun("verona", input);
  }

  private static List<String> left(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(LEFT))
        .map(line -> line.substring(LEFT.length()))
        .toList();
  }

  private static String message(String fields, String body) {
    return """
        MESSAGE sip:juliet@example.com SIP/2.0
        From: "Romeo" <sip:romeo@example.net>;tag=1
        To: <sip:juliet@example.com>
        Call-ID: x
        CSeq: 1 MESSAGE
        """
        + fields
        + "\n"
        + body;
  }

  @Test
  void headerFieldsWithoutCounterpartAreNamed() {
    var lines =
        map(
            message(
                """
                Subject: balcony
                X-Vendor: a secret of
                  theirs
                Content-Type: text/plain
                Content-Length: 19
                P-Charging-Vector: icid-value=12345
                """,
                "Neither, fair saint"));

    assertThat(lines).anyMatch(line -> line.contains("<body>Neither, fair saint"));
    assertThat(left(lines))
        .containsExactly("header field X-Vendor", "header field P-Charging-Vector");
    assertThat(String.join("\n", lines)).doesNotContain("secret", "theirs", "12345");
  }

  @Test
  void bodyPartsWithoutCounterpartAreNamed() {
    var lines =
        map(
            message(
                "Content-Type: multipart/mixed; boundary=\"here\"\n",
                """
                --here
                Content-Type: text/plain

                Neither, fair saint
                --here
                Content-Type: image/png
                Content-Disposition: icon;handling=optional

                a picture
                --here--
                """));

    assertThat(lines).anyMatch(line -> line.contains("<body>Neither, fair saint"));
    assertThat(left(lines)).containsExactly("body part image/png");
    assertThat(String.join("\n", lines)).doesNotContain("a picture");
  }

  @Test
  void elementsWithoutCounterpartAreNamed() {
    var lines =
        map(
            """
            <message from='juliet@example.com/b' to='romeo@example.net' type='normal' id='m1'>
              <subject>balcony</subject><body>Art thou not Romeo</body>
              <mood xmlns='http://jabber.org/protocol/mood'><in_love/><text>for him</text></mood>
              <thread>t1</thread>
            </message>""");

    assertThat(lines).anyMatch(line -> line.startsWith("MESSAGE sip:romeo@example.net"));
    assertThat(left(lines)).containsExactly("<mood xmlns='http://jabber.org/protocol/mood'>");
    assertThat(String.join("\n", lines)).doesNotContain("for him");
  }

  @Test
  void ofWhatIsCarriedOverTheInsideIsLookedAtToo() {
    var lines =
        map(
            """
            <message from='juliet@example.com/b' to='romeo@example.net' type='chat' id='m2'>
              <body>Good night</body>
              <active xmlns='http://jabber.org/protocol/chatstates'><loud xmlns='urn:example:x'/></active>
            </message>""");

    assertThat(left(lines)).contains("<loud xmlns='urn:example:x'>").doesNotContain("<body>");
  }

  @Test
  void ofWhatIsRefusedNothingIsSaid() {
    assertThat(left(map(message("Content-Type: image/png\nX-Vendor: y\n", "a picture")))).isEmpty();
    assertThat(
            left(map("<message from='a@example.com' to='b@example.org'><x xmlns='y'/></message>")))
        .isEmpty();
  }
}
