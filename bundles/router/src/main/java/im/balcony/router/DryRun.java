package im.balcony.router;

import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Snapshot;
import im.balcony.api.sip.SipSource;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Reading;
import im.balcony.api.wire.WireRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Shows operators what a message would become: the same pipe on an empty snapshot, and nothing is
 * kept, committed or sent.
 */
final class DryRun {

  private static final int LONGEST = 100_000;
  private static final int SIP_PORT = 5060;
  private static final int MOST_EVENTS = 100;

  private final Parts parts;
  private final Directory directory;
  private final Contexts contexts;
  private final Connections connections;
  private final Quarantine quarantine;
  private final AddressChecks addressChecks;

  DryRun(
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
        lines.addAll(run(tenant, record));
      }
    }
    return lines;
  }

  /** The edges' own reading, as if it came from somebody whom the tenant trusts. */
  private Reading read(Tenant tenant, String input)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    if (input.startsWith("<")) {
      return connections.read("xmpp", input);
    }
    var source = new SipSource("UDP", Trust.example(tenant.trustedPeers()), SIP_PORT);
    try (var lease = parts.sip().borrow()) {
      return lease.call(port -> port.read(input, source));
    }
  }

  private List<String> run(Tenant tenant, WireRecord record)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    return quarantine.call(
        tenant.id(), Quarantine.range(tenant), (rules, watch) -> run(tenant, record, rules, watch));
  }

  private List<String> run(
      Tenant tenant, WireRecord record, Slot.Lease<MappingRules> rules, Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    var lines = new ArrayList<String>();
    try (var machine = parts.session().borrow("", watch);
        var formats = parts.formats().borrow("", watch);
        var sip = new SipUse(parts.sip(), watch)) {
      var context = contexts.of(tenant, formats, sip);
      Function<MappingRules, Route> routing = r -> r.route(record, context);
      var route = rules.call(routing);
      if (route instanceof Route.Reply reply) {
        lines.add("answered at once: " + reply.reason());
        reply.records().forEach(answer -> lines.addAll(Rendering.of(answer)));
      } else if (route instanceof Route.Drop drop) {
        lines.add("dropped: " + drop.reason());
      } else if (route instanceof Route.ToConversation to) {
        lines.add("conversation of " + to.key().juliet() + " and " + to.key().romeo());
        var turn =
            new Turn(
                Snapshot.empty(to.key()),
                PeerView.UNKNOWN,
                context,
                rules,
                machine,
                new Unprepared(sip),
                MOST_EVENTS);
        turn.hear(record);
        turn.step(turn.draft().heard);
        show(turn.draft(), lines);
      }
    }
    return lines;
  }

  private static void show(Draft draft, List<String> lines) {
    if (!draft.note.isEmpty()) {
      lines.add("note: " + draft.note);
    }
    draft.heard.forEach(event -> lines.add("event " + event.getClass().getSimpleName()));
    draft.outcomes.forEach(decided -> lines.add("outcome " + decided.outcome().kind()));
    for (var out : draft.out) {
      if (out instanceof Draft.Out.Plain plain) {
        lines.addAll(Rendering.of(plain.record()));
      } else if (out instanceof Draft.Out.Awaited awaited) {
        lines.addAll(Rendering.of(awaited.record()));
      } else if (out instanceof Draft.Out.Request request) {
        lines.addAll(Rendering.of(request.owed().request()));
        request.rest().forEach(part -> lines.addAll(Rendering.of(part.request())));
      }
    }
    draft.snapshot.deadlines().keySet().forEach(name -> lines.add("deadline " + name));
    if (draft.out.isEmpty()) {
      lines.add("nothing is sent");
    }
  }
}
