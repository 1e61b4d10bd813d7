package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** XML that one user makes a server pass on: it never costs the others their link. */
class OddXmlTest {

  private static final String EVE = "eve@example.com/x";

  private static Scene scene;
  private static Phone romeo;
  private static int texts;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static void odd(String children) throws Exception {
    scene.say(EVE, "romeo@example.net", "normal", "odd" + ++texts, children);
  }

  /** Another user's text goes through on the same link. */
  private static void othersGoOn() throws Exception {
    var text = "text " + ++texts;
    scene.say("juliet@example.com/x", "romeo@example.net", "normal", "t" + texts, body(text));
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo(text);
    assertThat(scene.server.lost.poll(SILENCE)).isEmpty();
  }

  private static String body(String text) {
    return "<body>" + text + "</body>";
  }

  @Test
  void quotedCharacterDataIsText() throws Exception {
    odd("<body>a <![CDATA[< b && c ]]]]><![CDATA[> </body>]]></body>");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("a < b && c ]]> </body>");
    othersGoOn();
  }

  static Stream<Arguments> passedOver() {
    var attributes =
        IntStream.range(0, 100).mapToObj(i -> "a" + i + "=''").collect(Collectors.joining(" "));
    return Stream.of(
        Arguments.of("policy-violation", "depth", "<a>".repeat(70) + "</a>".repeat(70)),
        Arguments.of("policy-violation", "attributes", "<a " + attributes + "/>"),
        Arguments.of("policy-violation", "a value", "<a b='" + "x".repeat(20_000) + "'/>"),
        Arguments.of("policy-violation", "size", body("x".repeat(9_000_000))),
        Arguments.of(
            "policy-violation", "quoted", body("<![CDATA[" + "]>".repeat(400_000) + "]]>")),
        Arguments.of("not-acceptable", "an unknown prefix", "<p:a/>"),
        Arguments.of("not-acceptable", "an attribute's prefix", "<a p:b=''/>"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("passedOver")
  void whatIsPastALimitIsRefusedToItsSender(String condition, String name, String children)
      throws Exception {
    odd(children);

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("to")).isEqualTo(EVE);
    assertThat(error.getAttribute("id")).isEqualTo("odd" + texts);
    assertThat(error.getElementsByTagNameNS("*", condition).getLength()).isEqualTo(1);
    othersGoOn();
  }

  @Test
  void aStanzaThatIsAllOpenTagIsRefusedAsWell() throws Exception {
    var id = "odd" + ++texts;
    scene.server.send(
        "example.net",
        "<message a='"
            + "x".repeat(1_000_000)
            + "' p:b='' from='"
            + EVE
            + "' id='"
            + id
            + "' to='romeo@example.net'><body>x</body></message>");

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo(id);
    assertThat(error.getElementsByTagNameNS("*", "policy-violation").getLength()).isEqualTo(1);
    othersGoOn();
  }
}
