package im.balcony.itests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.virtual.Ledger;
import im.balcony.testkit.virtual.VirtualStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An XMPP server that refuses the component, ends its stream, or is not there for minutes. */
class LinkOutagesTest {

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final String STREAM_ERROR =
      "<stream:error><%s xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>";

  private final Stage stage = new Stage(1).open();

  /** When the gateway connected to a server that refuses it, and the streams that came of it. */
  private final List<Long> tries = new ArrayList<>();

  private final List<VirtualStream> refused = new ArrayList<>();

  @AfterEach
  void nobodyBrokeARule() {
    assertThat(stage.violations.all()).isEmpty();
  }

  /** From now on the server says this to each component, right behind its own header. */
  private void refuses(String condition) {
    stage.network.accept(
        Address.SERVER,
        stream -> {
          tries.add(stage.time.now());
          refused.add(stream);
          stream.reader(octets -> {}, reason -> {});
          var header =
              "<stream:stream xmlns='jabber:component:accept' id='x' from='example.net'"
                  + " xmlns:stream='http://etherx.jabber.org/streams'>";
          stream.write((header + STREAM_ERROR.formatted(condition)).getBytes(UTF_8));
        });
    stage.server.cut(Stage.DOMAIN);
  }

  private List<Long> waits() {
    return IntStream.range(1, tries.size()).mapToObj(i -> tries.get(i) - tries.get(i - 1)).toList();
  }

  private void isNamed(String condition) {
    assertThat(stage.gateway.router.gateway().why())
        .anyMatch(problem -> problem.reason().contains(condition));
  }

  /** How long until the link is there, in steps of a tenth of a second. */
  private long back() {
    var begun = stage.time.now();
    while (!stage.server.isUp(Stage.DOMAIN) && stage.time.now() - begun < 2 * MINUTE) {
      stage.passes(SECOND / 10);
    }
    assertThat(stage.server.isUp(Stage.DOMAIN)).isTrue();
    return stage.time.now() - begun;
  }

  private void romeoIsHeard(String text) {
    stage.romeo.pages("juliet@example.com", text);
    stage.passes(2 * SECOND);
    assertThat(stage.juliet.ledger.hasHeard(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host-unknown", "invalid-namespace", "conflict", "not-authorized"})
  @Requirement("XMPP-04")
  void aRefusalAtTheStartIsTriedAgainLaterAndLater(String condition) {
    refuses(condition);
    stage.passes(5 * MINUTE);

    isNamed(condition);
    switch (condition) {
      // The server may still hold the last stream: no sooner than it can notice.
      case "conflict" ->
          assertThat(waits()).hasSizeGreaterThan(5).allMatch(wait -> wait >= 10 * SECOND);
      // Only an operator mends it.
      case "not-authorized" ->
          assertThat(waits()).hasSizeBetween(3, 5).allMatch(wait -> wait >= MINUTE);
      default -> {
        assertThat(waits().subList(0, 4)).isSorted();
        assertThat(waits().get(0)).isLessThan(3 * SECOND);
      }
    }
    assertThat(waits().subList(5 % waits().size(), waits().size()))
        .allMatch(wait -> wait >= 10 * SECOND);

    stage.server.start();
    back();
    // Also the last one, which may have been opened in the moment the server mended its ways.
    assertThat(refused).allMatch(VirtualStream::isOver);
    romeoIsHeard("after " + condition);
  }

  @Test
  @Requirement("XMPP-06")
  void eachLossIsFollowedByATimeThatVaries() {
    var times = new ArrayList<Long>();
    for (var i = 0; i < 10; i++) {
      stage.server.cut(Stage.DOMAIN);
      times.add(back());
      stage.passes(MINUTE);
    }
    assertThat(times).allMatch(time -> time > 0 && time <= MINUTE);
    assertThat(times.stream().distinct().count()).isGreaterThan(3);

    stage.server.stop();
    stage.server.cut(Stage.DOMAIN);
    stage.passes(MINUTE);
    stage.server.start();
    assertThat(back()).isLessThanOrEqualTo(MINUTE);
    romeoIsHeard("after the restart");
  }

  @ParameterizedTest
  @CsvSource({
    "system-shutdown, 0, 5",
    "undefined-condition, 0, 5",
    "internal-server-error, 0, 5",
    "reset, 0, 5",
    "conflict, 10, 30"
  })
  @Requirement("XMPP-08")
  void aStreamErrorEndsTheStreamAndAnotherFollows(String condition, int least, int most) {
    romeoIsHeard("before");
    stage.server.send(Stage.DOMAIN, STREAM_ERROR.formatted(condition), () -> {});
    stage.passes(SECOND / 5);
    assertThat(stage.server.isUp(Stage.DOMAIN)).as("the stream that had the error").isFalse();
    isNamed(condition);

    assertThat(back()).isBetween(least * SECOND - SECOND / 5, most * SECOND);

    romeoIsHeard("after");
  }

  private void outage(long millis, Runnable meanwhile) {
    stage.server.stop();
    stage.server.cut(Stage.DOMAIN);
    var end = stage.time.now() + millis;
    stage.passes(SECOND / 2);
    meanwhile.run();
    stage.passes(end - stage.time.now());
    stage.server.start();
    back();
    stage.passes(10 * SECOND);
  }

  @Test
  @Requirement("XMPP-38")
  void fiveSecondsLoseNothing() {
    var call = stage.romeo.calls("nurse@example.com");
    stage.passes(2 * SECOND);
    outage(
        5 * SECOND,
        () -> {
          for (var i = 0; i < 4; i++) {
            stage.romeo.pages("juliet@example.com", "page " + i);
            call.says("text " + i, false);
            stage.passes(SECOND);
          }
        });

    for (var i = 0; i < 4; i++) {
      assertThat(heard(stage.juliet.ledger, "page " + i)).isEqualTo(1);
      assertThat(heard(stage.nurse.ledger, "text " + i)).isEqualTo(1);
    }
    assertThat(stage.outcomes()).isNotEmpty().allMatch("HANDED_OVER"::equals);
  }

  private static long heard(Ledger ledger, String text) {
    return ledger.heard().stream().filter(heard -> heard.text().equals(text)).count();
  }

  @Test
  @Requirement("XMPP-38")
  void tenMinutesAreToldOfAndWhatWaitsIsBounded() {
    var call = stage.romeo.calls("nurse@example.com");
    stage.passes(2 * SECOND);
    var most = RouterLimits.DEFAULT.keys().linkWaiting();
    var waiting = new ArrayList<Integer>();
    outage(
        10 * MINUTE,
        () -> {
          for (var i = 0; i < 590; i++) {
            stage.romeo.pages("juliet@example.com", "page " + i);
            call.says("text " + i, false);
            stage.passes(SECOND);
            waiting.add(stage.gateway.held().get("stanzas of links"));
          }
        });

    assertThat(waiting).allMatch(now -> now <= most).anyMatch(now -> now > 0);
    assertThat(stage.gateway.held().get("stanzas of links")).isZero();
    assertThat(stage.outcomes()).contains("EXPIRED").doesNotContain("PENDING");
    for (var i = 0; i < 590; i++) {
      assertThat(heard(stage.nurse.ledger, "text " + i) + failed("text " + i)).isEqualTo(1);
      // What was accepted before the outage was long enough to be told has its outcome in the row.
      assertThat(heard(stage.juliet.ledger, "page " + i) + failed("page " + i))
          .isLessThanOrEqualTo(1);
    }
    assertThat(failed("text 0") + failed("text 100")).isEqualTo(2);
    assertThat(failed("page 100")).isEqualTo(1);
  }

  private long failed(String text) {
    return stage.romeo.ledger.toldOf(text).stream()
        .filter(told -> told.word() == Ledger.Word.FAILED)
        .count();
  }
}
