package im.balcony.session.rows;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.session.state.Composing;
import im.balcony.session.state.Entry;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Rest;
import im.balcony.session.state.Text;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows: all comes back, defaults cost nothing, what is not understood is kept. */
class RowsTest {

  private static final Failure WHY =
      Failure.of(Failure.Cause.TRANSPORT, "no connection").withSipStatus(488);

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

  private static final ChatMessage OF_SUBJECTS =
      new ChatMessage(
          "m4",
          ChatMessage.Kind.NORMAL,
          "words",
          Optional.of("subject"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          FailureReport.YES,
          Optional.empty(),
          Optional.empty(),
          true,
          Optional.empty(),
          List.of(
              new ChatMessage.Subject("subject", Optional.empty()),
              new ChatMessage.Subject("two words", Optional.of("fr"))));

  private static ChatMessage plain(String ref) {
    return ChatMessage.plain(ref, ChatMessage.Kind.CHAT, "text " + ref);
  }

  static List<ChatMessage> messages() {
    return List.of(FULL, plain("m2"), plain("m3"), OF_SUBJECTS);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageComesBackAsItWas(ChatMessage message) {
    assertThat(Messages.read(Messages.write(Facts.NONE, message))).contains(message);
  }

  @Test
  void aWriteOverAnotherMessageLeavesNothingOfIt() {
    var before = Messages.write(Facts.NONE, FULL);
    var plain = plain("m2");
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

  /** In the gateway's own words; of a peer's nothing but the status. */
  @Test
  void whyALegEndsComesBack() {
    var c = Conversation.open(Map.of());
    c.legs().put(Leg.idle("a").in(LegState.OFFERED).doomed(WHY));
    c.legs().put(Leg.idle("b").in(LegState.OFFERED).doomed(Failure.sip(480, "a secret of his")));
    var rows = rows(c);
    assertThat(rows.toString()).doesNotContain("secret");
    var read = Conversation.open(rows);
    assertThat(read.legs().find("a").flatMap(Leg::why)).hasValue(WHY);
    assertThat(read.legs().find("b").flatMap(Leg::why).orElseThrow().sipStatus()).hasValue(480);
  }

  /** One of each, with all that it can have, and one that has nothing but its name. */
  static Conversation everything() {
    var marks = new EnumMap<Leg.Mark, Long>(Leg.Mark.class);
    for (var mark : Leg.Mark.values()) {
      marks.put(mark, 100L + mark.ordinal());
    }
    // The newest is a word more in the same row.
    var flags = EnumSet.complementOf(EnumSet.of(Leg.Flag.SECRET));
    var c = Conversation.open(Map.of());
    c.legs()
        .put(
            new Leg(
                "a",
                LegState.ESTABLISHED,
                "g",
                flags,
                marks,
                "e1",
                "e2",
                Optional.empty(),
                Facts.NONE));
    c.legs().put(Leg.idle("b").in(LegState.ENDING));
    c.texts()
        .put(
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
                Facts.NONE));
    c.handed().put(new Handed("h", "a", true, false, true, 8, 9, Facts.NONE));
    c.incoming()
        .put(new Incoming("i", "a", "e4", 1, 2, 3, true, false, FailureReport.NO, Facts.NONE));
    c.rest(new Rest(new Composing("a", 11, 12), 13, 14, "e5", Facts.NONE));
    return c;
  }

  static Map<String, Facts> rows(Conversation conversation) {
    var rows = new LinkedHashMap<String, Facts>();
    conversation.takeChanges(false).apply(rows);
    return rows;
  }

  /** Both remember the same; where it was read from does not matter. */
  static void assertSame(Conversation one, Conversation other) {
    assertThat(one.rest())
        .usingRecursiveComparison()
        .ignoringFields("more")
        .isEqualTo(other.rest());
    assertSame(one.legs(), other.legs());
    assertSame(one.texts(), other.texts());
    assertSame(one.handed(), other.handed());
    assertSame(one.incoming(), other.incoming());
  }

  private static void assertSame(Table<? extends Entry> one, Table<? extends Entry> other) {
    assertThat(List.copyOf(one.all()))
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*more")
        .isEqualTo(List.copyOf(other.all()));
  }

  @Test
  void aConversationComesBackAsItWas() {
    assertSame(Conversation.open(rows(everything())), everything());
  }

  @Test
  void whatIsReadIsNotWrittenAgain() {
    var rows = rows(everything());
    var opened = Conversation.open(rows);
    assertThat(opened.isChanged()).isFalse();
    assertThat(opened.takeChanges(false)).isEqualTo(Changes.NONE);
    assertThat(FullRows.of(opened)).isEqualTo(rows);
  }

  @Test
  void anEmptyConversationIsNoRowAtAll() {
    assertThat(rows(Conversation.open(Map.of()))).isEmpty();
  }

  @Test
  void defaultsAreNotWritten() {
    var c = Conversation.open(Map.of());
    c.legs().put(Leg.idle("b").in(LegState.ENDING));
    c.texts().put(Text.fresh(plain("m"), "", 5));
    c.handed().put(new Handed("h", "", false, false, false, 0, 0, Facts.NONE));
    c.incoming()
        .put(new Incoming("i", "", "", 0, 0, 0, false, false, FailureReport.YES, Facts.NONE));
    var rows = rows(c);
    assertThat(rows).containsOnlyKeys("leg/b", "text/m", "handed/h", "incoming/i");
    assertThat(rows.get("leg/b").asMap()).containsOnlyKeys("name", "state");
    assertThat(rows.get("text/m").asMap()).containsOnlyKeys("message", "place", "until");
    assertThat(rows.get("handed/h").asMap()).containsOnlyKeys("ref");
    assertThat(rows.get("incoming/i").asMap()).containsOnlyKeys("ref");
  }

  @Test
  void theFailuresThatAreWantedByDefaultNeedNoWord() {
    var c = Conversation.open(Map.of("incoming/i", Facts.NONE.with("ref", "i")));
    assertThat(c.incoming().oldest().failures()).isEqualTo(FailureReport.YES);
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
    var rows = Map.of("leg/a", leg, "state", Facts.NONE.with("weather", "fair"));
    var c = Conversation.open(rows);
    assertThat(c.legs().oldest().flags()).containsExactly(Leg.Flag.USED);
    assertThat(FullRows.of(c)).isEqualTo(rows);
    c.legs().put(c.legs().oldest().clear(Leg.Mark.LIMIT).without(Leg.Flag.USED));
    assertThat(c.legs().oldest().more()).isEqualTo(leg);
    var changed = c.takeChanges(false).put();
    assertThat(changed).containsOnlyKeys("leg/a");
    assertThat(changed.get("leg/a").value())
        .isEqualTo(
            leg.with("flags", List.of("tomorrow")).with("marks", Facts.NONE.with("later", 6L)));
  }

  @Test
  void whatCannotBeReadIsLeftAlone() {
    var message = Messages.write(Facts.NONE, FULL);
    var c =
        Conversation.open(
            Map.of(
                "leg/", Facts.NONE.with("state", "established"),
                "leg/a", Facts.NONE.with("name", "a").with("state", "idle"),
                "leg/b", Facts.NONE.with("name", "b").with("state", "levitating"),
                "text/1", Facts.NONE.with("place", "waiting"),
                "text/2", Facts.NONE.with("message", message).with("place", "nowhere"),
                "handed/1", Facts.NONE.with("until", 5L),
                "incoming/1", Facts.NONE.with("until", 5L),
                "presence/1", Facts.NONE.with("ref", "1")));
    assertThat(c.isOver()).isTrue();
    assertThat(c.takeChanges(false)).isEqualTo(Changes.NONE);
  }
}
