package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Session timers (RFC 4028) at their shortest interval, 90 s: one minute shows who is refreshed,
 * who refuses that, who does not refresh, and who is gone.
 */
class SessionTimerTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";

  /** Half of the interval (RFC 4028 §7.2), and 30 s before its end (§10). */
  private static final Duration REFRESH = Duration.ofSeconds(45);

  private static final Duration END = Duration.ofSeconds(60);
  private static final Duration EARLY = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofSeconds(5);

  private final List<MsrpLine> lines = new ArrayList<>();

  private static Call called(Scene scene, Phone romeo, String who) throws Exception {
    scene.say(
        who + "@example.com/x",
        "romeo@example.net",
        "chat",
        who + "1",
        "<body>Art thou gone?</body><active xmlns='" + STATES + "'/>");
    return romeo.invites.next(WAIT);
  }

  /** Answers with this timer and takes the first text; since when the session stands. */
  private long accepted(Call call, String refresher) throws Exception {
    return accepted(call, refresher, ", UPDATE");
  }

  private long accepted(Call call, String refresher, String more) throws Exception {
    var begun = System.nanoTime();
    call.answer(
        call.sdp("passive"),
        "",
        "Allow: INVITE, ACK, CANCEL, BYE, MESSAGE" + more,
        "Require: timer",
        "Session-Expires: 90;refresher=" + refresher);
    call.requests.next(WAIT, r -> r.method().equals("ACK"));
    var line = call.acceptConnection();
    lines.add(line);
    line.texts.next(WAIT);
    return begun;
  }

  private static void isAt(long begun, Duration due) {
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(due.minus(EARLY), due.plus(LATE));
  }

  private static SipFrame next(Call call, String method, Duration wait) {
    return call.requests.next(wait.plus(LATE), r -> r.method().equals(method));
  }

  /** Who knows no UPDATE is refreshed by INVITE, and may refuse that. */
  private static void refuse(Call call, Phone romeo) throws Exception {
    var reinvite = next(call, "INVITE", LATE);
    romeo.respond(reinvite, "488 Not Acceptable Here", List.of(), "");
    assertThat(next(call, "ACK", LATE).cseq()).isEqualTo(reinvite.cseq());
  }

  @Test
  @Requirement({"SIP-39", "SIP-58", "SIP-59"})
  void whoIsThereIsRefreshedAndWhoIsNotIsEndedInTime() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of())) {
      var alive = called(scene, romeo, "juliet");
      var start = accepted(alive, "uac");
      var dead = called(scene, romeo, "rosaline");
      accepted(dead, "uac");
      dead.polite = false;
      var idle = called(scene, romeo, "nurse");
      accepted(idle, "uas");
      var refusing = called(scene, romeo, "paris");
      accepted(refusing, "uac", "");
      refusing.polite = false;
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

      var update = next(alive, "UPDATE", REFRESH);
      isAt(start, REFRESH);
      assertThat(update.header("Session-Expires")).hasValue("90;refresher=uac");
      next(dead, "UPDATE", LATE);
      refuse(refusing, romeo);
      lines.get(3).send("still here");
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
      scene.say("paris@example.com/x", "romeo@example.net", "chat", "p2", "<body>so am I</body>");
      assertThat(lines.get(3).texts.next(WAIT).text()).isEqualTo("so am I");
      scene.hangUp(refusing);

      next(dead, "BYE", END.minus(REFRESH));
      next(idle, "BYE", LATE);
      isAt(start, END);
      var gone = List.of(scene.server.stanzas.next(WAIT), scene.server.stanzas.next(WAIT));
      assertThat(gone).allMatch(stanza -> has(stanza, STATES, "gone"));
      assertThat(gone)
          .extracting(stanza -> stanza.getAttribute("to").replaceFirst("@.*", ""))
          .containsExactlyInAnyOrder("rosaline", "nurse");

      lines.get(0).send("It is my lady");
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("It is my lady");
      assertThat(alive.requests.drain()).isEmpty();
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      lines.forEach(line -> line.keepAlives.ignoring("keep-alives", frame -> true));
      scene.hangUp(alive);
      assertThat(scene.violations.all()).isEmpty();
    }
  }
}
