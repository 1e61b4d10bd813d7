package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.rows.Conversation;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.testkit.LimitsBuilder;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Tenants;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A message costs what it weighs, not what is remembered: counted in rows that change and in octets
 * that are allocated, which do not depend on how fast or busy the machine is.
 */
@Tag("broad")
class LinearTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Half of a burst of 1000 fits on a connection, and the other half waits. */
  private static final Limits ROOMY =
      LimitsBuilder.defaults().outboxMessages(500).ratePerSource(1).build();

  private static final Tenant TENANT = Tenants.verona(Play.POLICY, ROOMY);
  private static final long NOW = 1_000_000_000_000L;

  private final SeededIds ids = new SeededIds(1);
  private Conversations.Memory memory = new ConversationMachine().open(Map.of());
  private int refs;

  /** Effects of texts whose results are still to come. */
  private final Queue<String> sent = new ArrayDeque<>();

  private String leg = "";
  private int mostRows;

  @BeforeEach
  void warm() {
    for (var i = 0; i < 3; i++) {
      memory = remembering(100);
      pages(200);
    }
  }

  @Test
  void aPageMessageCostsTheSameHoweverMuchIsRemembered() {
    var costs = new LinkedHashMap<Integer, Long>();
    for (var remembered : new int[] {0, 100, 1000}) {
      memory = remembering(remembered);
      mostRows = 0;
      costs.put(remembered, pages(200));
      assertThat(mostRows).as("rows a step changes of %s", remembered).isLessThanOrEqualTo(4);
    }
    assertThat(costs.get(100)).as("%s", costs).isLessThan(2 * costs.get(0));
    assertThat(costs.get(1000)).as("%s", costs).isLessThan(2 * costs.get(0));
    assertThat(costs.get(1000)).as("octets for a message each way").isLessThan(24_000);
  }

  @Test
  void aTextInABurstThroughASessionCostsTheSameAsOneOfAFew() {
    burst(200);
    var few = burst(10);
    var many = burst(1000);
    assertThat(many).as("few cost %s", few).isLessThan(3 * few);
  }

  @Test
  void aTextInABurstOfPageMessagesCostsTheSameAsOneOfAFew() {
    pageBurst(200);
    var few = pageBurst(10);
    var many = pageBurst(500);
    assertThat(many).as("few cost %s", few).isLessThan(3 * few);
  }

  /** A conversation that remembers so much, of all kinds. */
  private static Conversations.Memory remembering(int count) {
    var conversation = Conversation.open(Map.of());
    var until = NOW + 100_000;
    var yes = FailureReport.YES;
    for (var i = 0; i < count; i++) {
      var share = Math.min(count / 3, Bounds.REMEMBERED);
      if (i < share) {
        var handed = new Handed("h" + i, "", true, false, false, until + i, until + i, Facts.NONE);
        conversation.handed().append(handed);
      } else {
        var effect = i < 2 * share ? "" : "f" + i;
        conversation
            .incoming()
            .append(
                new Incoming(
                    "i" + i, "", effect, until + i, until, 0, true, false, yes, Facts.NONE));
      }
    }
    var rows = new LinkedHashMap<String, Facts>();
    conversation.takeChanges(false).apply(rows);
    assertThat(rows).hasSize(count);
    return new ConversationMachine().open(rows);
  }

  /** Octets that a message each way allocates, at the end of so many. */
  private long pages(int count) {
    var before = 0L;
    for (var i = 0; i < count; i++) {
      if (i == count / 2) {
        before = allocated();
      }
      hear(new Event.XmppText(text(ChatMessage.Kind.NORMAL), Optional.empty()));
      answer();
      hear(new Event.SipText(text(ChatMessage.Kind.NORMAL), Optional.empty(), false));
      answer();
    }
    return (allocated() - before) / (count / 2);
  }

  /** Octets that each text of a burst allocates, from its coming in to its result. */
  private long burst(int count) {
    memory = new ConversationMachine().open(Map.of());
    leg = "";
    hear(new Event.XmppText(text(ChatMessage.Kind.CHAT), Optional.empty()));
    hear(
        new Event.SessionAccepted(
            leg, false, true, Optional.empty(), Optional.empty(), Optional.empty()));
    hear(new Event.MediaUp(leg));
    answer();
    return burst(count, ChatMessage.Kind.CHAT);
  }

  private long pageBurst(int count) {
    memory = new ConversationMachine().open(Map.of());
    return burst(count, ChatMessage.Kind.NORMAL);
  }

  private long burst(int count, ChatMessage.Kind kind) {
    var before = allocated();
    for (var i = 0; i < count; i++) {
      hear(new Event.XmppText(text(kind), Optional.empty()));
    }
    for (var i = 0; i < count; i++) {
      answer();
    }
    assertThat(sent).isEmpty();
    assertThat(memory.unfinished()).isEmpty();
    return (allocated() - before) / count;
  }

  private ChatMessage text(ChatMessage.Kind kind) {
    return ChatMessage.plain("m" + refs++, kind, "text");
  }

  private void answer() {
    hear(new Event.Result(sent.remove(), Optional.empty(), false));
  }

  private void hear(Event event) {
    Step step = memory.step(event, NOW, ids, TENANT, PeerView.UNKNOWN);
    mostRows = Math.max(mostRows, step.changes().put().size() + step.changes().removed().size());
    for (var effect : step.effects()) {
      if (effect instanceof Effect.PageToSip page) {
        sent.add(page.effectId());
      } else if (effect instanceof Effect.TextToXmpp text) {
        sent.add(text.effectId());
      } else if (effect instanceof Effect.TextToMsrp text) {
        sent.add(text.effectId());
      } else if (effect instanceof Effect.StartSession start) {
        leg = start.leg();
      }
    }
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
