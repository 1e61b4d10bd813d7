package im.balcony.players.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.chaos.Story.Word;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {

  private final Ledger ledger = new Ledger();

  private Story story() {
    return ledger.stories(id -> Optional.empty()).get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 700, 2000})
  void aTextIsAboutAsLongAsAskedForAndNamesItself(int size) {
    var text = Texts.write("c17", size);

    assertThat(text.length()).isBetween(Math.min(size, 6), size + 12);
    var words = Texts.read(text).orElseThrow();
    assertThat(words.id()).isEqualTo("c17");
    assertThat(words.total()).contains(words.numbers().size());
  }

  @Test
  void aTextInPartsIsHeardWithItsLastPart() {
    var id = ledger.offer(Route.PAGE_TO_SIP, false, 100);
    var text = Texts.write(id, 100);
    var middle = text.indexOf(' ', 50);

    ledger.heard(text.substring(0, middle), "m1");
    assertThat(story().heard()).isEmpty();
    ledger.heard(text.substring(middle), "m1");
    assertThat(story().heard()).extracting(Story.Heard::name).containsExactly("m1");
    ledger.heard(text, "m2");
    assertThat(story().heard()).extracting(Story.Heard::name).containsExactly("m1", "m2");
  }

  @Test
  void textsThatNobodyOfferedAreStrange() {
    ledger.heard("c5x0x1", "m1");
    ledger.heard("something else", "m1");

    assertThat(ledger.strangers()).isEqualTo(2);
    assertThat(ledger.offered()).isZero();
  }

  @Test
  void whatASenderIsToldStandsByTheMessage() {
    var id = ledger.offer(Route.CHAT_TO_XMPP, true, 100);
    ledger.told(id, Word.ACCEPTED, "200");
    ledger.told("nobody", Word.FAILED, "404");

    assertThat(story().told()).extracting(Story.Told::word).containsExactly(Word.ACCEPTED);
  }

  @Test
  void theJournalKeepsTheLatestOutcomeOfEachName() {
    var journal = new Journal();
    journal.read(
        "20\tr1\tsip-to-xmpp\tPENDING\t\tc1 x1\n10\tr2\tsip-to-xmpp\tFAILED\ttimeout\tc2\n");
    assertThat(journal.pending()).isEqualTo(1);
    journal.read("30\tr1\tsip-to-xmpp\tHANDED_OVER\t\tc1 x1\r\n");

    assertThat(journal.of("c1").orElseThrow().outcome()).isEqualTo("HANDED_OVER");
    assertThat(journal.of("x1").orElseThrow().ref()).isEqualTo("r1");
    assertThat(journal.of("c2").orElseThrow().why()).isEqualTo("timeout");
    assertThat(journal.of("c3")).isEmpty();
    assertThat(journal.pending()).isZero();
    assertThat(journal.hasGap()).isFalse();
  }

  @Test
  void aPauseIsTheLongestWaitLessTheMedian() {
    var calm = new Story.Heard(1_010, "m");
    var slow = new Story.Heard(5_400, "m");
    var stories =
        List.of(
            new Story(
                "c1",
                Route.PAGE_TO_SIP,
                1_000,
                false,
                64,
                List.of(calm),
                List.of(),
                Optional.empty()),
            new Story(
                "c2",
                Route.PAGE_TO_SIP,
                5_000,
                false,
                64,
                List.of(slow),
                List.of(),
                Optional.empty()));
    var pauses = Pauses.of(stories, List.of(new Trouble(Trouble.Kind.MAPPING, 4_900, 5_100)));

    assertThat(pauses.median()).isEqualTo(10);
    assertThat(pauses.percentile(Trouble.Kind.MAPPING, 0.99)).isEqualTo(390);
    assertThat(pauses.percentile(Trouble.Kind.SIP, 0.99)).isZero();
  }
}
