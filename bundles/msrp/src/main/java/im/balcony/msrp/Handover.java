package im.balcony.msrp;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.msrp.transfer.OutboundFacts;
import im.balcony.msrp.transfer.Outlet;
import im.balcony.msrp.transfer.SessionFacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/**
 * A connection as facts, so that another version goes on in the middle of a frame or a message.
 * Messages not yet sent cross as the commands they came by, the rest as facts; octets inside facts
 * are texts of ISO 8859-1.
 */
final class Handover {

  /** The names below, with these meanings. */
  static final int SCHEMA = 1;

  private Handover() {}

  static ConnectionState write(MsrpConnection c) {
    var pending = new ArrayList<Command>();
    var all = new LinkedHashMap<String, Object>();
    all.put("opened", c.opened);
    all.put("closing", c.closing);
    all.put("first-request-due", c.firstRequestDue);
    if (c.unboundDue < Long.MAX_VALUE) {
      all.put("unbound-due", c.unboundDue);
    }
    all.put("sweep-due", c.sweepDue);
    all.put("sessions", c.sessions.values().stream().map(SessionFacts::write).toList());
    all.put("out", OutboundFacts.write(c.outbound, c.sessions.values(), pending));
    all.put("outlet", outlet(c.outlet));
    all.put("owed", c.answers.facts());
    all.put("asked", c.inbound.asked);
    all.put("heard-anything", c.inbound.heardAnything);
    all.put("in-frame", c.reader.inFrame());
    all.put("passed", c.reader.passed());
    all.put("frame", c.inbound.facts());
    return new ConnectionState(SCHEMA, Facts.of(all), Octets.of(c.reader.unread()), pending);
  }

  static MsrpConnection read(ConnectionSpec spec, ConnectionState state) {
    var c = new MsrpConnection(spec);
    var facts = state.facts();
    c.opened = facts.flag("opened");
    c.closing = facts.flag("closing");
    c.firstRequestDue = facts.number("first-request-due", Long.MAX_VALUE);
    c.unboundDue = facts.number("unbound-due", Long.MAX_VALUE);
    c.sweepDue = facts.number("sweep-due", Long.MAX_VALUE);
    for (var f : facts.list("sessions")) {
      SessionFacts.read(f).ifPresent(s -> c.sessions.put(s.id(), s));
    }
    OutboundFacts.read(facts.facts("out"), c.outbound, c.sessions, state.pending());
    var outlet = facts.facts("outlet");
    c.outlet.resume(
        octets(outlet.text("waiting", "")),
        (int) outlet.number("credit", 0),
        outlet.flag("asking"),
        outlet.number("asked-at", 0));
    c.answers.resume(facts.list("owed"));
    c.inbound.asked = facts.text("asked", "");
    c.inbound.heardAnything = facts.flag("heard-anything");
    var inFrame = facts.flag("in-frame");
    c.reader.resume(state.unread().toArray(), inFrame, facts.number("passed", 0));
    if (inFrame) {
      c.inbound.resume(c.reader.head(), facts.facts("frame"));
    }
    return c;
  }

  private static Facts outlet(Outlet outlet) {
    var all = new LinkedHashMap<String, Object>();
    all.put("waiting", text(outlet.content()));
    all.put("credit", outlet.credit());
    all.put("asking", outlet.asking());
    all.put("asked-at", outlet.askedAt());
    return Facts.of(all);
  }

  static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
