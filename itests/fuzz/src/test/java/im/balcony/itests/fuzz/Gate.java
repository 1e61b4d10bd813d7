package im.balcony.itests.fuzz;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.sip.Transport;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.StandardMappingRules;
import im.balcony.msrp.format.CpimFormats;
import im.balcony.session.ConversationMachine;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Tenants;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Mapping and machine without a router: what comes in on one side goes out on the other. */
final class Gate {

  static final Jid JULIET = jid("juliet@example.com");

  private static final long NOW = 1_795_000_000_000L;

  /** One input may cause so many events before it is one too many. */
  private static final int MOST_EVENTS = 1_000;

  private final MappingRules rules = new StandardMappingRules();
  private final Conversations machine = new ConversationMachine();
  private final Ids ids = new SeededIds(7);
  private final Context context =
      new Context(
          Tenants.verona(),
          AddressBook.EMPTY,
          NOW,
          ids,
          new Written(),
          new CpimFormats(),
          new Context.Addresses("192.0.2.1:5060", "192.0.2.1", 2855, "0.1.0"),
          (callId, key) -> false);

  /** Measures what is written as those do who write it. */
  private static final class Written implements Context.Sizes {

    @Override
    public int of(SipCommand.Request request) {
      return SipFuzzTest.written(request.request()).length();
    }

    @Override
    public int of(Stanza stanza) {
      return Worlds.size(stanza);
    }
  }

  private static Jid jid(String text) {
    try {
      return Jid.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** What goes out when a request of a SIP peer comes in. */
  List<WireRecord> hears(SipRequest request) {
    var transaction = new SipTransaction("tx-1", Facts.NONE.with("via", "v"));
    var source = new SipSource(Transport.TCP, "192.0.2.7", 5060);
    return hears((WireRecord) new SipEvent.Received(transaction, source, request));
  }

  /** What goes out when this comes in. */
  List<WireRecord> hears(WireRecord record) {
    var route = rules.route(record, context);
    if (route instanceof Route.ToConversation to) {
      return hears(record, to.key());
    }
    return route instanceof Route.Reply reply ? reply.records() : List.of();
  }

  private List<WireRecord> hears(WireRecord record, ConversationKey key) {
    var correlation = rules.open(key, Map.of());
    var memory = machine.open(Map.of());
    var heard = rules.in(record, correlation, context);
    var out = new ArrayList<>(heard.replies());
    Deque<Event> waiting = new ArrayDeque<>(heard.events());
    for (var events = 0; !waiting.isEmpty(); events++) {
      if (events > MOST_EVENTS) {
        throw new AssertionError("one input causes events without end");
      }
      out.addAll(step(memory, correlation, waiting.remove()));
    }
    // What is remembered can be read again.
    rules.open(key, rows(correlation));
    return out;
  }

  private List<WireRecord> step(Conversations.Memory memory, Correlation correlation, Event event) {
    var step = memory.step(event, NOW, ids, context.tenant(), PeerView.UNKNOWN);
    var out = new ArrayList<WireRecord>();
    for (var effect : step.effects()) {
      out.addAll(rules.out(effect, correlation, context).records());
    }
    return out;
  }

  private static Map<String, Facts> rows(Correlation correlation) {
    var rows = new HashMap<String, Facts>();
    correlation.changes().apply(rows);
    return rows;
  }
}
