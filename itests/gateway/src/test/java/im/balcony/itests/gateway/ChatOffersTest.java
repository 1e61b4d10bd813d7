package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the SIP user may offer, and how he may change it (RFC 3264, RFC 4975 §8). */
class ChatOffersTest {

  private static final Call.Offer LATE =
      new Call.Offer(Call.Offer.PLAIN.acceptTypes(), 0, "", false);
  private static final String AUDIO = "m=audio 49170 RTP/AVP 0\r\n";

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

  private void say(String id, String text) throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "chat", id, "<body>" + text + "</body>");
  }

  private Call session() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    return call;
  }

  private static String body() {
    return child(scene.server.stanzas.next(WAIT), "body");
  }

  @Test
  @Requirement({"CHAT-43", "SDP-37"})
  void aLateOfferIsMadeAnsweredAndConnectedWhereThatIsAllowed() throws Exception {
    var call = romeo.invite("sip:" + juliet, LATE);
    assertThat(call.response().status()).isEqualTo(200);
    assertThat(call.peerSdp().attribute("setup")).contains("actpass");
    var line = call.acceptConnection();
    line.send("late but here");
    assertThat(body()).isEqualTo("late but here");
    say("l1", "and back");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("and back");
    call.bye();

    scene.tenant("mantua", "montague.example", Map.of("msrp.connect-allow", "203.0.113.0/24"));
    assertThat(scene.server.connected.next(WAIT)).isEqualTo("montague.example");
    var gateway = new InetSocketAddress("127.0.0.1", scene.sipPort);
    try (var trap = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var benvolio =
            new Phone("benvolio", "montague.example", gateway, scene.ladder, scene.violations)) {
      var refused =
          benvolio.invite(
              "sip:" + juliet,
              LATE,
              sdp ->
                  sdp.replaceFirst("m=message \\d+", "m=message " + trap.getLocalPort())
                      .replaceFirst("127.0.0.1:\\d+/", "127.0.0.1:" + trap.getLocalPort() + "/"));
      assertThat(refused.response().status()).isEqualTo(200);
      refused.expectBye(WAIT);
      trap.setSoTimeout((int) SILENCE.toMillis());
      assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  @Requirement({"CHAT-44", "SDP-30"})
  void onlyTheMessageStreamIsAccepted() throws Exception {
    var audioOnly =
        romeo.invite(
            "sip:" + juliet,
            Call.Offer.PLAIN,
            sdp -> sdp.substring(0, sdp.indexOf("m=message")) + AUDIO);
    assertThat(audioOnly.response().status()).isEqualTo(488);
    assertThat(audioOnly.response().need("Warning")).matches("3\\d\\d \\S+ \".*\"");

    var both =
        romeo.invite(
            "sip:" + juliet,
            Call.Offer.PLAIN,
            sdp -> sdp.replace("m=message", AUDIO + "m=message"));
    assertThat(both.response().status()).isEqualTo(200);
    var media =
        both.peerSdp().lines().stream().filter(l -> l[0].equals("m")).map(l -> l[1]).toList();
    assertThat(media).hasSize(2);
    assertThat(media.get(0)).startsWith("audio 0 RTP/AVP");
    assertThat(media.get(1)).matches("message [1-9]\\d* TCP/MSRP \\*");
    both.connect().send("no audio");
    assertThat(body()).isEqualTo("no audio");
    both.bye();
  }

  @Test
  @Requirement(value = "SDP-31", partial = "of several streams in one description one is accepted")
  void streamsOnOnePortAreSessionsApart() throws Exception {
    var two =
        romeo.invite(
            "sip:" + juliet,
            Call.Offer.PLAIN,
            sdp -> sdp + sdp.substring(sdp.indexOf("m=message")).replace(";tcp", "x;tcp"));
    var media =
        two.peerSdp().lines().stream().filter(l -> l[0].equals("m")).map(l -> l[1]).toList();
    assertThat(media).hasSize(2);
    assertThat(media.get(0)).matches("message [1-9]\\d* TCP/MSRP \\*");
    assertThat(media.get(1)).isEqualTo("message 0 TCP/MSRP *");

    var other = romeo.invite("sip:nurse@example.com", Call.Offer.PLAIN);
    assertThat(other.peerSdp().mediaLine()).isEqualTo(two.peerSdp().mediaLine());
    assertThat(other.peerSdp().path()).isNotEqualTo(two.peerSdp().path());
    var nurse = other.connect();
    two.connect().send("to Juliet");
    var first = scene.server.stanzas.next(WAIT);
    nurse.send("to the nurse");
    var second = scene.server.stanzas.next(WAIT);
    assertThat(first.getAttribute("to")).isEqualTo(juliet);
    assertThat(second.getAttribute("to")).startsWith("nurse@");
    two.bye();
    other.bye();
  }

  @Test
  @Requirement({"CHAT-45"})
  void aDomainWithoutXmppIsNotFound() throws Exception {
    var call = romeo.invite("sip:juliet@nowhere.example", Call.Offer.PLAIN);

    assertThat(call.response().status()).isEqualTo(404);
    assertThat(romeo.received.drain())
        .filteredOn(f -> f.isResponse() && f.need("Call-ID").equals(call.callId()))
        .noneMatch(f -> f.status() >= 200 && f.status() < 300);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"CHAT-46"})
  void aRefreshDuringATransferChangesNothing() throws Exception {
    var call = session();
    var line = call.connect();
    var before = call.peerSdp();
    var text = "0123456789".repeat(600);
    var octets = text.getBytes(StandardCharsets.UTF_8);
    line.chunk("transfer0001", octets, 0, 2000, "text/plain", '+', List.of());

    var again = call.reinvite(Call.Offer.PLAIN, sdp -> sdp);
    line.chunk("transfer0001", octets, 2000, 4000, "text/plain", '+', List.of());
    var update = call.update(call.sdp(""));
    line.chunk("transfer0001", octets, 4000, 6000, "text/plain", '$', List.of());

    assertThat(again.status()).isEqualTo(200);
    assertThat(call.peerSdp().value("o")).isEqualTo(before.value("o"));
    assertThat(call.peerSdp().path()).isEqualTo(before.path());
    assertThat(update.status()).isEqualTo(200);
    assertThat(update.text()).isEqualTo(again.text());
    assertThat(body()).isEqualTo(text);
    assertThat(line.isClosed()).isFalse();
    say("u1", "and back");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("and back");
    call.bye();
  }

  private static void moveAndTalk(Call call, MsrpLine before, Speaker juliet) throws Exception {
    call.move();
    var response =
        call.reinvite(
            Call.Offer.PLAIN.withSetup("passive"), sdp -> sdp.replace(" 1 IN IP4", " 2 IN IP4"));
    assertThat(response.status()).isEqualTo(200);

    var line = call.acceptConnection();
    juliet.say("over there");

    assertThat(line.texts.next(WAIT).text()).isEqualTo("over there");
    assertThat(before.texts.size()).isZero();
    line.send("here I am");
    assertThat(body()).isEqualTo("here I am");
    call.bye();
  }

  private interface Speaker {
    void say(String text) throws Exception;
  }

  @Test
  @Requirement({"CHAT-47"})
  void aNewPathIsFollowed() throws Exception {
    var theirs = session();
    var connected = theirs.connect();
    connected.send("before");
    assertThat(body()).isEqualTo("before");
    moveAndTalk(theirs, connected, text -> say("m1", text));

    say("m2", "before");
    var ours = romeo.invites.next(WAIT);
    var line = ours.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("before");
    moveAndTalk(ours, line, text -> say("m3", text));
  }

  @Test
  @Requirement({"CHAT-48"})
  void anImageIsRefused() throws Exception {
    var call = session();
    var line = call.connect();
    assertThat(call.peerSdp().attribute("accept-types").orElse("")).doesNotContain("image", "*");

    var id = line.send(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, "image/png", 2048, List.of());

    assertThat(line.response(id, WAIT).status()).isEqualTo(415);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    line.send("text is welcome");
    assertThat(body()).isEqualTo("text is welcome");
    call.bye();
  }

  @Test
  @Requirement({"CHAT-49"})
  void sessionsOnOneConnectionDoNotMix() throws Exception {
    var nurse = "nurse" + people + "@example.com";
    var one = session();
    var two = romeo.invite("sip:" + nurse, Call.Offer.PLAIN);
    var first = one.connect();
    var second = two.connect(first);
    var toJuliet = "J".repeat(3000).getBytes(StandardCharsets.UTF_8);
    var toNurse = "N".repeat(3000).getBytes(StandardCharsets.UTF_8);
    for (var at = 0; at < 3000; at += 1000) {
      var flag = at == 2000 ? '$' : '+';
      // The same Message-ID: it is the session that tells them apart.
      first.chunk("sameMessageId", toJuliet, at, at + 1000, "text/plain", flag, List.of());
      second.chunk("sameMessageId", toNurse, at, at + 1000, "text/plain", flag, List.of());
    }

    var bodies = new HashMap<String, String>();
    for (var i = 0; i < 2; i++) {
      var stanza = scene.server.stanzas.next(WAIT);
      bodies.put(stanza.getAttribute("to"), child(stanza, "body"));
    }

    assertThat(bodies).isEqualTo(Map.of(juliet, "J".repeat(3000), nurse, "N".repeat(3000)));
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    one.bye();
    second.send("the other stays");
    assertThat(body()).isEqualTo("the other stays");
    two.bye();
  }

  @Test
  @Requirement({"CHAT-54"})
  void theContactReachesTheDialogByAnotherWay() throws Exception {
    var call = session();
    var line = call.connect();
    line.send("first");
    assertThat(body()).isEqualTo("first");
    var contact = call.response().uri("Contact");
    var place = Pattern.compile("@([^:;>]+):(\\d+)").matcher(contact);
    assertThat(place.find()).isTrue();

    try (var socket = new Socket(place.group(1), Integer.parseInt(place.group(2)))) {
      socket.setSoTimeout((int) WAIT.toMillis());
      var via = "SIP/2.0/TCP 127.0.0.1:" + socket.getLocalPort() + ";branch=z9hG4bKanotherway";
      socket.getOutputStream().write(call.byeText(via).getBytes(StandardCharsets.UTF_8));
      var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
      assertThat(new BufferedReader(in).readLine()).isEqualTo("SIP/2.0 200 OK");
    }

    assertThat(line.response(line.send("too late"), WAIT).status()).isEqualTo(481);
  }
}
