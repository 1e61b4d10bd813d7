package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatState;
import im.balcony.session.snapshot.Body;
import im.balcony.session.snapshot.Messages;
import im.balcony.session.state.Composing;
import im.balcony.session.state.Conversation;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The snapshot's body: all comes back, defaults cost nothing, what is not understood is kept. */
class BodyTest {

  private static final ChatMessage FULL =
      new ChatMessage(
          "m1",
          ChatMessage.Kind.NORMAL,
          "words",
          Optional.of("subject"),
          Optional.of("thread"),
          Optional.of("en"),
          Optional.of(Instant.parse("2026-11-23T10:00:00Z")),
          Optional.of("nick"),
          true,
          FailureReport.PARTIAL,
          Optional.of(ChatState.ACTIVE),
          Optional.of(7L),
          false);

  static List<ChatMessage> messages() {
    return List.of(FULL, Play.chat("m2"), Play.wanting("m3", false, FailureReport.NO));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageComesBackAsItWas(ChatMessage message) {
    assertThat(Messages.read(Messages.write(Facts.NONE, message))).contains(message);
  }

  @Test
  void aWriteOverAnotherMessageLeavesNothingOfIt() {
    var before = Messages.write(Facts.NONE, FULL);
    var plain = Play.chat("m2");
    assertThat(Messages.write(before, plain)).isEqualTo(Messages.write(Facts.NONE, plain));
  }

  @Test
  void aTimeThatIsNoneIsLeftOut() {
    var facts = Messages.write(Facts.NONE, FULL).with("sent", "yesterday");
    assertThat(Messages.read(facts).orElseThrow().sent()).isEmpty();
  }

  @Test
  void aMessageWithoutReferenceIsNone() {
    assertThat(Messages.read(Messages.write(Facts.NONE, FULL).without("ref"))).isEmpty();
  }

  static Conversation everything() {
    var marks = new EnumMap<Leg.Mark, Long>(Leg.Mark.class);
    for (var mark : Leg.Mark.values()) {
      marks.put(mark, 100L + mark.ordinal());
    }
    var flags = EnumSet.allOf(Leg.Flag.class);
    return new Conversation(
        List.of(
            new Leg("a", LegState.ESTABLISHED, "g", flags, marks, "e1", "e2", Facts.NONE),
            new Leg("b", LegState.ENDING, "", Set.of(), Map.of(), "", "", Facts.NONE)),
        List.of(
            new Text(
                FULL,
                "g",
                Text.Place.PAGING,
                "a",
                "e3",
                5,
                2,
                true,
                true,
                Text.octets(FULL),
                Facts.NONE)),
        List.of(new Handed("h", "a", true, true, 8, 9, Facts.NONE)),
        List.of(new Incoming("i", "a", "e4", 1, 2, 3, true, FailureReport.NO, Facts.NONE)),
        new Composing("a", 11, 12),
        13,
        14,
        "e5",
        Facts.NONE);
  }

  @Test
  void aConversationComesBackAsItWas() {
    var read = Body.read(Body.write(everything()));
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*more")
        .isEqualTo(everything());
  }

  @Test
  void anEmptyConversationIsNoFactAtAll() {
    assertThat(Body.write(Body.read(Facts.NONE))).isEqualTo(Facts.NONE);
  }

  @Test
  void defaultsAreNotWritten() {
    var c =
        new Conversation(
            List.of(new Leg("b", LegState.ENDING, "", Set.of(), Map.of(), "", "", Facts.NONE)),
            List.of(Text.fresh(Play.chat("m"), "", 5)),
            List.of(new Handed("h", "", false, false, 0, 0, Facts.NONE)),
            List.of(new Incoming("i", "", "", 0, 0, 0, false, FailureReport.YES, Facts.NONE)),
            Composing.NOBODY,
            0,
            0,
            "",
            Facts.NONE);
    var facts = Body.write(c);
    assertThat(facts.list("legs").get(0).asMap()).containsOnlyKeys("name", "state");
    assertThat(facts.list("texts").get(0).asMap()).containsOnlyKeys("message", "place", "until");
    assertThat(facts.list("handed").get(0).asMap()).containsOnlyKeys("ref");
    assertThat(facts.list("incoming").get(0).asMap()).containsOnlyKeys("ref");
    assertThat(facts.asMap()).containsOnlyKeys("legs", "texts", "handed", "incoming");
  }

  @Test
  void theFailuresThatAreWantedByDefaultNeedNoWord() {
    var facts = Facts.NONE.with("incoming", List.of(Facts.NONE.with("ref", "i")));
    assertThat(Body.read(facts).incoming().get(0).failures()).isEqualTo(FailureReport.YES);
  }

  @Test
  void whatANewerVersionWroteIsKept() {
    var leg =
        Facts.NONE
            .with("name", "a")
            .with("state", "established")
            .with("flags", List.of("used", "tomorrow"))
            .with("marks", Facts.NONE.with("limit", 5L).with("later", 6L))
            .with("colour", "red");
    var body = Facts.NONE.with("legs", List.of(leg)).with("weather", "fair");
    var read = Body.read(body);
    assertThat(read.legs().get(0).flags()).containsExactly(Leg.Flag.USED);
    assertThat(Body.write(read)).isEqualTo(body);
    var changed = read.legs().get(0).clear(Leg.Mark.LIMIT).without(Leg.Flag.USED);
    assertThat(changed.more()).isEqualTo(leg);
  }

  @Test
  void whatCannotBeReadIsLeftOut() {
    var message = Messages.write(Facts.NONE, FULL);
    var body =
        Facts.NONE
            .with(
                "legs",
                List.of(
                    Facts.NONE.with("state", "established"),
                    Facts.NONE.with("name", "a").with("state", "idle"),
                    Facts.NONE.with("name", "b").with("state", "levitating")))
            .with(
                "texts",
                List.of(
                    Facts.NONE.with("place", "waiting"),
                    Facts.NONE.with("message", message).with("place", "nowhere")))
            .with("handed", List.of(Facts.NONE.with("until", 5L)))
            .with("incoming", List.of(Facts.NONE.with("until", 5L)));
    assertThat(Body.read(body).isOver()).isTrue();
  }
}
