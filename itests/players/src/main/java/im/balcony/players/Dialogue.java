package im.balcony.players;

import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The dialogue of the demo, scene by scene; the same on the appliance with real peers and in tests.
 */
public final class Dialogue {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofMillis(400);

  private final Person juliet;
  private final Phone romeo;
  private final String romeoJid;
  private final String julietUri;
  private final List<Scene> scenes = new ArrayList<>();

  /**
   * How a scene went.
   *
   * @param name what it shows
   * @param problem what went wrong; empty if nothing did
   */
  public record Scene(String name, String problem) {

    /** Whether nothing went wrong. */
    public boolean passed() {
      return problem.isEmpty();
    }
  }

  private interface Act {
    void play() throws Exception;
  }

  /** A dialogue between these two. */
  public Dialogue(Person juliet, Phone romeo, String romeoJid) {
    this.juliet = juliet;
    this.romeo = romeo;
    this.romeoJid = romeoJid;
    this.julietUri = "sip:" + juliet.address();
  }

  /** Plays all scenes. */
  public void all() {
    play("page mode: Juliet to Romeo", this::pageToRomeo);
    play("page mode: Romeo to Juliet", this::pageToJuliet);
    play(
        "a chat that Juliet starts: texts, composing, receipts, a long text, BYE becomes gone",
        this::chatFromJuliet);
    play(
        "a chat that Romeo starts: texts, composing, receipts, 413, gone becomes BYE",
        this::chatFromRomeo);
  }

  /** How the scenes went. */
  public List<Scene> scenes() {
    return List.copyOf(scenes);
  }

  private void play(String name, Act act) {
    try {
      act.play();
      scenes.add(new Scene(name, ""));
    } catch (AssertionError | Exception e) {
      scenes.add(new Scene(name, String.valueOf(e.getMessage())));
    }
    while (juliet.mayHear(SILENCE).isPresent()) {
      // What a failed scene left behind must not fail the next.
    }
    romeo.messages.drain();
  }

  private void pageToRomeo() throws Exception {
    juliet.normal(romeoJid, "Art thou not Romeo, and a Montague? Ö 😀");
    equal("text", "Art thou not Romeo, and a Montague? Ö 😀", romeo.messages.next(WAIT).text());
    equal("stanzas", 0, juliet.mayHear(SILENCE).stream().count());
    equal("copies", 0, romeo.messages.size());
  }

  private void pageToJuliet() throws Exception {
    equal(
        "status",
        202,
        romeo.message(julietUri, "Neither, fair saint, if either thee dislike.").status());
    var heard = juliet.hears(WAIT);
    equal("text", "Neither, fair saint, if either thee dislike.", heard.body());
    equal("type", "normal", heard.type());
    equal("copies", 0, juliet.mayHear(SILENCE).stream().count());
  }

  private void chatFromJuliet() throws Exception {
    var first =
        juliet.chat(romeoJid, "29377446-0CBB-4296-8958-590D79094C50", "How camest thou hither?");
    var call = romeo.invites.next(WAIT);
    call.ring();
    var line = call.accept(Call.Offer.PLAIN);
    equal("text", "How camest thou hither?", line.texts.next(WAIT).text());
    equal("receipt", first, juliet.hears(WAIT).receiptFor().orElse(""));
    line.composing("active");
    equal("state", "composing", juliet.hears(WAIT).state());
    line.send(
        "With love's light wings".getBytes(StandardCharsets.UTF_8), "text/plain", 2048, List.of());
    var answer = juliet.hears(WAIT);
    equal("text", "With love's light wings", answer.body());
    equal("thread", "29377446-0CBB-4296-8958-590D79094C50", answer.thread());
    juliet.state(romeoJid, "composing");
    contains("composing", "<state>active</state>", line.composing.next(WAIT));
    longText(line);
    equal("status of BYE", 200, call.bye().status());
    equal("state", "gone", juliet.hears(WAIT).state());
    equal("stanzas", 0, juliet.mayHear(SILENCE).stream().count());
  }

  private void longText(MsrpLine line) throws Exception {
    var text = "O, speak again, bright angel! ".repeat(3334);
    var id = juliet.chat(romeoJid, "29377446-0CBB-4296-8958-590D79094C50", text);
    var message = line.texts.next(WAIT);
    equal("long text", text, message.text());
    equal("receipt", id, juliet.hears(WAIT).receiptFor().orElse(""));
    line.send(text.getBytes(StandardCharsets.UTF_8), "text/plain", 2048, List.of());
    equal("long text back", text, juliet.hears(WAIT).body());
  }

  private void chatFromRomeo() throws Exception {
    var call = romeo.invite(julietUri, Call.Offer.PLAIN);
    equal("status of INVITE", 200, call.response().status());
    var line = call.connect();
    line.send(
        "I take thee at thy word".getBytes(StandardCharsets.UTF_8),
        "text/plain",
        2048,
        List.of("Success-Report: yes"));
    var heard = juliet.hears(WAIT);
    equal("text", "I take thee at thy word", heard.body());
    equal("thread", call.callId(), heard.thread());
    equal("receipt wanted", true, heard.receiptWanted());
    juliet.received(heard.from(), heard.id());
    equal("report", "000 200 OK", line.reports.next(WAIT).header("Status").orElse(""));
    juliet.chat(heard.from(), "another-thread", "What man art thou?");
    equal("text", "What man art thou?", line.texts.next(WAIT).text());
    juliet.hears(WAIT);
    tooLarge(line);
    juliet.state(heard.from(), "gone");
    call.expectBye(WAIT);
    equal("stanzas", 0, juliet.mayHear(SILENCE).stream().count());
  }

  private static void tooLarge(MsrpLine line) throws Exception {
    var id = line.chunk("tooLarge300kB", new byte[300_000], 0, 2048, "text/plain", '+', List.of());
    equal("status for 300 kB", 413, line.response(id, WAIT).status());
  }

  private static void equal(String what, Object expected, Object actual) {
    // Counts come as int and long.
    if (!String.valueOf(expected).equals(String.valueOf(actual))) {
      throw new AssertionError(
          what + ": expected <" + cut(expected) + "> but was <" + cut(actual) + ">");
    }
  }

  private static void contains(String what, String part, String whole) {
    if (!whole.contains(part)) {
      throw new AssertionError(what + ": no <" + part + "> in <" + cut(whole) + ">");
    }
  }

  private static String cut(Object value) {
    var text = String.valueOf(value);
    return text.length() > 100 ? text.substring(0, 100) + "… (" + text.length() + ")" : text;
  }
}
