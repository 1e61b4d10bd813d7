package im.balcony.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What nobody waited for is told, whatever else was waited for. */
class UntakenTest {

  private static final Duration QUIET = Duration.ofMillis(1);

  private final Violations violations = new Violations();
  private final Inbox<String> inbox = new Inbox<>("stanza");

  UntakenTest() {
    violations.watch(inbox);
  }

  private void arrive(String... items) {
    for (var item : items) {
      inbox.put(item);
    }
  }

  @Test
  void whatIsExtraIsToldOnce() throws Exception {
    arrive("text", "text");
    inbox.next(QUIET);

    assertThat(violations.untaken(QUIET)).containsExactly("stanza: text");
    assertThat(violations.untaken(QUIET)).isEmpty();
  }

  @Test
  void whatAWaitPassedOverIsTold() throws Exception {
    arrive("error", "text");
    assertThat(inbox.next(QUIET, "text"::equals)).isEqualTo("text");

    assertThat(violations.untaken(QUIET)).containsExactly("stanza: error");
  }

  @Test
  void whatIsIgnoredByNameIsNotToldUntilItIsAskedFor() throws Exception {
    inbox.ignoring("chat states", "gone"::equals);
    arrive("gone", "text");
    assertThat(violations.untaken(QUIET)).containsExactly("stanza: text");

    arrive("gone");
    assertThat(violations.untaken(QUIET)).containsExactly("stanza: gone");
  }

  @Test
  void whatWasWaitedForInTheLogIsTaken() throws Exception {
    var log = new Inbox<String>("SIP message");
    var names = Map.of("a", "request a", "b", "request b");
    inbox.alsoIn(log, names::get);
    for (var name : names.keySet()) {
      log.put(names.get(name));
      arrive(name);
    }
    log.next(QUIET, "request a"::equals);

    assertThat(violations.untaken(QUIET)).containsExactly("stanza: b");
  }
}
