package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths with relays of the peer's: only what we connect to is ours to judge (RFC 7977 §5.2.2). */
class MsrpPathsTest {

  private static final String ACTIVE = "active";
  private static final String PASSIVE = "passive";
  private static final String WEB = " msrps://df7jal23ls0d.invalid:2855/";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

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

  @AfterEach
  void empty() {
    romeo.path = uri -> uri;
  }

  private static String id(String uri) {
    return uri.replaceFirst(".*/", "").replaceFirst(";.*", "");
  }

  private static String relay(String uri) {
    return uri.replaceFirst("/[^/]+$", "/relay7x2b;tcp");
  }

  private static Arguments way(String name, String setup, UnaryOperator<String> path) {
    return Arguments.of(name, setup, path);
  }

  static Stream<Arguments> paths() {
    return Stream.of(
        way("ws behind msrp", PASSIVE, u -> relay(u) + WEB + id(u) + ";ws"),
        way("ws without a port", PASSIVE, u -> relay(u) + " msrp://x.invalid/" + id(u) + ";ws"),
        way("msrps behind msrp", PASSIVE, u -> relay(u) + WEB + id(u) + ";tcp"),
        way("ws behind msrps", ACTIVE, u -> secure(relay(u)) + WEB + id(u) + ";ws"),
        way("msrps behind msrps", ACTIVE, u -> secure(relay(u)) + WEB + id(u) + ";tcp"),
        way("ws behind ws", ACTIVE, u -> "msrp://r.invalid/r;ws" + WEB + id(u) + ";ws"),
        way(
            "three",
            ACTIVE,
            u -> secure(relay(u)) + " msrps://b.invalid:1/b;sctp" + WEB + id(u) + ";ws"));
  }

  private static String secure(String uri) {
    return uri.replaceFirst("^msrp:", "msrps:");
  }

  private static MsrpLine line(Call call, String setup) throws Exception {
    return setup.equals(PASSIVE) ? call.acceptConnection() : call.connect();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("paths")
  @Requirement({"MSRP-34", "MSRP-78"})
  void whatIsBehindTheFirstUriIsNotOurs(String name, String setup, UnaryOperator<String> path)
      throws Exception {
    romeo.path = path;
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup(setup));
    assertThat(call.response().status()).isEqualTo(200);
    var line = line(call, setup);

    assertThat(line.response(line.send("to thee"), WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("to thee");
    scene.say(juliet + "/a", "romeo@example.net", "chat", "p1", "<body>to him</body>");
    var text = line.texts.next(WAIT);

    assertThat(text.text()).isEqualTo("to him");
    assertThat(text.last().header("To-Path")).contains(call.ownPath().get(0));
    call.bye();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("paths")
  @Requirement("MSRP-34")
  void anAnswerMayNameSuchAPath(String name, String setup, UnaryOperator<String> path)
      throws Exception {
    romeo.path = path;
    scene.say(juliet + "/a", "romeo@example.net", "chat", "p2", "<body>to him</body>");
    var call = romeo.invites.next(WAIT);
    call.answer(call.sdp(setup), "");
    var line = line(call, setup);
    if (setup.equals(ACTIVE)) {
      assertThat(line.response(line.bind(), WAIT).status()).isEqualTo(200);
    }

    assertThat(line.texts.next(WAIT).text()).isEqualTo("to him");
    call.bye();
  }

  static Stream<Arguments> pathsToRefuse() {
    return Stream.of(
        way("msrps alone", ACTIVE, MsrpPathsTest::secure),
        way("ws alone", ACTIVE, u -> u.replace(";tcp", ";ws")),
        way("a relay with TLS to connect to", PASSIVE, u -> secure(relay(u)) + " " + u),
        way("a relay with ws to connect to", PASSIVE, u -> relay(u).replace("tcp", "ws") + " " + u),
        way("no session at the end", ACTIVE, u -> relay(u) + " msrp://x.invalid:2855;tcp"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pathsToRefuse")
  @Requirement({"SDP-38"})
  void whatWeWouldHaveToSpeakIsRefused(String name, String setup, UnaryOperator<String> path)
      throws Exception {
    romeo.path = path;
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup(setup));

    assertThat(call.response().status()).isEqualTo(488);
    assertThat(call.response().need("Warning")).startsWith("399 ");
  }
}
