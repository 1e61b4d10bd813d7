package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.api.session.PeerView;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.leg.LegRules;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import im.balcony.session.step.Turn;
import im.balcony.testkit.LimitsBuilder;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Tenants;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A random life of a conversation, checked at each step against a model: what was accepted, what
 * was sent where, what was told.
 */
final class Walk {

  /** Small bounds, so that they are met often. */
  static final Limits TIGHT =
      LimitsBuilder.defaults()
          .idleTimeout(60_000)
          .setupTimeout(20_000)
          .bindTimeout(5_000)
          .receiptAge(30_000)
          .outboxMessages(4)
          .outboxBytes(256)
          .outboxAge(60_000)
          .linkOutage(30_000)
          .ratePerSource(1)
          .peerMemory(40_000)
          .errorWindow(10_000)
          .build();

  final List<Turn.Moved> moves = new ArrayList<>();

  /** What happened, for whoever has to find out why a walk failed. */
  final List<Supplier<String>> story = new ArrayList<>();

  private final Random random;
  private final SeededIds ids;
  private final Tenant tenant;
  private final Map<PeerNote.Kind, Long> peer = new EnumMap<>(PeerNote.Kind.class);
  private final PeerView view = kind -> peer.getOrDefault(kind, 0L);
  private final Twice conversation;
  private OptionalLong due = OptionalLong.empty();
  private long now = 1_000_000_000_000L;
  private boolean over;

  private final Model model = new Model();
  private final List<String> legs = new ArrayList<>(List.of("x"));
  private final List<String> refs = new ArrayList<>(List.of("none"));
  private final List<String> effectIds = new ArrayList<>(List.of("none"));
  private int count;

  Walk(long seed) {
    random = new Random(seed);
    conversation = new Twice(seed % 10 == 0);
    ids = new SeededIds(seed);
    var mode = random.nextInt(5) == 0 ? ChatMode.PAGE : ChatMode.MSRP;
    var oversize = random.nextBoolean() ? PageOversize.SPLIT : PageOversize.UPGRADE;
    var status = random.nextInt(3) == 0 ? PageStatus.OK : PageStatus.ACCEPTED;
    tenant = Tenants.verona(Play.policy(mode, oversize, status), TIGHT);
    conversation.open(Map.of("state", Play.unknown()));
  }

  /** So many events, then silence until nothing is left. */
  void run(int events) {
    for (var i = 0; i < events; i++) {
      if (random.nextInt(6) == 0) {
        now += random.nextInt(4) == 0 ? random.nextInt(90_000) : random.nextInt(2_000);
      }
      hear(due.orElse(Long.MAX_VALUE) <= now ? new Event.Due() : next());
    }
    for (var i = 0; i < 10_000 && !over; i++) {
      now = Math.max(now, due.orElse(now));
      hear(new Event.Due());
      assertThat(due.orElse(Long.MAX_VALUE)).as("what is due is done").isGreaterThan(now);
    }
    assertThat(over).as("a conversation that nobody talks to ends").isTrue();
    model.atTheEnd();
  }

  private Event next() {
    var leg = pick(legs);
    var fresh = "m" + count++;
    var ref = random.nextInt(3) == 0 ? pick(refs) : fresh;
    // What the peers most likely do now comes more often than noise.
    var guided = random.nextInt(10) < 7;
    if (guided && random.nextInt(4) == 0) {
      refs.add(fresh);
      return text(fresh, leg);
    }
    var event = guided ? likely(leg, ref) : noise(leg, ref);
    if (event instanceof Event.XmppText
        || event instanceof Event.SipText
        || event instanceof Event.MsrpText) {
      // Each text has a reference of its own.
      refs.add(fresh);
      return text(fresh, leg);
    }
    if (event instanceof Event.SessionOffered offered && conversationHas(offered.leg())) {
      return new Event.MediaUp(offered.leg());
    }
    return event;
  }

  private Event text(String ref, String leg) {
    var full = Events.message(ref, kind(), random.nextInt(8) != 0);
    return switch (random.nextInt(4)) {
      case 0 -> new Event.SipText(full, Optional.empty(), false);
      case 1 -> new Event.MsrpText(leg, full, false);
      default ->
          new Event.XmppText(
              full,
              random.nextInt(3) == 0 ? Optional.of("g" + random.nextInt(5)) : Optional.empty());
    };
  }

  private ChatMessage.Kind kind() {
    return random.nextInt(3) > 0
        ? ChatMessage.Kind.CHAT
        : ChatMessage.Kind.values()[random.nextInt(3)];
  }

  private Event noise(String leg, String ref) {
    var all = Events.all(leg, ref, pick(effectIds));
    return all.get(random.nextInt(all.size()));
  }

  private Event likely(String leg, String ref) {
    return switch (random.nextInt(6)) {
      case 0 -> new Event.SessionProgress(leg);
      case 1 ->
          new Event.SessionAccepted(
              leg, false, true, Optional.empty(), Optional.empty(), Optional.empty());
      case 2 -> new Event.MediaUp(leg);
      case 3 -> new Event.SessionAcked(leg, true, Optional.empty());
      case 4 -> new Event.Result(pick(effectIds), Optional.empty(), false);
      default -> noise(leg, ref);
    };
  }

  private boolean conversationHas(String leg) {
    return conversation.seen().state(leg) != LegState.IDLE;
  }

  private String pick(List<String> from) {
    // The newest are the interesting ones.
    var back = Math.min(from.size(), 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 6));
    return from.get(from.size() - back);
  }

  private void hear(Event event) {
    var before = conversation.seen();
    var step = conversation.step(event, now, ids, tenant, view);
    moves.addAll(conversation.moves());
    for (var move : conversation.moves()) {
      assertThat(LegRules.TABLE.rule(move.from(), move.input()).next())
          .as("%s in %s", move.input(), move.from())
          .contains(move.to());
    }
    step.peer().forEach(note -> peer.put(note.kind(), note.until()));
    due = step.due();
    over = step.over();
    var after = conversation.seen();
    if (over) {
      conversation.open(Map.of("state", Play.unknown()));
    }
    assertThat(conversation.rows.get("state").text("tomorrow")).contains("kept");
    var at = now;
    story.add(() -> at + " " + event + "\n  -> " + step.effects() + "\n  -> " + step.outcomes());
    step.outcomes().forEach(d -> model.decided(d.ref(), d.outcome()));
    model.heard(event);
    for (var effect : step.effects()) {
      model.said(effect);
      remember(effect);
    }
    model.onlyLivingLegs(step.effects(), before, after, event);
    assertBounds(after);
  }

  private void remember(Effect effect) {
    if (effect instanceof Effect.StartSession start) {
      legs.add(start.leg());
      effectIds.add(start.effectId());
    } else if (effect instanceof Effect.TextToMsrp text) {
      effectIds.add(text.effectId());
    } else if (effect instanceof Effect.TextToXmpp text) {
      effectIds.add(text.effectId());
    } else if (effect instanceof Effect.PageToSip page) {
      effectIds.add(page.effectId());
    } else if (effect instanceof Effect.EndSession end) {
      effectIds.add(end.effectId());
    } else if (effect instanceof Effect.RefreshSession refresh) {
      effectIds.add(refresh.effectId());
    }
    if (random.nextInt(20) == 0) {
      legs.add("romeo" + count++);
    }
  }

  private void assertBounds(Seen conversation) {
    assertThat(conversation.legs()).hasSizeLessThanOrEqualTo(Bounds.LEGS);
    assertThat(conversation.handed()).hasSizeLessThanOrEqualTo(Bounds.REMEMBERED);
    var waiting = conversation.texts().stream().filter(Text::isQueued).toList();
    // A text that comes back from the wire was counted when it was accepted.
    assertThat(waiting.size())
        .isLessThanOrEqualTo(2 * TIGHT.outboxMessages() + Bounds.window(TIGHT));
    assertThat(conversation.texts().stream().filter(t -> t.is(Text.Place.PAGING)).count())
        .as("one MESSAGE in flight")
        .isLessThanOrEqualTo(1);
    assertThat(conversation.incoming().stream().filter(Incoming::inFlight).count())
        .isLessThanOrEqualTo(Bounds.window(TIGHT));
  }

  /** What has to be true of each message. */
  private static final class Model {

    private final Map<String, Outcome> outcomes = new HashMap<>();
    private final Set<String> headlines = new HashSet<>();
    private final Set<String> fromJuliet = new HashSet<>();
    private final Map<String, Integer> errors = new HashMap<>();
    private final Map<String, Integer> forgotten = new HashMap<>();
    private final Map<String, String> carriedBy = new HashMap<>();
    private final Set<String> maybeArrived = new HashSet<>();

    void heard(Event event) {
      if (event instanceof Event.XmppText text) {
        fromJuliet.add(text.message().ref());
        if (text.message().kind() == ChatMessage.Kind.HEADLINE) {
          headlines.add(text.message().ref());
        }
      }
      if (event instanceof Event.Result result
          && (result.maybeArrived() || result.failure().isEmpty())) {
        carriedBy.forEach(
            (ref, effectId) -> {
              if (effectId.equals(result.effectId())
                  && result
                      .failure()
                      .flatMap(f -> Optional.of(f.msrpStatus().orElse(-1)))
                      .filter(status -> status == 481)
                      .isEmpty()) {
                maybeArrived.add(ref);
              }
            });
      }
    }

    void decided(String ref, Outcome outcome) {
      var before = outcomes.put(ref, outcome);
      if (before == null) {
        assertThat(outcome.kind()).as(ref).isIn(Outcome.Kind.PENDING, Outcome.Kind.FAILED);
      } else if (outcome.kind() == Outcome.Kind.HANDED_OVER && outcome.why().isPresent()) {
        // No report comes any more: said once, of what was handed over.
        assertThat(before).as(ref).isEqualTo(Outcome.HANDED_OVER);
      } else if (outcome.kind() == Outcome.Kind.PENDING && outcome.why().isPresent()) {
        // Why it goes by MESSAGE: said of what has no outcome yet.
        assertThat(before.kind()).as(ref).isEqualTo(Outcome.Kind.PENDING);
      } else {
        assertThat(before.isFinal()).as("%s had its last outcome", ref).isFalse();
        assertThat(outcome.kind()).isGreaterThan(before.kind());
      }
    }

    void said(Effect effect) {
      if (effect instanceof Effect.ErrorToXmpp error) {
        errors.merge(error.ref(), 1, Integer::sum);
        assertThat(outcomes.get(error.ref()).kind())
            .isIn(Outcome.Kind.FAILED, Outcome.Kind.EXPIRED);
      } else if (effect instanceof Effect.Forget forget) {
        forgotten.merge(forget.ref(), 1, Integer::sum);
      } else if (effect instanceof Effect.TextToMsrp text) {
        sent(text.message().ref(), text.effectId(), false);
      } else if (effect instanceof Effect.PageToSip page) {
        sent(page.message().ref(), page.effectId(), true);
      }
    }

    private void sent(String ref, String effectId, boolean page) {
      assertThat(outcomes.get(ref).kind()).as("%s is sent", ref).isEqualTo(Outcome.Kind.PENDING);
      if (page) {
        assertThat(maybeArrived).as("never twice on the way down").doesNotContain(ref);
      }
      carriedBy.put(ref, effectId);
    }

    void onlyLivingLegs(List<Effect> effects, Seen before, Seen after, Event event) {
      for (var effect : effects) {
        if (effect instanceof Effect.TextToMsrp text) {
          // It may have ended in the same step only by what came before it.
          assertThat(state(after, text.leg())).isEqualTo(LegState.ESTABLISHED);
        } else if (effect instanceof Effect.ComposingToMsrp composing) {
          assertThat(state(before, composing.leg())).isEqualTo(LegState.ESTABLISHED);
        } else if (effect instanceof Effect.ReportToMsrp report) {
          assertThat(state(before, report.leg()).isLive()).isTrue();
        } else if (effect instanceof Effect.EndSession end) {
          assertThat(state(before, end.leg())).isNotEqualTo(LegState.IDLE);
          assertThat(end.fork().isPresent() || state(before, end.leg()) != LegState.ENDING)
              .as("one BYE a dialog")
              .isTrue();
          assertThat(
                  state(before, end.leg()) == LegState.OFFERED
                      && end.fork().isEmpty()
                      && !(event instanceof Event.SessionAcked)
                      && !(event instanceof Event.Due))
              .as("no BYE before the ACK")
              .isFalse();
        } else if (effect instanceof Effect.AckSession ack) {
          assertThat(state(before, ack.leg())).isNotEqualTo(LegState.IDLE);
        } else if (effect instanceof Effect.CancelSession cancel) {
          assertThat(state(after, cancel.leg())).isEqualTo(LegState.CANCELLING);
        }
      }
    }

    private static LegState state(Seen conversation, String leg) {
      return conversation.state(leg);
    }

    /** No text is lost, and nobody is told twice. */
    void atTheEnd() {
      outcomes.forEach(
          (ref, outcome) -> {
            assertThat(outcome.kind()).as(ref).isNotEqualTo(Outcome.Kind.PENDING);
            var failed =
                outcome.kind() == Outcome.Kind.FAILED || outcome.kind() == Outcome.Kind.EXPIRED;
            if (fromJuliet.contains(ref)) {
              assertThat(errors.getOrDefault(ref, 0))
                  .as(ref)
                  .isEqualTo(failed && !headlines.contains(ref) ? 1 : 0);
            }
            assertThat(forgotten.getOrDefault(ref, 0)).as("forget %s", ref).isEqualTo(1);
          });
    }
  }
}
