package im.balcony.router.turn;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Said;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.Conversation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One input's way through the pipe up to the commit: wire record, events, steps, effects, wire
 * records. It changes nothing but its {@link Draft}, so it may be given up at any point and begun
 * again later.
 */
public final class Turn {

  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  /** Makes a request ready; only there while the SIP edge is. */
  interface Preparing {
    PreparedRequest prepare(SipCommand.Request request)
        throws Slot.SlotEmptyException, Slot.PartFailedException;

    /** Throws if something asked for the edge since the turn began and did not find it. */
    void check() throws Slot.SlotEmptyException;

    /** Why a request that was measured since the last call cannot be sent, whatever its size. */
    Optional<Failure> unsendable();
  }

  /**
   * What is remembered before the turn.
   *
   * @param session the machine's rows by name
   * @param mapping those of the correlation
   * @param due when the machine wants to be called, milliseconds
   */
  public record Before(Map<String, Facts> session, Map<String, Facts> mapping, OptionalLong due) {

    /** A conversation of which nothing is known. */
    public static final Before NOTHING = new Before(Map.of(), Map.of(), OptionalLong.empty());

    /** What is remembered of a conversation, as long as the strand does not go on. */
    public static Before of(Conversation conversation) {
      return new Before(
          conversation.session().rows(), conversation.mapping().rows(), conversation.due());
    }

    /** The same for whoever works on it while the strand goes on. */
    public Before copy() {
      return new Before(Map.copyOf(session), Map.copyOf(mapping), due);
    }

    /** What these services make of it. */
    public Draft.Memories open(
        ConversationKey key, Slot.Lease<MappingRules> rules, Slot.Lease<Conversations> machine)
        throws Slot.PartFailedException {
      return new Draft.Memories(
          machine,
          machine.call(m -> m.open(session)),
          rules,
          rules.call(r -> r.open(key, mapping)));
    }
  }

  private final ConversationKey key;
  private final Tenant tenant;
  private final PeerView peer;
  private final Context context;
  private final Ids ids;
  private final Before before;
  private final Slot.Lease<MappingRules> rules;
  private final Slot.Lease<Conversations> machine;
  private final Conversations.Memory session;
  private final Correlation mapping;
  private final Preparing sip;
  private final int mostEvents;
  private final Draft draft = new Draft();

  /**
   * A turn by these parts.
   *
   * @param before the rows before it
   */
  public Turn(
      Before before,
      PeerView peer,
      Context context,
      Draft.Memories memories,
      Preparing sip,
      int mostEvents) {
    this.before = before;
    this.key = memories.mapping().key();
    this.tenant = context.tenant();
    this.peer = peer;
    this.context = context;
    this.ids = context.ids();
    this.rules = memories.rules();
    this.machine = memories.machine();
    this.session = memories.session();
    this.mapping = memories.mapping();
    this.sip = sip;
    this.mostEvents = mostEvents;
    draft.memories = Optional.of(memories);
    draft.due = before.due();
  }

  /** The draft, as far as the turn came. */
  public Draft draft() {
    return draft;
  }

  /** What a record means. */
  public void hear(WireRecord record) throws Slot.SlotEmptyException, Slot.PartFailedException {
    var heard = rules.call(r -> r.in(record, mapping, context));
    sip.check();
    draft.heard.addAll(heard.events());
    draft.additions.addAll(heard.additions());
    draft.note = heard.note();
    draft.policies.addAll(heard.refused());
    for (var reply : heard.replies()) {
      draft.out.add(new Draft.Out.Plain(reply));
    }
    for (var event : heard.events()) {
      for (var message : texts(event)) {
        draft.texts.add(message.ref());
        Names.of(record).ifPresent(n -> draft.names.add(new Draft.Named(n, message.ref())));
      }
    }
  }

  private static List<ChatMessage> texts(Event event) {
    return event instanceof Event.Carrier carrier ? carrier.texts() : List.of();
  }

  /** What the machine does about it; false if it caused more events than are allowed. */
  public boolean step(List<Event> events) throws Slot.SlotEmptyException, Slot.PartFailedException {
    Deque<Event> waiting = new ArrayDeque<>(events);
    var left = mostEvents;
    while (!waiting.isEmpty()) {
      if (left-- == 0) {
        return false;
      }
      var failed = step(waiting.remove());
      // A failed effect is heard before what came after its cause.
      for (var i = failed.size() - 1; i >= 0; i--) {
        waiting.addFirst(failed.get(i));
      }
    }
    return true;
  }

  private List<Event> step(Event event) throws Slot.SlotEmptyException, Slot.PartFailedException {
    if (draft.over) {
      // Nothing of what was there before is left, and what comes now begins anew.
      draft.session = gone();
    }
    var step = machine.call(m -> session.step(event, context.now(), ids, tenant, peer));
    draft.session = draft.session.then(step.changes());
    draft.due = step.due();
    draft.over = step.over();
    draft.durable |= step.durable();
    draft.outcomes.addAll(step.outcomes());
    draft.peer.addAll(step.peer());
    var failed = new ArrayList<Event>();
    for (var effect : step.effects()) {
      EventRefusal.ends(effect).ifPresent(draft.policies::add);
      say(effect).flatMap(why -> EventRefusal.unsaid(effect, why)).ifPresent(failed::add);
    }
    return failed;
  }

  private Changes gone() {
    var names = new LinkedHashSet<>(before.session().keySet());
    names.addAll(draft.session.put().keySet());
    return new Changes(Map.of(), names);
  }

  /** Writes an effect down; why not, if that cannot be done. */
  public Optional<Failure> say(Effect effect)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    sip.unsendable();
    var said = rules.call(r -> r.out(effect, mapping, context));
    sip.check();
    var unsendable = sip.unsendable();
    if (unsendable.isPresent()) {
      undo();
      return unsendable;
    }
    if (said.failure().isPresent()) {
      draft.policies.add(said.failure().get());
      return said.failure();
    }
    try {
      send(effect, said);
    } catch (Slot.PartFailedException e) {
      var why = SipUse.why(e);
      if (why.cause() == Failure.Cause.INTERNAL) {
        LOG.warn("tenant {}: a request was not made ready: {}", tenant.id(), e.what());
      }
      undo();
      return Optional.of(why);
    }
    draft.additions.addAll(said.additions());
    return Optional.empty();
  }

  /** What could not be sent was not said. */
  private void undo() throws Slot.PartFailedException {
    rules.call(
        r -> {
          mapping.undo();
          return true;
        });
  }

  private void send(Effect effect, Said said)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    if (said.records().isEmpty()) {
      return;
    }
    var out = new ArrayList<Draft.Out>();
    var pages = new ArrayList<Outstanding>();
    var awaited = new ArrayList<Outstanding>();
    for (var record : said.records()) {
      if (record instanceof SipCommand.Request request) {
        pages.add(prepared(request, pages.size() + 1));
      } else if (record instanceof XmppCommand.Send send && send.effectId().isPresent()) {
        var owed = Outstanding.stanza(key, send.effectId().get(), send);
        awaited.add(owed);
        out.add(new Draft.Out.Awaited(send, owed));
      } else if (record instanceof MsrpCommand.Send send) {
        var owed = Outstanding.msrp(key, send.effectId(), send.sessionId());
        // A composing document has a result for mapping, but the machine does not wait for it.
        var isWaitedFor = EventRefusal.effectId(effect).filter(send.effectId()::equals).isPresent();
        if (isWaitedFor) {
          awaited.add(owed);
        }
        out.add(new Draft.Out.Awaited(send, isWaitedFor ? owed : owed.volatileOne()));
      } else {
        out.add(new Draft.Out.Plain(record));
      }
    }
    if (!pages.isEmpty()) {
      out.add(0, new Draft.Out.Request(pages.get(0), pages.subList(1, pages.size())));
    }
    for (var owed : pages) {
      draft.owed.add(isKept(effect) ? owed : owed.withoutText());
    }
    for (var owed : awaited) {
      draft.owed.add(isKept(effect) ? owed : owed.withoutText());
    }
    draft.out.addAll(out);
    EventRefusal.message(effect)
        .ifPresent(
            m ->
                said.records()
                    .forEach(
                        r ->
                            Names.of(r)
                                .ifPresent(n -> draft.names.add(new Draft.Named(n, m.ref())))));
  }

  private boolean isKept(Effect effect) {
    return EventRefusal.source(effect).map(m -> m.stored() && keepsTexts()).orElse(true);
  }

  private boolean keepsTexts() {
    return tenant.policy().durability().keepsTexts();
  }

  private Outstanding prepared(SipCommand.Request request, int part)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    // Each part has a name of its own, so that it is known how far a page came.
    var id = part == 1 ? request.effectId() : request.effectId() + "." + part;
    var named = new SipCommand.Request(id, request.tenant(), request.request());
    return Outstanding.of(
        key,
        request.effectId(),
        Outstanding.Kind.SIP,
        part,
        request.request().method(),
        sip.prepare(named));
  }

  /** What the conversation is called from now on, and what operators see of it. */
  public void finish() throws Slot.PartFailedException {
    if (draft.over) {
      draft.due = OptionalLong.empty();
      return;
    }
    draft.mapping = rules.call(r -> mapping.changes());
    draft.handles = rules.call(r -> mapping.handles());
    draft.sessions = machine.call(m -> session.sessions());
  }
}
