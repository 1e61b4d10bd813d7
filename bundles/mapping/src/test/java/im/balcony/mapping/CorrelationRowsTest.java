package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.page;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.thread;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.mapping.correlation.CorrelationShelves;
import im.balcony.testkit.FactsText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of the correlation is written, and what is told of it. */
class CorrelationRowsTest {

  private final Scene scene = new Scene();

  @Test
  void eachThingHasARowOfItsOwn() {
    scene.established("leg", sdp("text/plain"));
    var text = scene.text("chat", "c2", body("And thou?"));
    scene.out(new Effect.TextToMsrp("e2", "leg", text));
    var page = scene.text("normal", "p1", thread("7"), body("Ay me!"));
    var request =
        scene.request(new Effect.PageToSip("e3", page, Optional.empty(), Optional.empty()));
    var heard = scene.hear(Event.SipText.class, scene.received(page("She speaks")));

    assertThat(scene.rows.keySet())
        .contains(
            "state",
            "leg/leg",
            "message/" + text.ref(),
            "message/" + page.ref(),
            "message/" + heard.message().ref(),
            "asked/" + heard.message().ref(),
            "effect/e2",
            "thread/" + request.callId());
  }

  @Test
  void onlyWhatHasChangedIsTold() {
    scene.established("leg", sdp("text/plain"));
    var text = scene.text("chat", "c2", body("And thou?"));
    scene.out(new Effect.TextToMsrp("e2", "leg", text));

    scene.rules.out(new Effect.Forget(text.ref()), scene.correlation, scene.context());
    assertThat(scene.correlation.changes())
        .isEqualTo(new Changes(Map.of(), Set.of("message/" + text.ref())));
    assertThat(scene.correlation.changes()).isEqualTo(Changes.NONE);
    scene.rules.in(new XmppEvent.HandedOver("e9"), scene.correlation, scene.context());
    assertThat(scene.correlation.changes()).isEqualTo(Changes.NONE);
  }

  @Test
  void theSameAgainIsNoChange() {
    scene.established("leg", sdp("text/plain"));
    var leg = scene.correlation.leg("leg").orElseThrow();
    scene.correlation.put(leg.with(leg.dialog().next()));
    scene.correlation.put(leg);
    scene.correlation.state(s -> s.nick("Romeo"));
    scene.correlation.state(s -> scene.correlation.state().nick("Romeo"));
    assertThat(scene.correlation.changes().put().keySet()).containsExactly("state");
    scene.correlation.state(s -> s.nick("Romeo"));
    assertThat(scene.correlation.changes()).isEqualTo(Changes.NONE);
  }

  @Test
  void whatCameAndWentBeforeAnybodyAskedIsNotTold() {
    var rules = scene.rules;
    var heard = rules.in(scene.message("chat", "1", body("x")), scene.correlation, scene.context());
    var ref = ((Event.XmppText) heard.events().get(0)).message().ref();
    rules.out(new Effect.Forget(ref), scene.correlation, scene.context());
    assertThat(scene.correlation.changes().put()).containsOnlyKeys("state");
    assertThat(scene.correlation.changes()).isEqualTo(Changes.NONE);
  }

  @Test
  void aTextThatCannotBeWrittenChangesNothing() {
    scene.established("leg", sdp("text/plain", "max-size:3"));
    var text = scene.text("chat", "c2", body("Longer than that"));
    var before = scene.correlation.rows();
    var said =
        scene.rules.out(
            new Effect.TextToMsrp("e2", "leg", text), scene.correlation, scene.context());
    assertThat(said.failure()).isPresent();
    assertThat(scene.correlation.changes()).isEqualTo(Changes.NONE);
    assertThat(scene.correlation.rows()).isEqualTo(before);
  }

  /** A call is taken back whole, with the places of what it forgot. */
  @Test
  void theLastCallIsTakenBack() {
    scene.established("leg", sdp("text/plain"));
    for (var i = 0; i < 3; i++) {
      scene.in(scene.received(page("text " + i)));
    }
    var before = scene.correlation.rows();
    var handles = scene.correlation.handles();
    // All three are so old by now that they are forgotten, and a fourth comes.
    scene.now += 100 * 24 * 3_600_000L;
    scene.rules.in(scene.received(page("late")), scene.correlation, scene.context());
    assertThat(scene.correlation.rows()).isNotEqualTo(before);
    assertThat(scene.correlation.handles()).isNotEqualTo(handles);

    scene.correlation.undo();

    assertThat(new ArrayList<>(scene.correlation.rows().entrySet()))
        .isEqualTo(new ArrayList<>(before.entrySet()));
    assertThat(scene.correlation.handles()).isEqualTo(handles);
    assertThat(scene.correlation.changes()).isEqualTo(Changes.NONE);
    assertThat(CorrelationShelves.open(scene.key, scene.rows).rows())
        .isEqualTo(scene.correlation.rows());
  }

  @Test
  void whatWasToldIsNotTakenBack() {
    scene.in(scene.message("chat", "1", body("x")));
    var before = scene.correlation.rows();
    scene.correlation.undo();
    assertThat(scene.correlation.rows()).isEqualTo(before).isNotEmpty();
  }

  @Test
  void theHandlesAreTheSameObjectUntilTheyChange() {
    scene.established("leg", sdp("text/plain"));
    var handles = scene.correlation.handles();
    var text = scene.text("chat", "c2", body("And thou?"));
    scene.out(new Effect.TextToMsrp("e2", "leg", text));
    scene.out(new Effect.PageToSip("e3", text, Optional.empty(), Optional.of("leg")));
    assertThat(scene.correlation.handles()).isSameAs(handles);
    scene.in(scene.received(page("another")));
    assertThat(scene.correlation.handles()).isNotEqualTo(handles).containsAll(handles);
  }

  /** The oldest is forgotten first, in whatever order the rows come back. */
  @Test
  void theOrderOfArrivalOutlivesTheKeptForm() {
    var first = scene.hear(Event.SipText.class, scene.received(page("first"))).message().ref();
    var refs = new ArrayList<String>();
    var most = 4 * scene.tenant.limits().outboxMessages();
    for (var i = 1; i < most; i++) {
      refs.add(scene.hear(Event.SipText.class, scene.received(page("m" + i))).message().ref());
    }
    var names = new ArrayList<>(scene.rows.keySet());
    Collections.sort(names);
    Collections.reverse(names);
    var rows = new LinkedHashMap<String, Facts>();
    names.forEach(name -> rows.put(name, scene.rows.get(name)));
    scene.correlation = CorrelationShelves.open(scene.key, rows);

    scene.in(scene.received(page("one too many")));

    assertThat(scene.rows).doesNotContainKey("message/" + first);
    assertThat(scene.rows)
        .containsKeys(refs.stream().map(r -> "message/" + r).toArray(String[]::new));
  }

  // What other versions wrote.

  private static final Facts WHOLE =
      FactsText.resource(CorrelationRowsTest.class, "/correlation/whole-0.1.json");

  private static final List<String> HANDLES =
      List.of(
          "dialog:29377446-0CBB-4296;Lspfzj25UIeF",
          "call:29377446-0CBB-4296",
          "msrp:7K3HaOtfKKZq8vnBpjxoWO",
          "dialog:F6989A8C-DE8A-4E21;ifm3DFWOBlvp",
          "call:F6989A8C-DE8A-4E21",
          "msrp:do6r3haqkWfUOJFM9jfr2B",
          "dialog:open-0123456789ABCDEF;9Mk9tYe4kRQ6",
          "call:open-0123456789ABCDEF",
          "transaction:tx-6",
          "msrp:wHR29gbMXjMq7YgoOnlMOO",
          "transaction:tx-3",
          "transaction:tx-4");

  /** What the version before there were rows left in its one row becomes rows, once. */
  @Test
  void theOneRowOfBeforeIsReadAndReplaced() {
    scene.rows.put(Changes.WHOLE, WHOLE);
    scene.correlation = CorrelationShelves.open(scene.key, scene.rows);

    assertThat(scene.correlation.handles()).containsExactlyElementsOf(HANDLES);
    var changes = scene.correlation.changes();
    assertThat(changes.removed()).containsExactly(Changes.WHOLE);
    assertThat(changes.put().keySet())
        .containsExactlyInAnyOrder(
            "state",
            "leg/ours",
            "leg/jTnhXnyuf4su",
            "leg/"
                + WHOLE.facts("legs").asMap().keySet().stream().skip(2).findFirst().orElseThrow(),
            "message/w20yq3gHMPSnu7et",
            "message/50dhZQmB23r8kFVU",
            "message/6FWa03h1JHFahoyU",
            "message/7bcOdP7nZQqwhIXM",
            "message/" + WHOLE.facts("messages").asMap().keySet().iterator().next(),
            "effect/invite-ours",
            "effect/e-msrp",
            "thread/" + WHOLE.facts("threads").asMap().keySet().iterator().next(),
            "heard/" + WHOLE.facts("heard").asMap().keySet().iterator().next(),
            "asked/6FWa03h1JHFahoyU",
            "asked/7bcOdP7nZQqwhIXM",
            "asked/"
                + WHOLE.facts("asked").asMap().keySet().stream().skip(2).findFirst().orElseThrow());
    changes.apply(scene.rows);
    assertThat(scene.correlation.changes()).isEqualTo(Changes.NONE);
    scene.correlation = CorrelationShelves.open(scene.key, scene.rows);
    assertThat(scene.correlation.handles()).containsExactlyElementsOf(HANDLES);
    assertThat(together(scene.correlation.rows())).isEqualTo(WHOLE);
  }

  /** The rows in the form of before, so that nothing of it can have been lost. */
  private static Facts together(Map<String, Facts> rows) {
    var shelves =
        Map.of(
            "leg", "legs",
            "message", "messages",
            "asked", "asked",
            "effect", "effects",
            "heard", "heard",
            "thread", "threads");
    var whole = rows.get("state");
    for (var row : rows.entrySet()) {
      var slash = row.getKey().indexOf('/');
      if (slash > 0) {
        var shelf = shelves.get(row.getKey().substring(0, slash));
        assertThat(row.getValue().number("order")).isPresent();
        var entry = row.getValue().without("order");
        whole =
            whole.with(shelf, whole.facts(shelf).with(row.getKey().substring(slash + 1), entry));
      }
    }
    return whole;
  }

  @Test
  void aConversationOfBeforeGoesOn() {
    scene.rows.put(Changes.WHOLE, WHOLE);
    scene.correlation = CorrelationShelves.open(scene.key, scene.rows);
    scene.now += 2000;

    var error =
        scene.hear(
            Event.XmppError.class,
            new im.balcony.api.xmpp.Stanza(
                im.balcony.api.xmpp.Stanza.Kind.MESSAGE,
                Vectors.jid(Scene.JULIET),
                Vectors.jid(Scene.ROMEO),
                WHOLE.facts("messages").facts("7bcOdP7nZQqwhIXM").text("sid"),
                Optional.of("error"),
                Optional.empty(),
                List.of()));
    assertThat(error.ref()).isEqualTo("7bcOdP7nZQqwhIXM");
    assertThat(scene.rows).doesNotContainKey(Changes.WHOLE);
    var answer = scene.out(new Effect.Answer("7bcOdP7nZQqwhIXM", Optional.empty()));
    assertThat(answer.records()).hasSize(1);
    assertThat(scene.correlation.handles()).doesNotContain("transaction:tx-3");
    assertThat(
            scene
                .out(
                    new Effect.ErrorToXmpp(
                        "e7", "w20yq3gHMPSnu7et", Failure.of(Failure.Cause.EXPIRED, "too late")))
                .records())
        .hasSize(1);
  }

  @Test
  void namesOfANewerVersionAreKept() {
    scene.established("leg", sdp("text/plain"));
    scene.text("chat", "c2", body("And thou?"));
    scene.rows.replaceAll((name, facts) -> facts.with("of-tomorrow", name));
    scene.rows.put("of-tomorrow/1", Facts.NONE.with("x", true));
    scene.correlation = CorrelationShelves.open(scene.key, scene.rows);

    scene.rules.out(
        new Effect.TextToMsrp("e2", "leg", Scene.plain(someMessage(), Kind.CHAT, "Farewell")),
        scene.correlation,
        scene.context());
    var changes = scene.correlation.changes();
    assertThat(changes.removed()).isEmpty();
    assertThat(changes.put()).containsKey("message/" + someMessage());
    changes.apply(scene.rows);
    assertThat(scene.rows.get("of-tomorrow/1")).isEqualTo(Facts.NONE.with("x", true));
    scene.rows.forEach(
        (name, facts) -> {
          if (!name.equals("of-tomorrow/1") && !name.equals("effect/e2")) {
            assertThat(facts.text("of-tomorrow")).as(name).contains(name);
          }
        });
  }

  private String someMessage() {
    return scene.rows.keySet().stream()
        .filter(name -> name.startsWith("message/"))
        .sorted()
        .findFirst()
        .orElseThrow()
        .substring("message/".length());
  }

  @Test
  void aLaterMessageHasALaterReference() {
    var refs = new ArrayList<String>();
    for (var time : List.of(0L, 1L, 61L, 62L, 3844L, 1_795_000_000_000L, 3_521_614_606_207L)) {
      scene.now = time;
      refs.add(scene.hear(Event.SipText.class, scene.received(page("x"))).message().ref());
    }
    assertThat(refs).isSorted().allMatch(ref -> ref.matches("[0-9A-Za-z]{16}"));

    var another = scene.hear(Event.SipText.class, scene.received(page("x"))).message().ref();
    assertThat(another).isNotEqualTo(refs.get(refs.size() - 1));
  }
}
