package im.balcony.router.operations;

import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.session.PeerView;
import im.balcony.api.sip.Leftovers;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Reading;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import im.balcony.router.tenants.Directory;
import im.balcony.router.tenants.Trust;
import im.balcony.router.turn.Contexts;
import im.balcony.router.turn.Draft;
import im.balcony.router.turn.Rendering;
import im.balcony.router.turn.SipUse;
import im.balcony.router.turn.Turn;
import im.balcony.router.turn.Unprepared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Shows operators what a message would become: the same pipe for a conversation of which nothing is
 * known, and nothing is kept, committed or sent. What of it is not carried over is found by leaving
 * out one part after the other, so that no rules have to tell, and messages on their way pay
 * nothing for it.
 */
public final class DryRun {

  private static final int LONGEST = 100_000;
  private static final int SIP_PORT = 5060;
  private static final int MOST_EVENTS = 100;

  private final Parts parts;
  private final Directory directory;
  private final Contexts contexts;
  private final Connections connections;
  private final Quarantine quarantine;
  private final AddressChecks addressChecks;

  /** Maps by the parts that are there, and changes nothing. */
  public DryRun(
      Parts parts,
      Directory directory,
      Contexts contexts,
      Connections connections,
      Quarantine quarantine) {
    this.parts = parts;
    this.directory = directory;
    this.contexts = contexts;
    this.connections = connections;
    this.quarantine = quarantine;
    this.addressChecks = new AddressChecks(directory);
  }

  List<String> run(String tenantId, String input) {
    var tenant = directory.byId(tenantId);
    if (tenant.isEmpty()) {
      return List.of("no such tenant");
    }
    if (input.length() > LONGEST) {
      return List.of("longer than " + LONGEST + " characters");
    }
    try {
      return run(tenant.get(), input.strip());
    } catch (Slot.SlotEmptyException e) {
      return List.of("not now: " + e.getMessage() + " is not there");
    } catch (Slot.PartFailedException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private List<String> run(Tenant tenant, String input)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    var reading = read(tenant, input);
    var lines = new ArrayList<String>();
    reading.remarks().forEach(remark -> lines.add("note: " + remark));
    if (!input.startsWith("<") && tenant.trustedPeers().isEmpty()) {
      lines.add("note: sip.trusted-peers is empty, so that everybody is answered 403");
    }
    for (var answer : reading.answers()) {
      lines.add("answered by the edge:");
      answer.lines().filter(line -> !line.isBlank()).forEach(lines::add);
    }
    for (var record : reading.records()) {
      var refused = addressChecks.refusal(tenant, record);
      if (refused.isPresent()) {
        lines.addAll(refused.get());
      } else {
        var asked = new Asked(tenant, contexts.now());
        var tried = run(asked, record);
        lines.addAll(tried.lines());
        lines.addAll(left(asked, input, record, tried));
      }
    }
    return lines;
  }

  /** What of a message makes no difference to what becomes of it. */
  private List<String> left(Asked asked, String input, WireRecord record, Tried whole)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    if (!whole.taken()) {
      return List.of();
    }
    if (record instanceof Stanza stanza) {
      return left(whole, Variant.ofStanza(stanza), rest -> Optional.of(run(asked, rest)));
    }
    var leftovers = leftovers(input);
    var plain = tryText(asked, leftovers.whole());
    return plain.isEmpty()
        ? List.of()
        : left(plain.get(), Variant.ofSip(leftovers), text -> tryText(asked, text));
  }

  private Leftovers leftovers(String input)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    try (var lease = parts.sip().borrow()) {
      return lease.call(port -> port.leftovers(input));
    }
  }

  private static <T> List<String> left(Tried whole, List<Variant<T>> variants, Trial<T> trial)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    var lines = new ArrayList<String>();
    var inside = Integer.MAX_VALUE;
    for (var variant : variants) {
      if (variant.depth() > inside) {
        continue;
      }
      inside = Integer.MAX_VALUE;
      var tried = trial.of(variant.message());
      if (tried.isPresent() && tried.get().sum().equals(whole.sum())) {
        lines.add("not carried over: " + variant.what());
        inside = variant.depth();
      }
    }
    return lines;
  }

  private Optional<Tried> tryText(Asked asked, String text)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    var reading = read(asked.tenant(), text);
    return reading.records().size() == 1 && reading.answers().isEmpty()
        ? Optional.of(run(asked, reading.records().get(0)))
        : Optional.empty();
  }

  /** For whom, and when: the same moment for each trial. */
  private record Asked(Tenant tenant, long now) {}

  private interface Trial<T> {
    Optional<Tried> of(T message) throws Slot.SlotEmptyException, Slot.PartFailedException;
  }

  /** The edges' own reading, as if it came from somebody whom the tenant trusts. */
  private Reading read(Tenant tenant, String input)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    if (input.startsWith("<")) {
      return connections.read("xmpp", input);
    }
    var source = new SipSource(Transport.UDP, Trust.example(tenant.trustedPeers()), SIP_PORT);
    try (var lease = parts.sip().borrow()) {
      return lease.call(port -> port.read(input, source));
    }
  }

  private Tried run(Asked asked, WireRecord record)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    return quarantine.call(
        asked.tenant().id(),
        Quarantine.range(asked.tenant()),
        (rules, watch) -> run(asked, record, rules, watch));
  }

  private Tried run(Asked asked, WireRecord record, Slot.Lease<MappingRules> rules, Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    var lines = new ArrayList<String>();
    try (var formats = parts.formats().borrow("", watch);
        var sip = new SipUse(parts.sip(), watch)) {
      var context = repeatable(contexts.of(asked.tenant(), formats, sip), asked.now());
      Function<MappingRules, Route> routing = r -> r.route(record, context);
      var route = rules.call(routing);
      if (route instanceof Route.Reply reply) {
        lines.add("answered at once: " + reply.reason());
        reply.records().forEach(answer -> lines.addAll(Rendering.of(answer)));
      } else if (route instanceof Route.Drop drop) {
        lines.add("dropped: " + drop.reason());
      } else if (route instanceof Route.ToConversation to) {
        var key = to.key();
        var what = key.isChat() ? "conversation" : key.topic();
        lines.add(what + " of " + key.juliet() + " and " + key.romeo());
        var draft = first(key, record, context, rules, new Unprepared(sip), watch);
        show(draft, asked.now(), lines);
        return Tried.of(draft, lines);
      }
    }
    return Tried.outside(lines);
  }

  /** What the first turn of a conversation comes to. */
  private Draft first(
      ConversationKey key,
      WireRecord record,
      Context context,
      Slot.Lease<MappingRules> rules,
      Unprepared sip,
      Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    try (var machine = parts.session(key.topic()).borrow("", watch)) {
      var turn =
          new Turn(
              Turn.Before.NOTHING,
              PeerView.UNKNOWN,
              context,
              Turn.Before.NOTHING.open(key, rules, machine),
              sip,
              MOST_EVENTS);
      turn.hear(record);
      turn.step(turn.draft().heard);
      turn.finish();
      return turn.draft();
    }
  }

  /** The same message comes to the same, whenever it is tried: names are counted, not drawn. */
  private static Context repeatable(Context context, long now) {
    return new Context(
        context.tenant(),
        context.book(),
        now,
        new Tried.CountingIds(),
        context.sizes(),
        context.formats(),
        context.gateway(),
        context.calls(),
        context.hosts());
  }

  private static void show(Draft draft, long now, List<String> lines) {
    if (!draft.note.isEmpty()) {
      lines.add("note: " + draft.note);
    }
    draft.heard.forEach(event -> lines.add("event " + event.getClass().getSimpleName()));
    draft.outcomes.forEach(decided -> lines.add("outcome " + decided.outcome().kind()));
    var showing = new Showing(lines);
    draft.out.forEach(out -> out.accept(showing));
    draft.due.ifPresent(due -> lines.add("due again in " + (due - now) / 1000 + " s"));
    if (draft.out.isEmpty()) {
      lines.add("nothing is sent");
    }
  }

  /** What would be sent, in words. */
  private record Showing(List<String> lines) implements Draft.Out.Visitor {
    @Override
    public void visit(Draft.Out.Plain out) {
      lines.addAll(Rendering.of(out.record()));
    }

    @Override
    public void visit(Draft.Out.Request out) {
      lines.addAll(Rendering.of(out.owed().request()));
      out.rest().forEach(part -> lines.addAll(Rendering.of(part.request())));
    }

    @Override
    public void visit(Draft.Out.Awaited out) {
      lines.addAll(Rendering.of(out.record()));
    }
  }
}
