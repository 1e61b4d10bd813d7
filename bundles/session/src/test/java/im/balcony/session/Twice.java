package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.Tenant;
import im.balcony.session.leg.LegRules;
import im.balcony.session.rows.Conversation;
import im.balcony.session.rows.FullRows;
import im.balcony.session.step.Turn;
import im.balcony.testkit.WrittenRows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A conversation that makes each step twice: in the memory that it keeps, and in one that is opened
 * from the rows as they are now. Both have to do the same, and the rows have to be what is
 * remembered.
 */
final class Twice {

  /** The rows as the process knows them. */
  final Map<String, Facts> rows = new LinkedHashMap<>();

  /** The rows as they are on the disk. */
  Map<String, Facts> written = new LinkedHashMap<>();

  private Conversation kept = Conversation.open(Map.of());
  private Conversations.Memory opened = new ConversationMachine().open(Map.of());
  private List<Turn.Moved> moves = List.of();

  private final boolean twice;

  Twice() {
    this(true);
  }

  /**
   * A conversation whose steps are made twice, or once where there are too many of them.
   *
   * @param twice whether twice
   */
  Twice(boolean twice) {
    this.twice = twice;
  }

  /** Goes on from these rows, which lie on the disk as well. */
  void open(Map<String, Facts> from) {
    var copy = new LinkedHashMap<>(from);
    rows.clear();
    rows.putAll(copy);
    written.clear();
    written.putAll(copy);
    kept = Conversation.open(rows);
    opened = new ConversationMachine().open(inAnyOrder(rows));
  }

  /** The process dies, and what was written is opened. */
  void crash() {
    open(new LinkedHashMap<>(written));
  }

  Seen seen() {
    return Seen.of(kept);
  }

  /** What legs did in the last step. */
  List<Turn.Moved> moves() {
    return moves;
  }

  Conversations.Memory memory() {
    return new OpenConversation(kept);
  }

  Step step(Event event, long now, Ids ids, Tenant tenant, PeerView peer) {
    var recorded = new Recorded(ids);
    var turn = new Turn(kept, now, recorded, tenant, peer, LegRules.TABLE);
    Machine.run(turn, event);
    var step = turn.step();
    moves = turn.moves();
    if (!twice) {
      apply(step);
      return step;
    }
    var other = opened.step(event, now, recorded.again(), tenant, peer);
    assertThat(other).as("opened from rows, %s", event).isEqualTo(step);
    assertThat(values(other.changes())).isEqualTo(values(step.changes()));
    assertChangesOnly(step.changes());
    apply(step);
    assertThat(rows).as("rows after %s", event).isEqualTo(FullRows.of(kept));
    opened = new ConversationMachine().open(inAnyOrder(rows));
    assertSame(opened, tenant);
    assertThat(step.due()).isEqualTo(memory().due(tenant.limits()));
    return step;
  }

  private void assertChangesOnly(Changes changes) {
    changes
        .put()
        .forEach((name, row) -> assertThat(row.value()).as(name).isNotEqualTo(rows.get(name)));
    assertThat(rows.keySet()).as("rows that are removed").containsAll(changes.removed());
    assertThat(changes.put()).doesNotContainKeys(changes.removed().toArray(String[]::new));
  }

  private void apply(Step step) {
    step.changes().apply(rows);
    written = WrittenRows.after(written, step.changes());
    if (step.over()) {
      // One step may begin it anew before anything is committed, so what is left has to be told.
      assertThat(rows).as("rows of what is over").isEmpty();
      written.clear();
    }
  }

  private void assertSame(Conversations.Memory other, Tenant tenant) {
    var memory = memory();
    assertThat(other.due(tenant.limits())).isEqualTo(memory.due(tenant.limits()));
    assertThat(other.sessions()).isEqualTo(memory.sessions());
    assertThat(other.unfinished()).isEqualTo(memory.unfinished());
  }

  private static Map<String, Map<String, Object>> values(Changes changes) {
    var values = new LinkedHashMap<String, Map<String, Object>>();
    changes.put().forEach((name, row) -> values.put(name, row.written().asMap()));
    return values;
  }

  /** The order of a map means nothing. */
  private static Map<String, Facts> inAnyOrder(Map<String, Facts> rows) {
    var names = new ArrayList<>(rows.keySet());
    Collections.reverse(names);
    var turned = new LinkedHashMap<String, Facts>();
    names.forEach(name -> turned.put(name, rows.get(name)));
    return turned;
  }

  /** Identifiers that can be given out again. */
  private static final class Recorded implements Ids {

    private final Ids ids;
    private final Queue<Object> given = new ArrayDeque<>();

    Recorded(Ids ids) {
      this.ids = ids;
    }

    @Override
    public String token(int length) {
      var token = ids.token(length);
      given.add(token);
      return token;
    }

    @Override
    public long below(long bound) {
      var number = ids.below(bound);
      given.add(number);
      return number;
    }

    Ids again() {
      var again = new ArrayDeque<>(given);
      return new Ids() {
        @Override
        public String token(int length) {
          return (String) again.remove();
        }

        @Override
        public long below(long bound) {
          return (Long) again.remove();
        }
      };
    }
  }
}
