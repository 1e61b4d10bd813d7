package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Texts too long for one MESSAGE, cut into several (RFC 3428 §8). */
class PagePartsTest {

  private static final int MOST = 1300;

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

  @BeforeEach
  void quiet() {
    romeo.answer = message -> List.of("200 OK");
  }

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", "normal", id, children);
  }

  private static List<SipFrame> allMessages() {
    var all = new ArrayList<SipFrame>();
    all.add(romeo.messages.next(WAIT));
    for (var next = romeo.messages.poll(SILENCE);
        next.isPresent();
        next = romeo.messages.poll(SILENCE)) {
      all.add(next.get());
    }
    return all;
  }

  private static String joined(List<SipFrame> messages) {
    return String.join("", messages.stream().map(SipFrame::text).toList());
  }

  private static void refused(String id, Element error) {
    assertThat(error.getAttribute("id")).isEqualTo(id);
    assertThat(error.getElementsByTagNameNS("*", "policy-violation").getLength()).isEqualTo(1);
  }

  @Test
  @Requirement("SIZE-02")
  @Requirement(
      value = "SIZE-01",
      partial = "a peer marked congestion-safe: no tenant key marks one")
  void aLongTextIsCutIntoPartsThatFit() throws Exception {
    var text = "Two households, both alike in dignity. ".repeat(129).substring(0, 5000);
    say("l1", "<body>" + text + "</body>");

    var parts = allMessages();

    assertThat(parts).hasSizeGreaterThan(3).allMatch(part -> part.size() <= MOST);
    assertThat(joined(parts)).isEqualTo(text);
  }

  static Stream<Arguments> stanzas() {
    var long5 = "x".repeat(5000);
    var long1 = "x".repeat(1100);
    return Stream.of(
        Arguments.of("lines", "<body>" + "a\n".repeat(1500) + "</body>"),
        Arguments.of("symbols", "<body>" + "😀".repeat(1000) + "</body>"),
        Arguments.of("escapes", "<body>" + "&amp;&lt;".repeat(1000) + "</body>"),
        Arguments.of("subject", "<subject>" + long1 + "</subject><body>" + long5 + "</body>"),
        Arguments.of("subject alone", "<subject>" + long5 + "</subject>"),
        Arguments.of("thread", "<thread>" + long1 + "</thread><body>" + long5 + "</body>"),
        Arguments.of(
            "nick",
            "<nick xmlns='http://jabber.org/protocol/nick'>"
                + long1
                + "</nick><body>"
                + long5
                + "</body>"));
  }

  @ParameterizedTest
  @MethodSource("stanzas")
  @Requirement(
      value = "SIZE-01",
      partial = "a peer marked congestion-safe: no tenant key marks one")
  void noMessageIsLongerWhateverTheStanza(String id, String children) throws Exception {
    say(id, children);

    // Where not even a part fits, nothing is sent.
    var error = scene.server.stanzas.poll(SILENCE);
    if (error.isPresent()) {
      refused(id, error.get());
      assertThat(romeo.messages.size()).isZero();
    } else {
      assertThat(allMessages()).allMatch(part -> part.size() <= MOST);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 1023})
  @Requirement(
      value = "SIZE-01",
      partial = "a peer marked congestion-safe: no tenant key marks one")
  void noMessageIsLongerWhateverTheAddresses(int octets) throws Exception {
    var to = "romeo@example.net/" + "ü".repeat(octets / 2);
    scene.say(juliet + "/" + "x".repeat(octets), to, "normal", "a" + octets, "<body>x</body>");

    refused("a" + octets, scene.server.stanzas.next(WAIT));
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIZE-07")
  void partsFollowEachOtherAndStopAtTheFirstFailure() throws Exception {
    romeo.answer = message -> List.of();
    say("l2", "<body>" + "x".repeat(3500) + "</body>");

    var first = romeo.messages.next(WAIT);
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
    romeo.respond(first, "200 OK", List.of(), "");
    var second = romeo.messages.next(WAIT);
    assertThat(first.text().length() + 2 * second.text().length()).isLessThan(3500);
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.size()).isZero();
    romeo.respond(second, "503 Busy", List.of(), "");

    assertThat(scene.server.stanzas.next(WAIT).getAttribute("id")).isEqualTo("l2");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    assertThat(romeo.messages.size()).isZero();
  }

  @Test
  @Requirement("SIZE-08")
  void tenPartsAreSentAndElevenRefused() throws Exception {
    say("l3", "<body>" + "x".repeat(2500) + "</body>");
    var room = allMessages().get(0).body().length;

    say("l4", "<body>" + "x".repeat(10 * room - 100) + "</body>");
    assertThat(allMessages()).hasSize(10);

    say("l5", "<body>" + "x".repeat(10 * room + 100) + "</body>");
    refused("l5", scene.server.stanzas.next(WAIT));
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIZE-08")
  void aMegabyteIsRefused() throws Exception {
    say("l6", "<body>" + "x".repeat(1_000_000) + "</body>");

    refused("l6", scene.server.stanzas.next(WAIT));
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }
}
