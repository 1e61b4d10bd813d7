package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipResponse;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a SIP peer hears when it asks; nothing but datagrams on its side. */
class AnswersTest {

  private Edge edge;
  private UdpPeer romeo;

  @BeforeEach
  void open() throws Exception {
    edge = Edge.open();
    romeo = edge.udpPeer();
  }

  @AfterEach
  void close() {
    romeo.close();
    edge.close();
  }

  private String via() {
    return "UDP 127.0.0.1:" + romeo.port();
  }

  private Seen ask(String text) throws Exception {
    romeo.send(text);
    return romeo.last();
  }

  @Test
  @Requirement("SIP-17")
  void aResponseCopiesWhatNamesTheRequest() throws Exception {
    edge.answerAll(202);
    var odd =
        "MESSAGE sip:juliet@example.com SIP/2.0\r\n"
            + "v: SIP/2.0/UDP 127.0.0.1:"
            + romeo.port()
            + ";branch=z9hG4bK-.!%66*_+`'~;x=\"y\"\r\n"
            + "Via: SIP/2.0/TCP far.example.org;branch=z9hG4bKother;ttl=3 , SIP/2.0/UDP 192.0.2.1\r\n"
            + "f: \"R \\\"M\\\"\" <sip:romeo%20m@example.net;x=y>;tag=a.b*c;odd=\"q;r\"\r\n"
            + "t: sip:juliet@example.com\r\n"
            + "i: odd(word)@[x]{y}?\r\nCSeq: 0042 MESSAGE\r\nl: 0\r\n\r\n";
    var seen = ask(odd);
    assertThat(seen.all("Via"))
        .hasSize(3)
        .first()
        .asString()
        .startsWith("SIP/2.0/UDP 127.0.0.1:" + romeo.port() + ";branch=z9hG4bK-.!%66*_+`'~");
    assertThat(seen.all("Via").get(1))
        .isEqualTo("SIP/2.0/TCP far.example.org;branch=z9hG4bKother;ttl=3");
    assertThat(seen.header("From"))
        .isEqualTo("\"R \\\"M\\\"\" <sip:romeo%20m@example.net;x=y>;tag=a.b*c;odd=\"q;r\"");
    assertThat(seen.header("Call-ID")).isEqualTo("odd(word)@[x]{y}?");
    assertThat(seen.header("CSeq")).isEqualTo("0042 MESSAGE");
    assertThat(seen.header("To")).startsWith("sip:juliet@example.com;tag=");
    var record = edge.intake.received().request();
    assertThat(record.from().uri()).isEqualTo("sip:romeo%20m@example.net;x=y");
    assertThat(record.from().display()).contains("R \"M\"");
    assertThat(record.from().parameters())
        .containsEntry("tag", "a.b*c")
        .containsEntry("odd", "q;r");
    assertThat(record.cseq()).isEqualTo(42);
  }

  @Test
  @Requirement("SIP-07")
  void rportGetsTheSourceBack() throws Exception {
    edge.answerAll(202);
    var seen = ask(Texts.request("MESSAGE", "UDP 192.0.2.9:5999;rport", "", ""));
    assertThat(seen.header("Via"))
        .contains(";rport=" + romeo.port())
        .contains(";received=127.0.0.1");
    assertThat(romeo.heardFrom()).isEqualTo(edge.udp());
  }

  @Test
  @Requirement("SIP-07")
  void receivedIsAddedWhenSentByDiffers() throws Exception {
    edge.answerAll(202);
    var seen = ask(Texts.request("MESSAGE", "UDP romeo.example.net:" + romeo.port(), "", ""));
    assertThat(seen.header("Via")).contains(";received=127.0.0.1").doesNotContain("rport");
  }

  @Test
  @Requirement(
      value = {"PAGE-11", "PAGE-14"},
      partial = "only the 2xx")
  void theAnswerToAMessageHasNeitherBodyNorContact() throws Exception {
    edge.intake.react(
        event ->
            edge.respond(
                ((SipEvent.Received) event).transaction(),
                new SipResponse(
                    202,
                    "Accepted",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(SipParty.of("sip:gw@127.0.0.1")),
                    List.of(),
                    Optional.of("text/plain"),
                    Octets.utf8("no"),
                    Optional.empty())));
    var seen = ask(Texts.message(romeo));
    assertThat(seen.start()).isEqualTo("SIP/2.0 202 Accepted");
    assertThat(seen.header("Content-Length")).isEqualTo("0");
    assertThat(seen.header("Contact")).isEmpty();
    assertThat(seen.body()).isEmpty();
  }

  /** Who knows the dialogs says whether there is this one (RFC 3261 §12.2.2). */
  @ParameterizedTest
  @CsvSource({"INFO", "REFER", "NOTIFY", "SUBSCRIBE", "PRACK"})
  @Requirement(value = "SIP-32", partial = "that the router is asked")
  void methodsInDialogsAreNotJudgedHere(String method) throws Exception {
    edge.answerAll(481);
    assertThat(ask(Texts.request(method, via(), "X-In-Dialog: y\r\n", "")).status()).isEqualTo(481);
    assertThat(edge.intake.received().request().method()).isEqualTo(method);
  }

  @ParameterizedTest
  @CsvSource({"REGISTER", "PUBLISH"})
  void methodsThatAreNeverInDialogsAreRefusedHere(String method) throws Exception {
    var seen = ask(Texts.request(method, via(), "X-In-Dialog: y\r\n", ""));
    assertThat(seen.status()).isEqualTo(405);
    edge.intake.hearsNothing();
  }

  /** Display names are decoration; only what could be read as two addresses is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"\"X\"\" <sip:romeo@example.net>;tag=1 | 200 | X",
        "\"X\"Y <sip:romeo@example.net>;tag=1 | 200 | XY",
        "romeo@example.net <sip:romeo@example.net>;tag=1 | 200 | romeo@example.net",
        "(X) <sip:romeo@example.net>;tag=1 | 200 | (X)",
        "\"X <sip:romeo@example.net>;tag=1 | 400 | ''",
        "Montague, Romeo <sip:romeo@example.net>;tag=1 | 400 | ''",
        "X sip:romeo@example.net;tag=1 | 400 | ''"
      })
  void oddDisplayNamesAreTolerated(String from, int status, String display) throws Exception {
    edge.answerAll(200);
    var seen = ask(Texts.message(romeo).replaceFirst("From: .*", "From: " + quoted(from)));
    assertThat(seen.status()).isEqualTo(status);
    if (status == 200) {
      assertThat(seen.header("From")).isEqualTo(from);
      var party = edge.intake.received().request().from();
      assertThat(party.uri()).isEqualTo("sip:romeo@example.net");
      assertThat(party.display()).contains(display);
    }
  }

  private static String quoted(String replacement) {
    return java.util.regex.Matcher.quoteReplacement(replacement);
  }

  @ParameterizedTest
  @CsvSource({
    "REGISTER, 405",
    "INFO, 405",
    "REFER, 405",
    "NOTIFY, 405",
    "PUBLISH, 405",
    "PRACK, 405",
    "SUBSCRIBE, 405",
    "FOO, 501",
    "message, 501"
  })
  @Requirement({"SIP-19", "SIP-67"})
  void methodsThatAreNotServed(String method, int status) throws Exception {
    var seen = ask(Texts.request(method, via(), "", ""));
    assertThat(seen.status()).isEqualTo(status);
    assertThat(seen.header("Allow")).contains("MESSAGE").contains("INVITE").doesNotContain("INFO");
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("SIP-67")
  void anEventNobodyKnowsIsABadEvent() throws Exception {
    assertThat(ask(Texts.request("SUBSCRIBE", via(), "Event: foo\r\n", "")).status())
        .isEqualTo(489);
  }

  @Test
  @Requirement("SIP-20")
  void unknownExtensionsAreNamed() throws Exception {
    var seen = ask(Texts.request("MESSAGE", via(), "Require: foo, timer\r\nRequire: bar\r\n", ""));
    assertThat(seen.status()).isEqualTo(420);
    assertThat(seen.header("Unsupported")).isEqualTo("foo, bar");
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("SIP-20")
  void requireInAckAndCancelIsIgnored() throws Exception {
    romeo.send(Texts.request("ACK", via(), "X-In-Dialog: y\r\nRequire: foo\r\n", ""));
    assertThat(edge.intake.received().request().method()).isEqualTo("ACK");
    assertThat(ask(Texts.request("CANCEL", via(), "Require: foo\r\n", "")).status()).isEqualTo(481);
  }

  @Test
  @Requirement("SIP-46")
  void reliableProvisionalResponsesAreRefused() throws Exception {
    var seen = ask(Texts.invite(romeo, "Require: 100rel\r\n"));
    assertThat(seen.status()).isEqualTo(420);
    assertThat(seen.header("Unsupported")).isEqualTo("100rel");
    var options = ask(Texts.request("OPTIONS", via(), "", ""));
    assertThat(options.header("Supported")).doesNotContain("100rel");
  }

  @Test
  @Requirement("SIP-22")
  void bodiesThatCannotBeRead() throws Exception {
    var packed =
        ask(
            Texts.request(
                "MESSAGE",
                via(),
                "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n",
                "packed"));
    assertThat(packed.status()).isEqualTo(415);
    assertThat(packed.header("Accept-Encoding")).isEqualTo("identity");
    var text = ask(Texts.request("INVITE", via(), "Content-Type: text/plain\r\n", "Hello"));
    assertThat(text.status()).isEqualTo(415);
    assertThat(text.header("Accept")).isEqualTo("application/sdp");
    edge.intake.hearsNothing();
  }

  @Test
  void aBodyThatMayBeIgnoredIsIgnored() throws Exception {
    romeo.send(
        Texts.request(
            "INVITE",
            via(),
            "Content-Type: text/plain\r\nContent-Disposition: render;handling=optional\r\n",
            "Hello"));
    assertThat(edge.intake.received().request().sdp()).isEmpty();
  }

  @Test
  @Requirement(value = "SIP-24", partial = "MESSAGE is refused by mapping")
  void optionsToTheGatewayItselfNeedNoMoreHops() throws Exception {
    var text = Texts.request("OPTIONS", via(), "", "").replace("Forwards: 70", "Forwards: 0");
    assertThat(ask(text).status()).isEqualTo(200);
  }

  @Test
  @Requirement("SIP-43")
  void optionsTellWhatAnInviteWouldFind() throws Exception {
    var seen = ask(Texts.request("OPTIONS", via(), "Accept: application/sdp\r\n", ""));
    assertThat(seen.status()).isEqualTo(200);
    for (var name : List.of("Allow", "Accept", "Accept-Encoding", "Accept-Language", "Supported")) {
      assertThat(seen.header(name)).as(name).isNotEmpty();
    }
    assertThat(seen.header("Content-Type")).isEqualTo("application/sdp");
    assertThat(seen.text().split("\r\n"))
        .contains("v=0", "s=-", "t=0 0", "m=message 0 TCP/MSRP *")
        .anyMatch(line -> line.startsWith("a=accept-types:message/cpim text/plain"));
    var without = ask(Texts.request("OPTIONS", via(), "Accept: text/plain\r\n", ""));
    assertThat(without.status()).isEqualTo(200);
    assertThat(without.body()).isEmpty();
  }

  @Test
  @Requirement("SIP-55")
  void sessionIntervalsHaveAMinimum() throws Exception {
    var seen = ask(Texts.invite(romeo, "Supported: timer\r\nSession-Expires: 30\r\n"));
    assertThat(seen.status()).isEqualTo(422);
    assertThat(seen.header("Min-SE")).isEqualTo("90");
    romeo.send(Texts.invite(romeo, "Supported: timer\r\nx: 90;refresher=uac\r\n"));
    assertThat(edge.intake.received().request().header("Session-Expires"))
        .contains("90;refresher=uac");
  }

  @ParameterizedTest
  @CsvSource({
    "2147483648 MESSAGE", "36893488147419103232 MESSAGE", "-1 MESSAGE", "five MESSAGE",
    "5 INVITE", "5", "''", "4294967296 MESSAGE"
  })
  @Requirement("SIP-68")
  void cseqOutOfRangeOrOfAnotherMethod(String cseq) throws Exception {
    var text = Texts.message(romeo).replaceFirst("CSeq: 1 MESSAGE", "CSeq: " + cseq);
    assertThat(ask(text).status()).isEqualTo(400);
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("SIP-68")
  void theLargestCseqIsFine() throws Exception {
    romeo.send(Texts.message(romeo).replaceFirst("CSeq: 1 ", "CSeq: 2147483647 "));
    assertThat(edge.intake.received().request().cseq()).isEqualTo(2147483647L);
  }

  @Test
  @Requirement("SIP-04")
  void contentLengthAgainstTheDatagram() throws Exception {
    edge.answerAll(202);
    var message = Texts.message(romeo);
    assertThat(ask(message.replace("Length: 19", "Length: 20")).status()).isEqualTo(400);
    assertThat(ask(Texts.message(romeo) + "MESSAGE sip:x@y SIP/2.0\r\n").status()).isEqualTo(202);
    assertThat(edge.intake.received().request().body().utf8()).isEqualTo("Art thou not Romeo?");
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("SIP-21")
  void whatDoesNotMatterIsIgnored() throws Exception {
    romeo.send(
        Texts.request(
            "MESSAGE",
            via(),
            "X-Odd: ;;,,;;\r\nDate: yesterday\r\nContact: <<<\r\nExpires: never\r\n"
                + "Content-Type: text/plain\r\n",
            "Hi"));
    assertThat(edge.intake.received().request().body().utf8()).isEqualTo("Hi");
  }

  @Test
  @Requirement("SIP-30")
  void recordRoutesComeBackInOrder() throws Exception {
    edge.answerAll(200);
    romeo.send(
        Texts.invite(
            romeo,
            "Record-Route: <sip:p2.example.net;lr>;x=\"a,b\", <sip:p1.example.net;lr>;q=1\r\n"
                + "Record-Route: <sip:192.0.2.7:5070;transport=tcp;lr>\r\n"));
    var seen = romeo.last();
    assertThat(String.join(", ", seen.all("Record-Route")))
        .isEqualTo(
            "<sip:p2.example.net;lr>;x=\"a,b\", <sip:p1.example.net;lr>;q=1,"
                + " <sip:192.0.2.7:5070;transport=tcp;lr>");
    assertThat(edge.intake.received().request().routes()).hasSize(3);
  }

  @Test
  void withoutARouterNewWorkIsRefused() throws Exception {
    edge.intake.present(false);
    var seen = ask(Texts.message(romeo));
    assertThat(seen.status()).isEqualTo(503);
    assertThat(seen.header("Retry-After")).isNotEmpty();
  }

  @Test
  @Requirement("SIP-01")
  void compactFoldedAndListedFields() throws Exception {
    edge.answerAll(202);
    romeo.send(
        "MESSAGE sip:juliet@example.com;unknown SIP/2.0\r\nv: SIP / 2.0 /UDP 127.0.0.1:"
            + romeo.port()
            + "\r\n  ;branch = z9hG4bK"
            + Texts.unique()
            + "\r\nTO :\r\n sip:juliet@example.com ;   x = y\r\n"
            + "fRoM: \"Röméo\"\r\n\t<sip:romeo@example.net> ; tag\r\n = f1\r\n"
            + "i: compact"
            + Texts.unique()
            + "\r\ncseq: 0009\r\n MESSAGE\r\nMAX-forwards: 0068\r\ns: two\r\n words\r\n"
            + "c: text/plain\r\n k: \r\nL: 3\r\n\r\nabc");
    var request = edge.intake.received().request();
    assertThat(request.from().display()).contains("Röméo");
    assertThat(request.from().tag()).contains("f1");
    assertThat(request.cseq()).isEqualTo(9);
    assertThat(request.maxForwards()).isEqualTo(68);
    assertThat(request.header("Subject")).contains("two words");
    assertThat(request.body().utf8()).isEqualTo("abc");
  }

  @Test
  @Requirement(value = "SIZE-10", partial = "the answer is the router's")
  void sixtyKilobytesInOneDatagram() throws Exception {
    edge.answerAll(202);
    for (var i = 0; i < 5; i++) {
      var large =
          Texts.request("MESSAGE", via(), "Content-Type: text/plain\r\n", "x".repeat(60_000));
      assertThat(ask(large).status()).isEqualTo(202);
      assertThat(edge.intake.received().request().body().length()).isEqualTo(60_000);
    }
  }

  @Test
  void aFloodOfLargeDatagramsLeavesThePortAlive() throws Exception {
    edge.answerAll(202);
    var large = Texts.request("MESSAGE", via(), "Content-Type: text/plain\r\n", "x".repeat(60_000));
    for (var i = 0; i < 1500; i++) {
      romeo.send(large.replaceFirst("z9hG4bK", "z9hG4bK" + i));
    }
    try (var other = edge.udpPeer()) {
      Seen seen = null;
      for (var i = 0; i < 10 && seen == null; i++) {
        other.send(Texts.message(other));
        try {
          seen = Seen.of(other.octets(500));
        } catch (java.net.SocketTimeoutException e) {
          // Dropped with the flood; a client repeats it.
        }
      }
      assertThat(seen).isNotNull();
      assertThat(seen.status()).isEqualTo(202);
    }
  }
}
