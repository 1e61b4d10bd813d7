package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 3261 asks of whoever has a dialog, from its first answer to its end (§12 to §15). */
class DialogRulesTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final List<String> METHODS =
      List.of("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "MESSAGE", "UPDATE");
  private static final Call.Offer LATE =
      new Call.Offer(Call.Offer.PLAIN.acceptTypes(), 0, "", false);

  private static Scene scene;
  private static Phone romeo;
  private static int people;
  private static int texts;

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
    romeo.contactUri = "";
    romeo.acknowledging = true;
    romeo.dialogHeaders = List.of();
  }

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "chat", id + "of" + people, children);
  }

  private Call called() throws Exception {
    say("first" + ++texts, "<body>first</body><active xmlns='" + STATES + "'/>");
    return romeo.invites.next(WAIT);
  }

  private Call invited() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    return call;
  }

  private void leave() throws Exception {
    say("gone", "<gone xmlns='" + STATES + "'/>");
  }

  /** Texts pass both ways. */
  private void talk(MsrpLine line) throws Exception {
    line.send("to her");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("to her");
    say("talk" + ++texts, "<body>to him</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("to him");
  }

  private static SipFrame next(Call call, String method) {
    return call.requests.next(WAIT, request -> request.method().equals(method));
  }

  private static String own() {
    return "127.0.0.1:" + romeo.port();
  }

  private static SipFrame ask(String method, String uri, int hops) throws Exception {
    var text =
        new String(romeo.draft(uri).text("x").octets(), StandardCharsets.UTF_8)
            .replace("MESSAGE", method)
            .replace("Max-Forwards: 70", "Max-Forwards: " + hops);
    return romeo.transact(method, text, WAIT);
  }

  @Test
  @Requirement("SIP-24")
  void whatHasNoHopsLeftGoesNoFurther() throws Exception {
    assertThat(ask("MESSAGE", "sip:" + juliet, 0).status()).isEqualTo(483);
    assertThat(ask("OPTIONS", "sip:127.0.0.1:" + scene.sipPort, 0).status()).isEqualTo(200);
    assertThat(ask("MESSAGE", "sip:" + juliet, 1).status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("x");
  }

  /** A router that is not loose is sent to as RFC 2543 had it (RFC 3261 §12.2.1.1). */
  @Test
  @Requirement("SIP-29")
  void aStrictRouterIsTheRequestUri() throws Exception {
    var call = called();
    var far = "<sip:far.example.net;lr>";
    var strict = "sip:strict@" + own();
    call.answer(call.sdp("passive"), "", "Record-Route: " + far, "Record-Route: <" + strict + ">");
    var routes = List.of(far, "<sip:romeo@" + own() + ">");
    isRouted(next(call, "ACK"), strict, routes);
    call.acceptConnection().texts.next(WAIT);

    leave();

    isRouted(call.expectBye(WAIT), strict, routes);
  }

  private static void isRouted(SipFrame request, String uri, List<String> routes) {
    assertThat(request.requestUri()).isEqualTo(uri);
    assertThat(String.join(",", request.all("Route")).replace(" ", ""))
        .isEqualTo(String.join(",", routes));
  }

  @Test
  @Requirement("SIP-31")
  void aRequestNumberedBelowTheLastIsRefusedAndGapsAreFine() throws Exception {
    var call = invited();
    call.connect();
    assertThat(call.draft().cseq(9).text("nine").send().status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("nine");

    assertThat(call.draft().cseq(5).text("five").send().status()).isEqualTo(500);
    assertThat(call.draft().cseq(20).text("twenty").send().status()).isEqualTo(202);

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("twenty");
    leave();
    call.expectBye(WAIT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement("SIP-33")
  void aNewContactIsTheTargetFromThenOn(boolean reinvite) throws Exception {
    var call = invited();
    var line = call.connect();
    talk(line);
    romeo.contactUri = "sip:elsewhere@" + own();
    var changed = reinvite ? call.reinvite(Call.Offer.PLAIN, sdp -> sdp) : call.update("");
    assertThat(changed.status()).isEqualTo(200);

    leave();

    assertThat(call.expectBye(WAIT).requestUri()).isEqualTo("sip:elsewhere@" + own());
  }

  private static void setupTimeout(String value) throws Exception {
    scene.tenant(
        "verona",
        "example.net",
        Map.of("sip.next-hop", "sip:" + own() + ";lr", "setup-timeout", value));
    Thread.sleep(200);
  }

  @Test
  @Requirement("SIP-36")
  void anAnswerThatCrossesTheCancelIsAcknowledgedAndEnded() throws Exception {
    setupTimeout("1s");
    try {
      var call = called();
      call.polite = false;
      call.ring();
      var cancel = next(call, "CANCEL");

      call.answer(call.sdp("passive"), "");
      romeo.respond(cancel, "200 OK", List.of(), "");

      assertThat(call.requests.next(WAIT).method()).isEqualTo("ACK");
      var bye = call.requests.next(WAIT);
      assertThat(bye.method()).isEqualTo("BYE");
      romeo.respond(bye, "200 OK", List.of(), "");
      scene.failed("first" + texts + "of" + people);
    } finally {
      setupTimeout("60s");
    }
  }

  /** Both sides begin at once; who owns the Call-ID waits longer (RFC 3261 §14.1). */
  @ParameterizedTest
  @CsvSource({"true, 2100, 4000", "false, 0, 2000"})
  @Requirement("SIP-37")
  void whereBothInviteAgainBothWaitTheirTime(boolean callIdIsOurs, int least, int most)
      throws Exception {
    var call =
        callIdIsOurs
            ? called()
            : romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup("passive"));
    var line = callIdIsOurs ? call.accept(Call.Offer.PLAIN) : call.acceptConnection();
    if (callIdIsOurs) {
      line.texts.next(WAIT);
    }
    talk(line);
    call.polite = false;
    // Whose connection is lost offers another.
    line.close();
    var ours = next(call, "INVITE");
    var his = call.reinvite(Call.Offer.PLAIN.withSetup("passive"), sdp -> sdp);
    assertThat(his.status()).isEqualTo(491);

    var refused = System.nanoTime();
    romeo.respond(ours, "491 Request Pending", List.of(), "");
    assertThat(next(call, "ACK").cseq()).isEqualTo(ours.cseq());
    call.polite = true;
    var again = next(call, "INVITE");

    assertThat(Duration.ofNanos(System.nanoTime() - refused).toMillis())
        .isBetween((long) least, most + 1000L);
    assertThat(again.cseq()).isGreaterThan(ours.cseq());
    talk(call.acceptConnection());
    if (callIdIsOurs) {
      scene.hangUp(call);
    } else {
      call.bye();
    }
  }

  @Test
  @Requirement("SIP-40")
  void anOfferThatCannotBeTakenChangesNothing() throws Exception {
    var call = invited();
    var line = call.connect();
    talk(line);

    for (var part : List.of("m=message", "a=path:", "text/plain[^\r]*")) {
      var refused = call.reinvite(Call.Offer.PLAIN, sdp -> sdp.replaceFirst(part, "x=none"));
      assertThat(refused.status()).as(part).isIn(400, 488);
      talk(line);
    }
    assertThat(call.bye().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "481 No such dialog", "408 Request Timeout", "500 Odd"})
  @Requirement("SIP-41")
  void aByeEndsTheDialogWhateverIsAnswered(String status) throws Exception {
    var call = called();
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    call.polite = false;
    leave();
    romeo.respond(call.expectBye(WAIT), status, List.of(), "");

    assertThat(call.draft().text("late").send().status()).isEqualTo(481);
    var next = called();
    assertThat(next.callId()).isNotEqualTo(call.callId());
    next.accept(Call.Offer.PLAIN).texts.next(WAIT);
    assertThat(next.bye().status()).isEqualTo(200);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("type")).isEqualTo("chat");
  }

  @Test
  @Requirement("SIP-42")
  void whoWasCalledHangsUpAfterTheAck() throws Exception {
    romeo.acknowledging = false;
    var call = invited();
    call.connect();
    leave();
    assertThat(call.requests.poll(SILENCE)).isEmpty();

    // The next copy of the 200 is acknowledged.
    romeo.acknowledging = true;

    call.expectBye(WAIT);
  }

  @Test
  @Requirement({"SIP-44", "SIP-54"})
  void whatWeCanDoIsSaidAndDone() throws Exception {
    var theirs = invited();
    theirs.connect();
    assertThat(romeo.message("sip:" + juliet, "x").status()).isEqualTo(202);
    scene.server.stanzas.next(WAIT);
    var options = ask("OPTIONS", "sip:127.0.0.1:" + scene.sipPort, 70);
    for (var answer : List.of(theirs.response(), options)) {
      assertThat(answer.need("Allow").split(" *, *")).containsExactlyInAnyOrderElementsOf(METHODS);
      assertThat(answer.need("Supported")).contains("timer");
    }
    assertThat(theirs.draft().text("MESSAGE").send().status()).isEqualTo(202);
    scene.server.stanzas.next(WAIT);
    assertThat(theirs.update("").status()).isEqualTo(200);
    assertThat(theirs.bye().status()).isEqualTo(200);

    var ours = called();
    assertThat(ours.invite().need("Allow").split(" *, *"))
        .containsExactlyInAnyOrderElementsOf(METHODS);
    var line = ours.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    knowsTimers(ours.invite());
    line.close();
    knowsTimers(next(ours, "INVITE"));
    ours.acceptConnection();
    scene.say(juliet + "/x", "romeo@example.net", "normal", "n" + people, "<body>x</body>");
    knowsTimers(romeo.messages.next(WAIT));
    leave();
    knowsTimers(ours.expectBye(WAIT));
  }

  private static void knowsTimers(SipFrame request) {
    assertThat(request.need("Supported")).as(request.method()).contains("timer");
  }

  @Test
  @Requirement("SIP-45")
  void anUpdateIsTakenWithAnOfferAndWithout() throws Exception {
    var call = invited();
    var line = call.connect();
    talk(line);
    assertThat(call.update("").status()).isEqualTo(200);
    var offered = call.update(call.sdp(""));
    assertThat(offered.status()).isEqualTo(200);
    assertThat(offered.text()).contains("m=message ");
    talk(line);
    call.bye();

    // Our offer in the 200 waits for its answer in the ACK.
    romeo.acknowledging = false;
    var late = romeo.invite("sip:" + juliet, LATE);
    assertThat(late.update(late.sdp("")).status()).isIn(491, 500);
    romeo.acknowledging = true;
    talk(late.acceptConnection());
    late.bye();
  }

  @Test
  @Requirement({"SIP-61", "SIP-62"})
  void provisionalAnswersOfAnyKindAndForkAreBorne() throws Exception {
    var call = called();
    var contact = List.of("Contact: <sip:romeo@" + own() + ">");
    romeo.respond(call.invite(), "180 Ringing", contact, "", "one");
    romeo.respond(call.invite(), "180 Ringing", contact, "", "two");
    romeo.respond(call.invite(), "183 Session Progress", contact, call.sdp("passive"), "three");
    romeo.respond(call.invite(), "199 Early Dialog Terminated", contact, "", "one");
    romeo.respond(call.invite(), "189 Odd", List.of(), "", "four");
    call.ring();

    var line = call.accept(Call.Offer.PLAIN);

    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    talk(line);
    scene.hangUp(call);
  }
}
