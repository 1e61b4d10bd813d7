package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that make no Call-ID: those of another user, and those that are none. */
class ThreadsOfOthersTest {

  /** What RFC 3261 §25.1 calls a callid, and its words. */
  private static final String WORD = "[A-Za-z0-9.!%*_+`'~()<>:\\\\\"/\\[\\]?{}-]+";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/x";
  private final String nurse = "nurse" + people + "@example.com/x";

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

  private static void say(String from, String id, String thread, String text) throws Exception {
    scene.say(
        from,
        "romeo@example.net",
        "chat",
        id,
        "<thread>" + thread + "</thread><body>" + text + "</body>");
  }

  private static void assertReplyReaches(MsrpLine line, String to, String thread) throws Exception {
    line.send("for " + to);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("to")).isEqualTo(to);
    assertThat(child(stanza, "thread")).isEqualTo(thread);
    assertThat(child(stanza, "body")).isEqualTo("for " + to);
  }

  @Test
  @Requirement({"CHAT-33"})
  void twoUsersOfOneThreadDoNotMeet() throws Exception {
    say(juliet, "a1", "1", "of Juliet");
    var one = romeo.invites.next(WAIT);
    say(nurse, "b1", "1", "of the Nurse");
    var two = romeo.invites.next(WAIT);
    assertThat(one.callId()).isNotEqualTo(two.callId());

    var toJuliet = one.accept(Call.Offer.PLAIN);
    var toNurse = two.accept(Call.Offer.PLAIN);
    assertThat(toJuliet.texts.next(WAIT).text()).isEqualTo("of Juliet");
    assertThat(toNurse.texts.next(WAIT).text()).isEqualTo("of the Nurse");
    assertReplyReaches(toJuliet, juliet, "1");
    assertReplyReaches(toNurse, nurse, "1");
    say(nurse, "b2", "1", "more of the Nurse");
    say(juliet, "a2", "1", "more of Juliet");
    assertThat(toJuliet.texts.next(WAIT).text()).isEqualTo("more of Juliet");
    assertThat(toNurse.texts.next(WAIT).text()).isEqualTo("more of the Nurse");

    one.bye();
    assertReplyReaches(toNurse, nurse, "1");
    assertThat(toJuliet.texts.size()).isZero();
    assertThat(toNurse.texts.poll(SILENCE)).isEmpty();
    assertThat(romeo.invites.size()).isZero();
    two.bye();
  }

  /** A thread that is long enough to be unique is copied, yet may be told to a friend. */
  @Test
  @Requirement({"CHAT-33"})
  void twoUsersOfOneLongThreadHaveTwoDialogs() throws Exception {
    var thread = "29377446-0CBB-4296-8958-590D7909" + (1000 + people);
    say(juliet, "e1", thread, "of Juliet");
    var one = romeo.invites.next(WAIT);
    var toJuliet = one.accept(Call.Offer.PLAIN);
    assertThat(toJuliet.texts.next(WAIT).text()).isEqualTo("of Juliet");

    say(nurse, "f1", thread, "of the Nurse");
    var two = romeo.invites.next(WAIT);
    assertThat(one.callId()).isEqualTo(thread);
    assertThat(two.callId()).isNotEqualTo(thread);
    var toNurse = two.accept(Call.Offer.PLAIN);
    assertThat(toNurse.texts.next(WAIT).text()).isEqualTo("of the Nurse");
    assertThat(toJuliet.texts.poll(SILENCE)).isEmpty();
    assertReplyReaches(toJuliet, juliet, thread);
    assertReplyReaches(toNurse, nurse, thread);

    assertThat(one.bye().status()).isEqualTo(200);
    assertReplyReaches(toNurse, nurse, thread);
    assertThat(two.bye().status()).isEqualTo(200);
  }

  /** Whoever guesses the Call-ID of another's session gets one of his own. */
  @Test
  @Requirement({"CHAT-33"})
  void theCallIdOfAnothersSessionLeadsToANewOne() throws Exception {
    var theirs = romeo.invite("sip:" + juliet.replaceFirst("/.*", ""), Call.Offer.PLAIN);
    var toJuliet = theirs.connect();
    toJuliet.response(toJuliet.bind(), WAIT);

    say(nurse, "n1", theirs.callId(), "who is there?");

    var own = romeo.invites.next(WAIT);
    assertThat(own.callId()).isNotEqualTo(theirs.callId());
    assertThat(own.accept(Call.Offer.PLAIN).texts.next(WAIT).text()).isEqualTo("who is there?");
    assertThat(toJuliet.texts.poll(SILENCE)).isEmpty();
    assertThat(own.bye().status()).isEqualTo(200);
    toJuliet.send("still here");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
    theirs.bye();
  }

  @ParameterizedTest
  @ValueSource(strings = {"my thread é", "LONG"})
  @Requirement({"CHAT-30"})
  void aThreadThatIsNoCallIdIsRememberedBesideOne(String name) throws Exception {
    var thread = name.equals("LONG") ? "t".repeat(3000) : name;
    say(juliet, "c" + people, thread, "first");

    var call = romeo.invites.next(WAIT);
    assertThat(call.callId()).matches(WORD + "(@" + WORD + ")?").hasSizeLessThanOrEqualTo(128);
    assertThat(thread).doesNotContain(call.callId());
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    assertReplyReaches(line, juliet, thread);
    call.bye();
  }
}
