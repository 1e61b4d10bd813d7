package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The thread of single messages is their Call-ID, and makes no dialog (RFC 7572, RFC 3428 §5). */
class PageThreadsTest {

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

  private static SipFrame said(String from, String id, String thread) throws Exception {
    var element = thread.isEmpty() ? "" : "<thread>" + thread + "</thread>";
    scene.say(from, "romeo@example.net", "normal", id, element + "<body>x</body>");
    return romeo.messages.next(WAIT);
  }

  @Test
  @Requirement("PAGE-04")
  void theThreadIsTheCallId() throws Exception {
    var thread = "D9AA95FD-2BD5-46E2-AF0F-6CFAA96BDDF" + people;
    var first = said(juliet, "t1", thread);
    var again = said(juliet, "t2", thread);

    assertThat(first.need("Call-ID")).isEqualTo(thread);
    // Without another tag and number it would be taken for a merged request.
    assertThat(again.need("Call-ID")).isEqualTo(thread);
    assertThat(again.tag("From")).isNotEqualTo(first.tag("From"));
    assertThat(again.cseq()).isGreaterThan(first.cseq());
  }

  @Test
  @Requirement("PAGE-04")
  void noThreadIsAFreshCallId() throws Exception {
    var one = said(juliet, "n1", "").need("Call-ID");
    var two = said(juliet, "n2", "").need("Call-ID");

    assertThat(one).hasSizeGreaterThanOrEqualTo(11).isNotEqualTo(two);
  }

  @Test
  @Requirement("PAGE-04")
  void aThreadThatIsNoCallIdIsRememberedBesideIt() throws Exception {
    var thread = "my thread é";
    var message = said(juliet, "o1", thread);

    assertThat(message.need("Call-ID")).matches("[\\x21-\\x7e]{11,128}");
    romeo.draft("sip:" + juliet).callId(message.need("Call-ID")).text("back").send();
    assertThat(child(scene.server.stanzas.next(WAIT), "thread")).isEqualTo(thread);
  }

  @Test
  @Requirement("PAGE-11")
  void aMessageBeginsNoDialog() throws Exception {
    var draft = romeo.draft("sip:" + juliet).from("<sip:romeo@example.net>;tag=r1").text("one");
    var response = draft.send();
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("one");
    var request = said(juliet, "d1", draft.callId());

    assertThat(response.status()).isEqualTo(202);
    for (var frame : java.util.List.of(response, request)) {
      assertThat(frame.all("Contact")).isEmpty();
      assertThat(frame.all("Record-Route")).isEmpty();
    }
    var inside =
        romeo
            .draft("sip:" + juliet)
            .callId(draft.callId())
            .from("<sip:romeo@example.net>;tag=r1")
            .to(response.need("To"))
            .cseq(2)
            .text("two");
    assertThat(inside.send().status()).isEqualTo(481);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
