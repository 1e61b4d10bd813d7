package im.balcony.router;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The machine of {@link Script}: one page in flight, and each text from SIP goes on at once. */
final class ScriptMachine implements Conversations {
  final List<Event> events = new CopyOnWriteArrayList<>();

  /** The limits of the last step. */
  volatile Limits limits = Limits.DEFAULT;

  /** What happens first in each step. */
  Runnable first = () -> {};

  @Override
  public Memory open(Map<String, Facts> rows) {
    return new Remembered(rows.getOrDefault(Script.ROW, Facts.NONE));
  }

  private final class Remembered implements Memory {
    private Facts body;
    private OptionalLong due = OptionalLong.empty();

    Remembered(Facts body) {
      this.body = body;
    }

    @Override
    public Step step(Event event, long now, Ids ids, Tenant tenant, PeerView peer) {
      limits = tenant.limits();
      var step = ScriptMachine.this.step(body, due, event, now, ids, tenant);
      body =
          step.changes().put().containsKey(Script.ROW)
              ? step.changes().put().get(Script.ROW).value()
              : step.changes().isEmpty() ? body : Facts.NONE;
      due = step.due();
      return step;
    }

    @Override
    public OptionalLong due(Limits limits) {
      return due;
    }

    @Override
    public Set<String> unfinished() {
      return ScriptMachine.unfinished(body);
    }

    @Override
    public List<SessionInfo> sessions() {
      return body.has("open") ? List.of(new SessionInfo("leg", "open", 0)) : List.of();
    }
  }

  private Step step(
      Facts before, OptionalLong wake, Event event, long now, Ids ids, Tenant tenant) {
    first.run();
    events.add(event);
    var body = before;
    var effects = new ArrayList<Effect>();
    var outcomes = new ArrayList<Step.Decided>();
    var due = wake;
    var over = false;
    if (event instanceof Event.XmppText text) {
      var m = text.message();
      if (m.text().equals("throw")) {
        throw new IllegalStateException("a bug");
      } else if (m.text().startsWith("open ")) {
        effects.add(new Effect.OpenMedia(m.text().substring(5)));
        body = body.with("open", true);
      } else if (m.text().startsWith("move ")) {
        effects.add(new Effect.OpenMedia(m.text().substring(5)));
      } else if (m.text().startsWith("close ")) {
        effects.add(new Effect.CloseMedia(m.text().substring(6)));
      } else if (m.text().startsWith("type ")) {
        effects.add(new Effect.ComposingToMsrp(m.text().substring(5), true));
      } else if (m.text().startsWith("wake ")) {
        due = OptionalLong.of(now + Long.parseLong(m.text().substring(5)));
      } else {
        outcomes.add(new Step.Decided(m.ref(), Outcome.PENDING));
        var queue = new ArrayList<>(body.list("queue"));
        queue.add(Facts.NONE.with("ref", m.ref()).with("text", m.text()));
        body = body.with("queue", queue);
        if (!body.has("flight")) {
          body = next(body, ids, effects);
        }
      }
    } else if (event instanceof Event.SipText text) {
      var effect = ids.token(12);
      body = body.with("to " + effect, text.message().ref());
      outcomes.add(new Step.Decided(text.message().ref(), Outcome.PENDING));
      effects.add(new Effect.TextToXmpp(effect, text.message(), Optional.empty()));
      if (!text.message().text().equals("answer later")) {
        effects.add(new Effect.Answer(text.message().ref(), Optional.empty()));
      }
    } else if (event instanceof Event.Result result) {
      var outcome = result.failure().map(ScriptMachine::failed).orElse(Outcome.HANDED_OVER);
      var toXmpp = body.text("to " + result.effectId());
      if (toXmpp.isPresent()) {
        outcomes.add(new Step.Decided(toXmpp.get(), outcome));
        body = body.without("to " + result.effectId());
      } else if (body.text("flight", "").equals(result.effectId())) {
        outcomes.add(new Step.Decided(body.text("ref", ""), outcome));
        if (body.text("ref", "").equals("unreported")) {
          var why = Failure.of(Failure.Cause.TIMEOUT, "no report came");
          outcomes.add(new Step.Decided("unreported", Outcome.unreported(why)));
        }
        if (result.failure().isPresent()) {
          effects.add(
              new Effect.ErrorToXmpp(ids.token(12), body.text("ref", ""), result.failure().get()));
        }
        body = next(body.without("flight").without("ref"), ids, effects);
      }
    } else if (event instanceof Event.Due) {
      due = OptionalLong.empty();
    } else if (event instanceof Event.GivenUp) {
      var why = Failure.of(Failure.Cause.EXPIRED, "gone");
      outcomes.add(new Step.Decided(body.text("ref", ""), Outcome.expired(why)));
      effects.add(new Effect.ErrorToXmpp(ids.token(12), body.text("ref", ""), why));
      body = body.without("flight").without("ref");
    } else if (event instanceof Event.EndWanted) {
      over = !body.has("flight");
    }
    var durable = true;
    if (event instanceof Event.XmppText text && text.message().text().startsWith("type ")) {
      durable = false;
    }
    var after = over ? Facts.NONE : body;
    var keeps = tenant.policy().durability().keepsTexts();
    var changes = Script.row(before, after, keeps ? after : after.without("queue"));
    return new Step(changes, due, effects, outcomes, durable, List.of(), over);
  }

  private static Outcome failed(Failure why) {
    return why.cause() == Failure.Cause.EXPIRED ? Outcome.expired(why) : Outcome.failed(why);
  }

  private static Facts next(Facts body, Ids ids, List<Effect> effects) {
    var queue = body.list("queue");
    if (queue.isEmpty()) {
      return body.without("queue");
    }
    var effect = ids.token(12);
    var first = queue.get(0);
    effects.add(
        new Effect.PageToSip(
            effect,
            ChatMessage.plain(first.text("ref", ""), ChatMessage.Kind.CHAT, first.text("text", "")),
            Optional.empty(),
            Optional.empty()));
    return body.with("queue", queue.subList(1, queue.size()))
        .with("flight", effect)
        .with("ref", first.text("ref", ""));
  }

  private static Set<String> unfinished(Facts body) {
    var refs = new HashSet<String>();
    body.text("ref").ifPresent(refs::add);
    body.list("queue").forEach(text -> refs.add(text.text("ref", "")));
    body.asMap()
        .forEach(
            (name, ref) -> {
              if (name.startsWith("to ")) {
                refs.add(ref.toString());
              }
            });
    return refs;
  }
}
