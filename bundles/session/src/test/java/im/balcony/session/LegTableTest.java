package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.message.ChatState;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.SessionTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of states and inputs: no hole, no throw, no move that it does not state. */
class LegTableTest {

  /** Scenes in which leg {@code x} is in each state, plain and in its odd corners. */
  private static Map<LegState, List<Play>> scenes() {
    var scenes = new EnumMap<LegState, List<Play>>(LegState.class);
    scenes.put(LegState.IDLE, List.of(new Play()));
    scenes.put(LegState.OFFERING, List.of(offering(false), offering(true)));
    scenes.put(LegState.CANCELLING, List.of(cancelling(false), cancelling(true)));
    scenes.put(LegState.OFFERED, List.of(offered(false), offered(true)));
    scenes.put(LegState.CONNECTING, List.of(connecting(), called()));
    scenes.put(
        LegState.ESTABLISHED,
        List.of(established(false), established(true), refreshing(), texting(), leaving()));
    scenes.put(LegState.RECONNECTING, List.of(reconnecting()));
    scenes.put(LegState.ENDING, List.of(ending()));
    return scenes;
  }

  private static Play offering(boolean ringing) {
    var play = new Play();
    play.juliet("m1");
    if (ringing) {
      play.hear(new Event.SessionProgress(leg(play)));
    }
    return play;
  }

  private static Play cancelling(boolean ringing) {
    var play = offering(ringing);
    play.pass(Play.LIMITS.setupTimeout());
    return play;
  }

  private static Play offered(boolean mediaUp) {
    var play = new Play();
    play.offered("x");
    if (mediaUp) {
      play.mediaUp("x");
      play.juliet("m1");
    }
    return play;
  }

  private static Play connecting() {
    var play = offering(true);
    play.accepted(leg(play), new SessionTimer(120_000, true));
    return play;
  }

  private static Play called() {
    var play = offered(false);
    play.acked("x");
    return play;
  }

  private static Play established(boolean ours) {
    var play = new Play();
    if (ours) {
      play.established();
    } else {
      play.answered("x");
    }
    return play;
  }

  private static Play refreshing() {
    var play = connecting();
    play.mediaUp(leg(play));
    play.pass(60_000);
    return play;
  }

  private static Play texting() {
    var play = established(true);
    play.hear(new Event.XmppState(ChatState.COMPOSING));
    play.juliet("m1");
    play.romeo(leg(play), Events.message("r1", im.balcony.api.message.ChatMessage.Kind.CHAT, true));
    return play;
  }

  private static Play leaving() {
    var play = texting();
    play.hear(new Event.XmppState(ChatState.GONE));
    return play;
  }

  private static Play reconnecting() {
    var play = texting();
    play.mediaDown(leg(play));
    return play;
  }

  private static Play ending() {
    var play = established(true);
    play.hear(new Event.EndWanted("test"));
    return play;
  }

  private static String leg(Play play) {
    var legs = play.conversation().legs();
    return legs.isEmpty() ? "x" : legs.get(0).name();
  }

  @Test
  void aTableWithAHoleCannotBeBuilt() {
    assertThatThrownBy(() -> new LegTable().complete()).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(LegState.class)
  void everyEventInEveryStateLeadsWhereTheTableSays(LegState state) {
    for (var scene : scenes().get(state)) {
      var leg = leg(scene);
      assertThat(scene.state(leg)).isEqualTo(state);
      for (var event : eventsFor(scene, leg)) {
        for (var delay : List.of(0L, 499L, 500L, 32_000L, 700_000L, 40_000_000L)) {
          var conversation = scene.conversation();
          var turn =
              new Turn(conversation, scene.now + delay, scene.ids, scene.tenant, PeerView.UNKNOWN);
          Machine.run(turn, event);
          for (var move : turn.moves) {
            assertThat(LegRules.TABLE.rule(move.from(), move.input()).next())
                .as("%s in %s by %s", move.input(), move.from(), event)
                .contains(move.to());
          }
          assertBounded(turn, event);
        }
      }
    }
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

  private static void assertBounded(Turn turn, Event event) {
    var step = turn.step();
    var after = Body.read(step.body());
    assertThat(after.legs()).as("legs after %s", event).hasSizeLessThanOrEqualTo(Bounds.LEGS);
    for (var leg : after.legs()) {
      assertThat(step.deadlines())
          .as("deadline in %s", leg.state())
          .containsKey("leg:" + leg.name());
    }
    assertThat(Body.write(after)).isEqualTo(step.body());
    if (step.over()) {
      assertThat(step.deadlines()).isEmpty();
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
    return state == LegState.IDLE ? "[*]" : state.word();
  }

  @Test
  void theServiceTakesAnySnapshotBody() {
    var play = new Play();
    play.snapshot =
        new im.balcony.api.session.Snapshot(
            play.snapshot.key(), 99, Play.unknown(), Map.of(), play.snapshot.correlation());
    play.juliet("m1");
    assertThat(play.the(Effect.StartSession.class).gruu()).isEqualTo(Optional.empty());
    assertThat(play.snapshot.body().text("tomorrow")).contains("kept");
  }
}
