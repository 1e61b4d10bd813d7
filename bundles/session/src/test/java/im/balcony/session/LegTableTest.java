package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Facts;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.session.leg.LegRules;
import im.balcony.session.rows.Conversation;
import im.balcony.session.rows.EnumNames;
import im.balcony.session.rows.FullRows;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.LegState;
import im.balcony.session.step.Deadlines;
import im.balcony.session.step.LegInput;
import im.balcony.session.step.LegTable;
import im.balcony.session.step.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of states and inputs: no hole, no throw, no move that it does not state. */
class LegTableTest {

  @Test
  void aTableWithAHoleCannotBeBuilt() {
    assertThatThrownBy(() -> new LegTable().complete()).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(LegState.class)
  @Tag("broad")
  void everyEventInEveryStateLeadsWhereTheTableSaysAndNowhereInVain(LegState state) {
    var seen = new HashSet<Turn.Moved>();
    for (var scene : LegScenes.in(state)) {
      var leg = LegScenes.leg(scene);
      assertThat(scene.state(leg)).isEqualTo(state);
      for (var event : eventsFor(scene, leg)) {
        for (var delay : List.of(0L, 499L, 500L, 32_000L, 700_000L, 40_000_000L)) {
          var conversation = Conversation.open(scene.conversation.rows);
          var turn =
              new Turn(
                  conversation,
                  scene.now + delay,
                  scene.ids,
                  scene.tenant,
                  PeerView.UNKNOWN,
                  LegRules.TABLE);
          Machine.run(turn, event);
          for (var move : turn.moves()) {
            assertThat(LegRules.TABLE.rule(move.from(), move.input()).next())
                .as("%s in %s by %s", move.input(), move.from(), event)
                .contains(move.to());
          }
          seen.addAll(turn.moves());
          assertBounded(scene.conversation.rows, turn, event);
        }
      }
    }
    assertThat(seen).containsAll(statedFrom(state));
  }

  /** What the table promises: each change of state, and each choice between going and staying. */
  private static List<Turn.Moved> statedFrom(LegState state) {
    var stated = new ArrayList<Turn.Moved>();
    for (var input : LegInput.values()) {
      var nexts = LegRules.TABLE.rule(state, input).next();
      for (var next : nexts) {
        if (next != state || nexts.size() > 1) {
          stated.add(new Turn.Moved(state, input, next));
        }
      }
    }
    return stated;
  }

  private static List<Event> eventsFor(Play scene, String leg) {
    var events = new ArrayList<Event>();
    var refs = new HashSet<>(Set.of("new", "m1", "r1"));
    var effectIds = new HashSet<>(Set.of("", "unknown"));
    for (var it : scene.conversation().legs()) {
      effectIds.add(it.bye());
      effectIds.add(it.refresh());
    }
    scene.conversation().texts().forEach(text -> effectIds.add(text.effectId()));
    scene.conversation().incoming().forEach(entry -> effectIds.add(entry.effectId()));
    for (var ref : refs) {
      for (var effectId : effectIds) {
        events.addAll(Events.all(leg, ref, effectId));
        events.addAll(Events.all("stranger", ref, effectId));
      }
    }
    return events;
  }

  private static void assertBounded(Map<String, Facts> before, Turn turn, Event event) {
    var conversation = turn.conversation();
    assertThat(conversation.legs().size())
        .as("legs after %s", event)
        .isLessThanOrEqualTo(Bounds.LEGS);
    for (var leg : conversation.legs().all()) {
      assertThat(Deadlines.due(leg, turn.limits()))
          .as("deadline in %s", leg.state())
          .isLessThan(Long.MAX_VALUE);
    }
    var step = turn.step();
    var after = new HashMap<>(before);
    step.changes().apply(after);
    assertThat(step.over() ? Map.of() : after).isEqualTo(FullRows.of(conversation));
    if (step.over()) {
      assertThat(step.due()).isEmpty();
    }
  }

  @Test
  void theDiagramInTheReadmeIsDrawnFromTheTable() throws IOException {
    var readme = Files.readString(Path.of("README.md"));
    assertThat(readme).contains(diagram());
  }

  private static String diagram() {
    var arrows = new LinkedHashMap<String, List<String>>();
    for (var from : LegState.values()) {
      for (var input : LegInput.values()) {
        for (var to : LegRules.TABLE.rule(from, input).next()) {
          if (to != from) {
            arrows
                .computeIfAbsent(word(from) + " --> " + word(to), k -> new ArrayList<>())
                .add(input.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
          }
        }
      }
    }
    var out = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    arrows.forEach(
        (arrow, inputs) ->
            out.append("    ")
                .append(arrow)
                .append(" : ")
                .append(String.join(", ", inputs))
                .append('\n'));
    return out.append("```\n").toString();
  }

  private static String word(LegState state) {
    return state == LegState.IDLE ? "[*]" : EnumNames.STATES.of(state);
  }

  @Test
  void theServiceTakesAnyRows() {
    var play = new Play();
    play.conversation.rows.put("state", Play.unknown());
    play.conversation.open(play.conversation.rows);
    var rows = new HashMap<>(play.conversation.rows);
    rows.put("legion/x", Facts.NONE.with("name", "x").with("state", "established"));
    rows.put("leg/x", Facts.NONE.with("name", "x").with("state", "levitating"));
    assertThat(new ConversationMachine().open(rows).sessions()).isEmpty();
    play.juliet("m1");
    assertThat(play.the(Effect.StartSession.class).gruu()).isEqualTo(Optional.empty());
    assertThat(play.conversation.rows.get("state").text("tomorrow")).contains("kept");
  }
}
