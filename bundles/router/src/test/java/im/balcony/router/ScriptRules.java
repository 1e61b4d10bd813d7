package im.balcony.router;

import im.balcony.api.address.Jid;
import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.mapping.Handles;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.mapping.Said;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The mapping of {@link Script}: texts become pages and messages, what legs do is in the texts, and
 * what they are about is said by the resource that they are for.
 */
final class ScriptRules implements MappingRules {
  final String name;

  /** How many of the next records are met with a bug. */
  int faults;

  final List<String> heard = new CopyOnWriteArrayList<>();

  /** What happens first in each call, by the call's name. */
  Consumer<String> first = call -> {};

  ScriptRules(String name) {
    this.name = name;
  }

  @Override
  public Route route(WireRecord record, Context context) {
    first.accept("route");
    var tenant = context.tenant().id();
    if (record instanceof Stanza stanza) {
      return new Route.ToConversation(
          new ConversationKey(tenant, stanza.from(), stanza.to(), topic(stanza.to())), List.of());
    }
    var request = ((SipEvent.Received) record).request();
    var to = jid(request.to().uri());
    return new Route.ToConversation(
        new ConversationKey(tenant, to, jid(request.from().uri()), topic(to)), List.of());
  }

  private static String topic(Jid to) {
    return to.resource().orElse(ConversationKey.CHAT);
  }

  private static Jid jid(String uri) {
    try {
      return Jid.parse(uri.substring(uri.indexOf(':') + 1));
    } catch (im.balcony.api.address.AddressException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public Correlation open(ConversationKey key, Map<String, Facts> rows) {
    return new Remembered(key, rows.getOrDefault(Script.ROW, Facts.NONE));
  }

  @Override
  public Heard in(WireRecord record, Correlation correlation, Context context) {
    first.accept("in");
    if (faults > 0) {
      faults--;
      throw new IllegalStateException("a bug");
    }
    heard.add(record.getClass().getSimpleName());
    var memory = (Remembered) correlation;
    memory.begin();
    memory.facts = memory.facts.with("by", name);
    return new Heard(events(record), List.of(), List.of(), "");
  }

  private static List<Event> events(WireRecord record) {
    if (record instanceof Stanza stanza) {
      var text = stanza.child(Stanza.NAMESPACE, "body").map(Element::text).orElse("");
      var message = ChatMessage.plain(stanza.id().orElse("-"), ChatMessage.Kind.CHAT, text);
      return stanza.isError() ? List.of() : List.of(new Event.XmppText(message, Optional.empty()));
    } else if (record instanceof SipEvent.Received received) {
      var text = received.request().body().utf8();
      return List.of(
          new Event.SipText(
              ChatMessage.plain(received.transaction().id(), ChatMessage.Kind.NORMAL, text),
              Optional.empty(),
              false));
    } else if (record instanceof SipEvent.Answered a) {
      var status = a.response().status();
      return List.of(
          new Event.Result(
              a.effectId(),
              status < 300 ? Optional.empty() : Optional.of(Failure.sip(status, "")),
              false));
    } else if (record instanceof SipEvent.NotAnswered n) {
      return List.of(new Event.Result(n.effectId(), Optional.of(n.failure()), true));
    } else if (record instanceof XmppEvent.HandedOver h) {
      return List.of(new Event.Result(h.effectId(), Optional.empty(), false));
    } else if (record instanceof XmppEvent.Refused r) {
      return List.of(
          new Event.Result(
              r.effectId(), Optional.of(Failure.of(Failure.Cause.REFUSED, "error")), true));
    } else if (record instanceof XmppEvent.NotSent n) {
      return List.of(
          new Event.Result(
              n.effectId(), Optional.of(Failure.of(Failure.Cause.TRANSPORT, "link")), n.written()));
    } else if (record instanceof XmppEvent.Expired e) {
      return List.of(
          new Event.Result(
              e.effectId(), Optional.of(Failure.of(Failure.Cause.EXPIRED, "waited")), e.written()));
    } else if (record instanceof MsrpEvent.Broken b) {
      return List.of(
          new Event.MediaDown(b.sessionId(), Failure.of(Failure.Cause.TRANSPORT, "gone")));
    } else if (record instanceof MsrpEvent.Restarted r) {
      return List.of(
          new Event.MediaDown(
              r.sessionId(), Failure.of(Failure.Cause.TRANSPORT, "restarted"), true));
    } else if (record instanceof MsrpEvent.Bound b) {
      return List.of(new Event.MediaUp(b.sessionId()));
    }
    return List.of();
  }

  @Override
  public Said out(Effect effect, Correlation correlation, Context context) {
    first.accept("out");
    var memory = (Remembered) correlation;
    memory.begin();
    var key = memory.key;
    if (effect instanceof Effect.PageToSip page) {
      if (page.message().text().equals("too large")) {
        return failed();
      }
      var records = new ArrayList<WireRecord>();
      for (var part : page.message().text().split("\\|")) {
        records.add(new SipCommand.Request(page.effectId(), key.tenant(), page(key, part)));
      }
      return said(records);
    } else if (effect instanceof Effect.TextToXmpp text) {
      return said(
          List.of(
              new XmppCommand.Send(
                  Optional.of(text.effectId()),
                  stanza(
                      key.romeo(),
                      key.juliet(),
                      text.message().ref(),
                      text.message().text(),
                      "chat"))));
    } else if (effect instanceof Effect.ErrorToXmpp error) {
      return said(
          List.of(
              new XmppCommand.Send(
                  Optional.of(error.effectId()),
                  stanza(key.romeo(), key.juliet(), error.ref(), "", "error"))));
    } else if (effect instanceof Effect.Answer answer) {
      var status = answer.failure().map(f -> f.sipStatus().orElse(500)).orElse(202);
      return said(
          List.of(
              new SipCommand.Respond(
                  new SipTransaction(answer.ref(), Facts.NONE), SipResponse.of(status, ""))));
    } else if (effect instanceof Effect.OpenMedia open && open.leg().contains(" ")) {
      var legs = open.leg().split(" ");
      memory.facts = memory.facts.without("msrp " + legs[0]).with("msrp " + legs[1], legs[1]);
      return said(List.of(new MsrpCommand.Open(Scene.session(legs[1]), false)));
    } else if (effect instanceof Effect.OpenMedia open) {
      memory.facts = memory.facts.with("msrp " + open.leg(), open.leg());
      return said(
          List.of(new MsrpCommand.Open(Scene.session(open.leg()), open.leg().startsWith("out"))));
    } else if (effect instanceof Effect.CloseMedia close) {
      memory.facts = memory.facts.without("msrp " + close.leg());
      return said(List.of(new MsrpCommand.Unbind(close.leg())));
    }
    if (effect instanceof Effect.ComposingToMsrp composing) {
      return said(
          List.of(
              new MsrpCommand.Send(
                  "composing",
                  composing.leg(),
                  new MsrpMessage(
                      "id",
                      "text/plain",
                      Octets.EMPTY,
                      false,
                      ChatMessage.FailureReport.PARTIAL))));
    }
    return said(List.of());
  }

  private static SipRequest page(ConversationKey key, String text) {
    return new SipRequest(
        "MESSAGE",
        text.equals("bad address") ? "sip:a b" : "sip:" + key.romeo(),
        SipParty.of("sip:" + key.juliet()),
        SipParty.of("sip:" + key.romeo()),
        "call",
        1,
        70,
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.of("text/plain"),
        Octets.utf8(text),
        Optional.empty());
  }

  static Stanza stanza(Jid from, Jid to, String id, String text, String type) {
    return new Stanza(
        Stanza.Kind.MESSAGE,
        from,
        to,
        Optional.of(id),
        Optional.of(type),
        Optional.empty(),
        List.of(Element.of(Stanza.NAMESPACE, "body", text)));
  }

  private static Said said(List<WireRecord> records) {
    return new Said(records, List.of(), Optional.empty());
  }

  private static Said failed() {
    return new Said(
        List.of(), List.of(), Optional.of(Failure.of(Failure.Cause.TOO_LARGE, "too large")));
  }

  private final class Remembered implements Correlation {
    private final ConversationKey key;
    private Facts facts;
    private Facts before;
    private Facts told;

    Remembered(ConversationKey key, Facts facts) {
      this.key = key;
      this.facts = facts;
      this.before = facts;
      this.told = facts;
    }

    void begin() {
      before = facts;
    }

    @Override
    public ConversationKey key() {
      return key;
    }

    @Override
    public void undo() {
      facts = before;
    }

    @Override
    public Changes changes() {
      var changes = Script.row(told, facts, facts);
      told = facts;
      before = facts;
      return changes;
    }

    @Override
    public Set<String> handles() {
      first.accept("handles");
      var handles = new HashSet<String>();
      for (var name : facts.asMap().keySet()) {
        if (name.startsWith("msrp ")) {
          handles.add(Handles.msrp(name.substring(5)));
          handles.add(Handles.dialog("c", name.substring(5)));
        }
      }
      return handles;
    }
  }
}
