package im.balcony.session.rows;

import im.balcony.api.data.Changes;
import im.balcony.api.data.ChangesDraft;
import im.balcony.api.data.Facts;
import im.balcony.session.state.Entry;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.Rest;
import im.balcony.session.state.Text;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All that the machine remembers of a conversation, as tables of rows. Steps change it in place;
 * what they have changed is told as rows at their end. One thread at a time.
 */
public final class Conversation {

  /** The row of what is remembered of the conversation as a whole. */
  static final String REST = "state";

  // How the lists were called where all was one row.
  private static final String LEGS = "legs";
  private static final String TEXTS = "texts";
  private static final String HANDED = "handed";
  private static final String INCOMING = "incoming";

  private static final Groups.Key<Text> WAITING = in(Text.Place.WAITING, Text::gruu);
  private static final Groups.Key<Text> SENDING = in(Text.Place.SENDING, Text::leg);
  private static final Groups.Key<Text> PAGE = in(Text.Place.PAGE, text -> "");
  private static final Groups.Key<Text> PAGING = in(Text.Place.PAGING, text -> "");

  private final Table<Leg> legs = new Table<>(Forms.LEG);

  private final Groups<Text> waiting = new Groups<>(WAITING, Text::octets);
  private final Groups<Text> sending = new Groups<>(SENDING, Text::octets);
  private final Groups<Text> page = new Groups<>(PAGE, Text::octets);
  private final Groups<Text> paging = new Groups<>(PAGING, Text::octets);
  private final Table<Text> texts = new Table<>(Forms.TEXT, waiting, sending, page, paging);

  private final Groups<Handed> awaited = new Groups<>(h -> h.isAwaited() ? h.leg() : null);
  private final Table<Handed> handed = new Table<>(Forms.HANDED, awaited);

  private final Groups<Incoming> arrived = new Groups<>(i -> i.inFlight() ? null : "");
  private final Groups<Incoming> reportable = new Groups<>(i -> i.isReportable() ? i.leg() : null);
  private final Table<Incoming> incoming = new Table<>(Forms.INCOMING, arrived, reportable);

  private Rest rest = Rest.NOTHING;

  /** What the row says that was told last. */
  private Rest told = Rest.NOTHING;

  private List<Text> withheld = List.of();

  /** Whether the one row of a version before is still there. */
  private boolean whole;

  private Conversation() {}

  private static Groups.Key<Text> in(Text.Place place, Groups.Key<Text> key) {
    return text -> text.is(place) ? key.of(text) : null;
  }

  /** What rows say; empty for a new conversation. Rows of a kind unknown here are left alone. */
  public static Conversation open(Map<String, Facts> rows) {
    var conversation = new Conversation();
    var one = rows.get(Changes.WHOLE);
    if (one != null) {
      conversation.readWhole(one);
    }
    conversation.read(rows);
    conversation.withheld = conversation.texts.all().stream().filter(UnstoredTexts::is).toList();
    return conversation;
  }

  private void read(Map<String, Facts> rows) {
    read(rows, Forms.LEG, legs);
    read(rows, Forms.TEXT, texts);
    read(rows, Forms.HANDED, handed);
    read(rows, Forms.INCOMING, incoming);
    var row = rows.get(REST);
    if (row != null) {
      rest = Forms.rest(row);
      told = rest;
    }
  }

  private static <T extends Entry> void read(
      Map<String, Facts> rows, Form<T> form, Table<T> table) {
    var inOrder = new TreeMap<Long, Map<String, Facts>>();
    rows.forEach(
        (name, row) -> {
          if (form.has(name)) {
            inOrder.computeIfAbsent(Form.order(row), o -> new TreeMap<>()).put(name, row);
          }
        });
    inOrder.forEach(
        (order, same) ->
            same.values()
                .forEach(row -> form.read(row).ifPresent(entry -> table.read(order, entry))));
  }

  /** Its changes are those of a step: the next one tells all of it as rows. */
  private void readWhole(Facts all) {
    whole = true;
    readList(all, LEGS, Forms.LEG, legs);
    readList(all, TEXTS, Forms.TEXT, texts);
    readList(all, HANDED, Forms.HANDED, handed);
    readList(all, INCOMING, Forms.INCOMING, incoming);
    rest = Forms.rest(all.without(LEGS).without(TEXTS).without(HANDED).without(INCOMING));
  }

  private static <T extends Entry> void readList(
      Facts all, String name, Form<T> form, Table<T> table) {
    for (var one : all.list(name)) {
      form.read(one).ifPresent(table::append);
    }
  }

  /** Its sessions, at most {@link im.balcony.session.state.Bounds#LEGS}. */
  public Table<Leg> legs() {
    return legs;
  }

  /** Texts of the XMPP user in hand. */
  public Table<Text> texts() {
    return texts;
  }

  /** Those that wait for a session, by the instance of the SIP user they are for. */
  public Groups<Text> waiting() {
    return waiting;
  }

  /** Those on a connection, by its leg. */
  public Groups<Text> sending() {
    return sending;
  }

  /** Those in the queue of page messages, in one group without a name. */
  public Groups<Text> page() {
    return page;
  }

  /** Those in a MESSAGE. */
  public Groups<Text> paging() {
    return paging;
  }

  /** Texts of the XMPP user handed over. */
  public Table<Handed> handed() {
    return handed;
  }

  /** Those whose report is still to come, by their leg. */
  public Groups<Handed> awaited() {
    return awaited;
  }

  /** Texts of the SIP user. */
  public Table<Incoming> incoming() {
    return incoming;
  }

  /** Those that were handed over, in one group without a name. */
  public Groups<Incoming> arrived() {
    return arrived;
  }

  /** Those of which something may be told through their session, by its leg. */
  public Groups<Incoming> reportable() {
    return reportable;
  }

  /** What is remembered beside sessions and texts. */
  public Rest rest() {
    return rest;
  }

  /** That is so now. */
  public void rest(Rest now) {
    rest = now;
  }

  /** The texts of which the rows held the name only; asked for once. */
  public List<Text> takeWithheld() {
    var found = withheld;
    withheld = List.of();
    return found;
  }

  /** Whether nothing is left that is worth keeping. */
  public boolean isOver() {
    return legs.isEmpty()
        && texts.isEmpty()
        && handed.isEmpty()
        && incoming.isEmpty()
        && rest.isOver();
  }

  /** Whether more has changed since the last step than a crash may take. */
  public boolean isChanged() {
    return legs.isChanged(Leg::lasting)
        || texts.isChanged(UnaryOperator.identity())
        || handed.isChanged(UnaryOperator.identity())
        || incoming.isChanged(UnaryOperator.identity())
        || !rest.lasting().equals(told.lasting());
  }

  /**
   * The rows that have changed since the last step. Where the conversation is over, what a newer
   * version remembered of it as a whole goes with it.
   *
   * @param withoutTexts whether no text may be written
   */
  public Changes takeChanges(boolean withoutTexts) {
    if (isOver()) {
      rest = Rest.NOTHING;
    }
    var changes = new ChangesDraft();
    legs.tell(changes, UnaryOperator.identity());
    texts.tell(changes, row -> UnstoredTexts.row(row, withoutTexts));
    handed.tell(changes, UnaryOperator.identity());
    incoming.tell(changes, UnaryOperator.identity());
    tellRest(changes);
    if (whole) {
      changes.remove(Changes.WHOLE);
      whole = false;
    }
    return changes.changes();
  }

  private void tellRest(ChangesDraft changes) {
    if (rest.equals(told)) {
      return;
    }
    var row = Forms.rest(rest);
    if (!row.isEmpty()) {
      changes.put(REST, Changes.Row.of(row));
    } else if (!Forms.rest(told).isEmpty()) {
      changes.remove(REST);
    }
    told = rest;
  }
}
