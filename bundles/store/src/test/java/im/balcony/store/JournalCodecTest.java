package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.message.Direction;
import im.balcony.api.message.Outcome;
import im.balcony.api.store.Store.Journal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outcomes as they lie on the disk. */
class JournalCodecTest {

  private static Journal entry(Outcome.Kind kind) {
    return new Journal(
        "m1", "verona", Direction.SIP_TO_XMPP, kind, "why", 7, List.of("hop"), List.of("name"));
  }

  private static byte[] former(String outcome) {
    var out = new RowBuffer();
    FactsCodec.append(
        out,
        Facts.draft()
            .with("tenant", "verona")
            .with("direction", "sip-to-xmpp")
            .with("outcome", outcome)
            .with("why", "why")
            .with("at", 7)
            .with("hops", List.of("hop"))
            .with("names", List.of("name"))
            .facts());
    return out.toArray();
  }

  @ParameterizedTest
  @EnumSource(Outcome.Kind.class)
  void eachOutcomeIsReadAsItWasWritten(Outcome.Kind kind) throws Exception {
    for (var row : List.of(JournalCodec.write(new RowBuffer(), entry(kind)), former(kind.word()))) {
      assertThat(JournalCodec.read("m1", row)).isEqualTo(entry(kind));
      assertThat(JournalCodec.isFinal(row)).isEqualTo(kind.isFinal());
      for (var other : Outcome.Kind.values()) {
        assertThat(JournalCodec.is(row, other)).isEqualTo(other == kind);
      }
    }
  }

  @Test
  void theLettersAreThoseOfStoresThatAreThere() {
    assertThat(
            Arrays.stream(Outcome.Kind.values())
                .map(kind -> JournalCodec.write(new RowBuffer(), entry(kind))[1])
                .map(letter -> String.valueOf((char) (byte) letter))
                .collect(Collectors.joining()))
        .startsWith("phdfe")
        .doesNotContain("?");
  }

  @Test
  void anOutcomeThatIsNotKnownIsKeptInItsOwnWord() throws Exception {
    var strange =
        new Journal("m1", "verona", "sip-to-xmpp", "LOST_AT_SEA", "", 7, List.of(), List.of());
    var row = JournalCodec.write(new RowBuffer(), strange);
    assertThat(JournalCodec.read("m1", row)).isEqualTo(strange);
    for (var any : List.of(row, former("LOST_AT_SEA"))) {
      assertThat(JournalCodec.isFinal(any)).isFalse();
      for (var kind : Outcome.Kind.values()) {
        assertThat(JournalCodec.is(any, kind)).isFalse();
      }
    }
  }
}
