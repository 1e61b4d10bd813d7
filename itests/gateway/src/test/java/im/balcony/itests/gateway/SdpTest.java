package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the descriptions of a session say, and what is made of those of peers (RFC 4975 §8). */
class SdpTest {

  private static final String CPIM = "message/cpim";

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

  private Call called() throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "chat", "c" + people, "<body>Ay me!</body>");
    return romeo.invites.next(WAIT);
  }

  /** The session that comes of a call of hers, answered with his SDP as {@code edit} leaves it. */
  private MsrpLine answered(UnaryOperator<String> edit) throws Exception {
    var call = called();
    call.answer(edit.apply(call.sdp("passive")), "");
    return call.acceptConnection();
  }

  private static UnaryOperator<String> types(String types) {
    return sdp -> sdp.replaceFirst("a=accept-types:[^\r]*", "a=accept-types:" + types);
  }

  private Call invited(UnaryOperator<String> edit) throws Exception {
    return romeo.invite("sip:" + juliet, Call.Offer.PLAIN, edit);
  }

  @Test
  @Requirement({"SDP-05"})
  void onlyThePathSaysWhereToConnect() throws Exception {
    var line =
        answered(
            sdp ->
                sdp.replace("c=IN IP4 127.0.0.1", "c=IN IP4 192.0.2.1")
                    .replaceFirst("m=message \\d+", "m=message 1"));
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Ay me!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=path:[^\r]*\r\n", "(?<=msrp://127.0.0.1):\\d+"})
  @Requirement({"SDP-06"})
  void anOfferThatLeadsNowhereIsRefused(String part) throws Exception {
    assertThat(invited(sdp -> sdp.replaceFirst(part, "")).response().status()).isEqualTo(488);
  }

  @Test
  @Requirement({"SDP-07"})
  void anOfferWithoutTypesIsRefused() throws Exception {
    var call = invited(sdp -> sdp.replaceFirst("a=accept-types:[^\r]*\r\n", ""));
    assertThat(call.response().status()).isEqualTo(488);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/*", "*", "text/plain;charset=utf-8"})
  @Requirement({"SDP-08"})
  void patternsAndParametersOfAcceptTypesAreUnderstood(String types) throws Exception {
    var text = answered(types(types)).texts.next(WAIT);
    assertThat(text.contentType()).startsWith("text/plain");
    assertThat(text.text()).isEqualTo("Ay me!");
  }

  @Test
  @Requirement({"SDP-09"})
  void onlyWhatThePeerAllowsIsSent() throws Exception {
    var wrapped = answered(types(CPIM + "\r\na=accept-wrapped-types:text/plain")).texts.next(WAIT);
    assertThat(wrapped.contentType()).startsWith(CPIM);
    assertThat(wrapped.text()).endsWith("Ay me!");

    scene.say("nurse@example.com/x", "paris@example.net", "chat", "n1", "<body>x</body>");
    var call = romeo.invites.next(WAIT);
    call.answer(types("application/x-foo").apply(call.sdp("passive")), "");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("x");
    call.expectBye(WAIT);
    assertThat(call.isCalled(SILENCE)).isFalse();
  }

  @Test
  @Requirement({"STATE-09"})
  void composingGoesWrappedWhereItMayOnlyBeWrapped() throws Exception {
    var composing = "application/im-iscomposing+xml";
    var line = answered(types(CPIM + "\r\na=accept-wrapped-types:text/plain " + composing));
    line.texts.next(WAIT);

    scene.say(
        juliet + "/x",
        "romeo@example.net",
        "chat",
        "w1",
        "<composing xmlns='http://jabber.org/protocol/chatstates'/>");

    var wrapped = line.texts.next(WAIT);
    assertThat(wrapped.contentType()).startsWith(CPIM);
    assertThat(wrapped.text()).contains("Content-Type: " + composing, "<state>active</state>");
  }

  @Test
  @Requirement({"SDP-09"})
  void aPeerWithoutTextAtAllIsNotAcceptable() throws Exception {
    romeo.answer = message -> List.of("415 Unsupported Media Type", "Accept: application/x-foo");
    try {
      // Not Romeo: the gateway remembers what a peer does not take.
      scene.say(juliet + "/x", "tybalt@example.net", "chat", "t1", "<body>peace</body>");
      var call = romeo.invites.next(WAIT);
      call.answer(types("application/x-foo").apply(call.sdp("passive")), "");

      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getAttribute("type")).isEqualTo("error");
      assertThat(error.getAttribute("id")).isEqualTo("t1");
      assertThat(error.getElementsByTagNameNS("*", "not-acceptable").getLength()).isOne();
      assertThat(romeo.messages.next(WAIT).text()).isEqualTo("peace");
      call.expectBye(WAIT);
      assertThat(call.isCalled(SILENCE)).isFalse();
    } finally {
      romeo.answer = message -> List.of("200 OK");
    }
  }

  @Test
  @Requirement({"SDP-13"})
  void theLargestMessageIsSaidAndHeeded() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN, sdp -> sdp + "a=max-size:100\r\n");
    var largest = Integer.parseInt(call.peerSdp().attribute("max-size").orElse(""));
    assertThat(largest).isEqualTo(65536 - 2000);
    var line = call.connect();
    var id = line.chunk("large", new byte[largest + 1], 0, 2048, "text/plain", '+', List.of());
    assertThat(line.response(id, WAIT).status()).isEqualTo(413);

    scene.say(
        juliet + "/x", "romeo@example.net", "chat", "l1", "<body>" + "x".repeat(101) + "</body>");
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getElementsByTagNameNS("*", "policy-violation").getLength()).isOne();
    assertThat(line.texts.poll(SILENCE)).isEmpty();
    call.bye();
  }

  @Test
  @Requirement({"SDP-11"})
  void theTypesWeTakeAreThoseOfTheGuide() throws Exception {
    var call = called();
    var types = call.peerSdp().attribute("accept-types").orElse("");
    assertThat(types)
        .isEqualTo(
            "message/cpim text/plain application/im-iscomposing+xml multipart/mixed"
                + " multipart/alternative multipart/signed");
    assertThat(Files.readString(Path.of("../../docs/operators-guide.md"))).contains(types);
    call.refuse("480 Temporarily Unavailable");
    scene.failed("c" + people);
  }

  @ParameterizedTest
  @CsvSource({"text/plain, text/plain", "message/cpim text/plain, message/cpim"})
  @Requirement({"SDP-12"})
  void theFirstTypeOfThePeerDecidesAboutWrapping(String types, String expected) throws Exception {
    assertThat(answered(types(types)).texts.next(WAIT).contentType()).startsWith(expected);
  }

  @Test
  @Requirement({"SDP-14"})
  void noTypeInCommonIs488() throws Exception {
    assertThat(invited(types("application/x-foo")).response().status()).isEqualTo(488);
  }

  @Test
  @Requirement({"SDP-15"})
  void withoutSetupTheOffererConnects() throws Exception {
    var line = answered(sdp -> sdp.replaceFirst("a=setup:[^\r]*\r\n", ""));
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Ay me!");

    var call = romeo.invite("sip:beatrice@example.com", Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    assertThat(call.isCalled(SILENCE)).as("the answerer waits").isFalse();
    call.connect().send("Peace!");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Peace!");
  }

  @ParameterizedTest
  @CsvSource({"actpass, passive", "active, passive", "passive, active"})
  @Requirement({"SDP-18"})
  void eachSetupHasItsAnswer(String offered, String answered) throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup(offered));
    assertThat(call.response().text()).contains("a=setup:" + answered + "\r\n");
    if (answered.equals("active")) {
      call.acceptConnection();
    }
    call.bye();
  }

  @Test
  @Requirement({"SDP-19"})
  void holdconnIsAsIfThereWereNoSetup() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup("holdconn"));
    assertThat(call.response().text()).contains("a=setup:passive\r\n").doesNotContain("holdconn");
    call.connect().send("Soft!");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Soft!");
  }

  @Test
  @Requirement({"SDP-20"})
  void whoeverConnectsNeedsNoPort() throws Exception {
    var call =
        romeo.invite(
            "sip:" + juliet,
            Call.Offer.PLAIN.withSetup("active"),
            sdp ->
                sdp.replaceFirst("m=message \\d+", "m=message 9")
                    .replaceFirst("(?<=msrp://127.0.0.1):\\d+", ":9"));
    assertThat(call.response().text())
        .contains("m=message " + scene.msrpPort + " ")
        .contains("msrp://127.0.0.1:" + scene.msrpPort + "/");
    assertThat(call.isCalled(SILENCE)).isFalse();
    call.bye();

    var passive = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN.withSetup("passive"));
    assertThat(passive.response().text())
        .contains("a=setup:active\r\n")
        .contains("m=message 9 ")
        .contains("msrp://127.0.0.1:" + scene.msrpPort + "/");
    passive.acceptConnection();
    assertThat(passive.reinvite(Call.Offer.PLAIN.withSetup("passive"), sdp -> sdp).text())
        .contains("m=message 9 ");
    passive.bye();
  }

  @Test
  @Requirement({"SDP-21", "SDP-35"})
  void whatIsNotForUsOrUnknownIsPassedOver() throws Exception {
    var call =
        invited(
            sdp ->
                sdp.replace("t=0 0", "t=0 0\r\na=foo\r\na=bar:baz")
                    + "a=connection:existing\r\na=foo:bar\r\na=x-unknown\r\n"
                    + "m=x-unknown 7 X/Y z\r\na=path:nowhere\r\n");
    assertThat(call.response().status()).isEqualTo(200);
    var answer = call.peerSdp();
    assertThat(answer.attributes("connection")).isEmpty();
    assertThat(answer.lines().stream().filter(line -> line[0].equals("m")).map(line -> line[1]))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("message " + scene.msrpPort + " "),
            line -> assertThat(line).startsWith("x-unknown 0 "));
    call.connect().send("Peace!");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Peace!");
    call.bye();

    var ours = called();
    assertThat(ours.peerSdp().attributes("connection")).isEmpty();
    ours.answer(ours.sdp("passive") + "a=connection:new\r\na=foo\r\n", "");
    assertThat(ours.acceptConnection().texts.next(WAIT).text()).isEqualTo("Ay me!");
    ours.bye();
  }

  @Test
  @Requirement("SDP-22")
  void whoIsActiveInAnAnswerConnectsAndSpeaksFirst() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup("passive"));
    assertThat(call.response().text()).contains("a=setup:active\r\n");

    var first = call.acceptConnection().frames.next(WAIT);

    assertThat(first.method()).isEqualTo("SEND");
    assertThat(first.header("Content-Type")).isEmpty();
    assertThat(first.body()).isEmpty();
    assertThat(first.header("To-Path")).contains(call.ownPath().get(0));
    call.bye();
  }

  private static long version(Call call) {
    return Long.parseLong(call.peerSdp().value("o").orElse("").split(" ")[2]);
  }

  @Test
  @Requirement("SDP-32")
  void theVersionCountsChangesAndNothingElse() throws Exception {
    var theirs = invited(sdp -> sdp);
    theirs.connect();
    var before = theirs.peerSdp().value("o");
    for (var i = 0; i < 2; i++) {
      assertThat(theirs.reinvite(Call.Offer.PLAIN, sdp -> sdp).status()).isEqualTo(200);
      assertThat(theirs.peerSdp().value("o")).isEqualTo(before);
      assertThat(theirs.update(theirs.sdp("")).text()).contains("o=" + before.orElse("") + "\r\n");
    }
    theirs.bye();

    var ours = called();
    var line = ours.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    var first = version(ours);
    line.close();
    ours.acceptNewConnection();
    assertThat(version(ours)).isEqualTo(first + 1);
    ours.bye();
  }

  @Test
  @Requirement("SDP-33")
  void directionsBindMessagesAndNotReports() throws Exception {
    var call = invited(sdp -> sdp + "a=sendonly\r\n");
    assertThat(call.response().text()).contains("a=recvonly\r\n");
    var line = call.connect();
    line.send("heard".getBytes(UTF_8), "text/plain", 2048, List.of("Success-Report: yes"));
    var heard = scene.server.stanzas.next(WAIT);
    assertThat(child(heard, "body")).isEqualTo("heard");

    scene.say(juliet + "/x", "romeo@example.net", "chat", "s1", "<body>may I?</body>");
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("s1");
    assertThat(error.getElementsByTagNameNS("*", "not-allowed").getLength()).isOne();
    scene.say(
        juliet + "/x",
        "romeo@example.net",
        "chat",
        "s2",
        "<received xmlns='urn:xmpp:receipts' id='" + heard.getAttribute("id") + "'/>");
    assertThat(line.reports.next(WAIT).header("Status")).contains("000 200 OK");
    call.bye();
  }

  @Test
  @Requirement("SDP-39")
  void tlsIsNotAnsweredInTheClear() throws Exception {
    UnaryOperator<String> secure =
        sdp -> sdp.replace("TCP/MSRP", "TCP/TLS/MSRP").replace("path:msrp:", "path:msrps:");
    assertThat(invited(secure).response().status()).isEqualTo(488);

    var call =
        invited(
            sdp -> {
              var stream = sdp.substring(sdp.indexOf("m="));
              return sdp.substring(0, sdp.indexOf("m=")) + secure.apply(stream) + stream;
            });
    assertThat(call.response().status()).isEqualTo(200);
    assertThat(call.peerSdp().lines().stream().filter(l -> l[0].equals("m")).map(l -> l[1]))
        .containsExactly("message 0 TCP/TLS/MSRP *", "message " + scene.msrpPort + " TCP/MSRP *");
    call.connect().send("in the clear, as offered");
    assertThat(child(scene.server.stanzas.next(WAIT), "body"))
        .isEqualTo("in the clear, as offered");
    call.bye();
  }

  @Test
  @Requirement("SEC-30")
  void aPasswordInAPathIsRefused() throws Exception {
    var call = invited(sdp -> sdp.replace("path:msrp://", "path:msrp://romeo:secret@"));
    assertThat(call.response().status()).isEqualTo(488);
    assertThat(
            invited(sdp -> sdp.replace("path:msrp://", "path:msrp://romeo@")).response().status())
        .isEqualTo(200);
  }
}
