package im.balcony.router;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Snapshot;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.tenant.Tenant;
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
  private static final int ID = 16;
  private static final int MOST_EVENTS = 100;

  private final Parts parts;
  private final Directory directory;
  private final Contexts contexts;
  private final Ids ids;
  private final Quarantine quarantine;

  DryRun(Parts parts, Directory directory, Contexts contexts, Ids ids, Quarantine quarantine) {
    this.parts = parts;
    this.directory = directory;
    this.contexts = contexts;
    this.ids = ids;
    this.quarantine = quarantine;
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
      return run(tenant.get(), read(input.strip()));
    } catch (UnreadableException e) {
      return List.of(String.valueOf(e.getMessage()));
    } catch (Slot.SlotEmptyException e) {
      return List.of("not now: " + e.getMessage() + " is not there");
    } catch (Slot.PartFailedException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private WireRecord read(String input) throws UnreadableException {
    if (input.startsWith("<")) {
      return StanzaText.read(input);
    }
    return new SipEvent.Received(
        new SipTransaction("dry-run " + ids.token(ID), Facts.NONE),
        new SipSource("TCP", "127.0.0.1", 5060),
        SipText.read(input));
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
  }

  /** What was typed is no message; carries the reason only. */
  static final class UnreadableException extends Exception {
    UnreadableException(String reason) {
      super(reason, null, false, false);
    }
  }
}
