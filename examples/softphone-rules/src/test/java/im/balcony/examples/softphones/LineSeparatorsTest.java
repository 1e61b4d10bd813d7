package im.balcony.examples.softphones;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.ChatState;
import im.balcony.api.session.Effect;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineSeparatorsTest {

  private static final String SEPARATED = "Good night,\u2028good night!\u2029Parting is such";
  private static final String ENDED = "Good night,\ngood night!\nParting is such";

  @Test
  void aTextOfASessionGetsLineEnds() {
    assertThat(LineSeparators.asLineEnds(new Effect.TextToMsrp("e1", "leg", message(SEPARATED))))
        .isEqualTo(new Effect.TextToMsrp("e1", "leg", message(ENDED)));
  }

  @Test
  void aPageGetsLineEnds() {
    var gruu = Optional.of("gr");
    var leg = Optional.of("leg");
    assertThat(LineSeparators.asLineEnds(new Effect.PageToSip("e1", message(SEPARATED), gruu, leg)))
        .isEqualTo(new Effect.PageToSip("e1", message(ENDED), gruu, leg));
  }

  @Test
  void otherTextsAndEffectsStayAsTheyAre() {
    var plain = new Effect.TextToMsrp("e1", "leg", message("Sleep dwell\n\tupon thine eyes"));
    assertThat(LineSeparators.asLineEnds(plain)).isEqualTo(plain);
    var toXmpp = new Effect.TextToXmpp("e1", message(SEPARATED), Optional.empty());
    assertThat(LineSeparators.asLineEnds(toXmpp)).isSameAs(toXmpp);
  }

  /** A message of which no two components may be taken for each other. */
  private static ChatMessage message(String text) {
    return new ChatMessage(
        "ref",
        Kind.HEADLINE,
        text,
        Optional.of("subject"),
        Optional.of("thread"),
        Optional.of("it"),
        Optional.of(Instant.EPOCH),
        Optional.of("nick"),
        true,
        FailureReport.PARTIAL,
        Optional.of(ChatState.PAUSED),
        Optional.of(7L),
        false);
  }
}
