package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Kept;
import im.balcony.api.store.Store.Seen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a conversation remembers is written, and removed, row by row. */
class ConversationRowsTest {

  private static final Bounds SMALL =
      new Bounds(
          2_000_000, 60_000, 2_000_000, 64_000_000, Bounds.DEFAULT.seen(), Bounds.DEFAULT.log());
  private static final ConversationKey KEY = key("verona", "romeo");

  private final StoreFile file = StoreFile.inMemory();
  private final Rows rows = new Rows(file.tables(), SMALL);

  @AfterEach
  void close() {
    file.close();
  }

  private static ConversationKey key(String tenant, String romeo) {
    return new ConversationKey(tenant, jid("juliet@example.com"), jid(romeo + "@example.net"));
  }

  private static Jid jid(String text) {
    try {
      return Jid.parse(text);
    } catch (AddressException e) {
      throw new AssertionError(e);
    }
  }

  private static Facts value(String text) {
    return Facts.NONE.with("text", text);
  }

  private static Changes put(String... names) {
    var put = new LinkedHashMap<String, Changes.Row>();
    for (var name : names) {
      put.put(name, Changes.Row.of(value(name)));
    }
    return new Changes(put, Set.of());
  }

  private static Batch batch(ConversationKey key, Changes session, Changes mapping, boolean over) {
    return new Batch(
        key, 0, session, mapping, over, List.of(), List.of(), List.of(), List.of(), false);
  }

  private boolean apply(Batch batch) {
    return rows.apply(Batches.written(batch));
  }

  private void write(ConversationKey key, Changes session, Changes mapping) {
    assertThat(apply(batch(key, session, mapping, false))).isTrue();
  }

  private List<Kept> conversations() {
    return Batches.all(rows).conversations();
  }

  @Test
  void aRowStaysUntilItIsChangedOrRemoved() {
    write(KEY, put("session/1", "text/a", "text/b"), put("leg", "thread"));
    var other = new Changes.Row(value("no-store"), value(""));
    write(KEY, new Changes(Map.of("text/b", other), Set.of("text/a", "never/there")), Changes.NONE);
    write(KEY, Changes.NONE, new Changes(Map.of(), Set.of("thread")));

    assertThat(conversations())
        .containsExactly(
            new Kept(
                KEY,
                Map.of("session/1", value("session/1"), "text/b", value("")),
                Map.of("leg", value("leg"))));
  }

  @Test
  void twoTopicsOfTheSamePeopleAreTwoConversations() {
    var presence = new ConversationKey("verona", KEY.juliet(), KEY.romeo(), "presence");
    write(KEY, put("text/a"), Changes.NONE);
    write(presence, put("watcher"), put("dialog"));

    assertThat(conversations())
        .containsExactlyInAnyOrder(
            new Kept(KEY, Map.of("text/a", value("text/a")), Map.of()),
            new Kept(
                presence, Map.of("watcher", value("watcher")), Map.of("dialog", value("dialog"))));

    assertThat(apply(batch(KEY, Changes.NONE, Changes.NONE, true))).isTrue();
    assertThat(conversations()).extracting(Kept::key).containsExactly(presence);
  }

  @Test
  void aChatIsCalledAsItWasBeforeThereWereTopics() throws IOException {
    var before = "verona\njuliet@example.com\nromeo@example.net\n";

    assertThat(Names.prefix(KEY)).isEqualTo(before);
    assertThat(Names.key(Names.prefix(before + "stext/a"))).isEqualTo(KEY);
  }

  @Test
  void aTopicIsNobodysAddress() throws IOException {
    var server = new ConversationKey("verona", jid("presence"), jid("romeo@example.net"));
    var topic = new ConversationKey("verona", jid("chat"), jid("romeo@example.net"), "presence");

    for (var key : List.of(server, topic)) {
      assertThat(Names.key(Names.prefix(Names.prefix(key) + "sx"))).isEqualTo(key);
    }
    assertThatThrownBy(() -> Names.key("verona\nNo Topic\tjuliet@example.com\nromeo@x\n"))
        .isInstanceOf(IOException.class);
  }

  private Map<String, byte[]> table() {
    var all = new LinkedHashMap<String, byte[]>();
    file.tables().rows().from(null).forEachRemaining(row -> all.put(row.getKey(), row.getValue()));
    return all;
  }

  @Test
  void aCommitWritesTheRowsThatChangedAndNothingElse() {
    for (var i = 0; i < 500; i++) {
      write(KEY, put("text/" + i), put("dialog/" + i));
    }
    var before = table();

    write(KEY, put("text/x"), Changes.NONE);

    var after = table();
    assertThat(after).hasSize(1001);
    assertThat(before).allSatisfy((name, row) -> assertThat(after.get(name)).isSameAs(row));
  }

  @Test
  void rowsOfTheSameNameOfBothOwnersAreTwo() {
    write(KEY, put("x"), put("x", "y"));
    write(KEY, new Changes(Map.of(), Set.of("x")), Changes.NONE);
    assertThat(conversations())
        .containsExactly(new Kept(KEY, Map.of(), Map.of("x", value("x"), "y", value("y"))));
  }

  @Test
  void aNameMayHoldAnything() {
    var names = new String[] {"", " ", "a\nb", "\n", "text/\u4f60\uD83C\uDF19", "\uffff", "m", "s"};
    write(KEY, put(names), put(names));
    write(key("verona", "romeo2"), put(names), Changes.NONE);
    var all = new LinkedHashMap<String, Facts>();
    put(names).apply(all);
    assertThat(conversations())
        .containsExactlyInAnyOrder(
            new Kept(KEY, all, all), new Kept(key("verona", "romeo2"), all, Map.of()));

    assertThat(apply(batch(KEY, put(names), Changes.NONE, true))).isTrue();
    assertThat(conversations()).extracting(Kept::key).containsExactly(key("verona", "romeo2"));
  }

  @Test
  void whatIsOverLeavesNoRowAndTakesNoneOfItsNeighbours() {
    var neighbours =
        List.of(
            key("verona", "rome"),
            key("verona", "romeo1"),
            key("verona2", "romeo"),
            key("veron", "romeo"),
            key("verona", "romeO"));
    var there = new ArrayList<ConversationKey>();
    for (var key : neighbours) {
      if (!key.equals(KEY)) {
        write(key, put("text/1"), put("leg"));
        there.add(key);
      }
    }
    var used = rows.used();
    write(KEY, put("text/1", "text/2", "session"), put("leg"));

    assertThat(apply(batch(KEY, put("late"), put("late"), true))).isTrue();

    assertThat(conversations()).extracting(Kept::key).containsExactlyInAnyOrderElementsOf(there);
    assertThat(conversations()).allSatisfy(kept -> assertThat(kept.session()).hasSize(1));
    assertThat(rows.used()).isEqualTo(used);
  }

  @Test
  void rowsAreReadInTheOrderOfTheirNames() {
    write(key("verona", "b"), put("z", "a", "m"), Changes.NONE);
    write(key("verona", "a"), put("1"), put("2", "10", "1"));
    write(key("verona", "b"), put("b"), Changes.NONE);

    assertThat(conversations())
        .extracting(kept -> kept.key().romeo().toString())
        .containsExactly("a@example.net", "b@example.net");
    assertThat(conversations().get(0).mapping().keySet()).containsExactly("1", "10", "2");
    assertThat(conversations().get(1).session().keySet()).containsExactly("a", "b", "m", "z");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBatchThatDoesNotFitChangesNothing(boolean over) {
    write(KEY, put("text/1", "text/2"), put("leg"));
    var full = SMALL.size() - Bounds.RESERVE - rows.used();
    var other = key("verona", "benvolio");
    write(other, large((int) full - 400), Changes.NONE);
    var before = conversations();
    var used = rows.used();

    var small = new Changes(put("text/3").put(), Set.of("text/1"));
    var journal =
        new Journal("m1", "verona", "sip-to-xmpp", "PENDING", "", 1, List.of(), List.of());
    var refused =
        new Batch(
            KEY,
            0,
            small,
            put("leg", "leg/2"),
            over,
            List.of(Batches.request(1)),
            List.of(),
            IntStream.range(0, 40).mapToObj(i -> new Seen("d" + i, 202, 100)).toList(),
            List.of(journal),
            false);
    assertThat(apply(refused)).isFalse();

    assertThat(conversations()).isEqualTo(before);
    assertThat(rows.used()).isEqualTo(used);
    assertThat(rows.journal("m1")).isEmpty();
    assertThat(Batches.all(rows).owed()).isEmpty();

    // What makes it smaller is taken, and then there is room.
    assertThat(apply(batch(other, large(100), Changes.NONE, false))).isTrue();
    assertThat(apply(refused)).isTrue();
    assertThat(rows.journal("m1")).isPresent();
  }

  private static Changes large(int octets) {
    return new Changes(Map.of("text", Changes.Row.of(value("x".repeat(octets)))), Set.of());
  }

  @Test
  void aRowThatIsReplacedWeighsOnce() {
    var room = (int) (SMALL.size() - Bounds.RESERVE) - 400;
    for (var i = 0; i < 3; i++) {
      write(KEY, large(room), Changes.NONE);
    }
    var once = rows.used();
    write(KEY, new Changes(Map.of(), Set.of("text")), Changes.NONE);
    assertThat(rows.used()).isZero();
    assertThat(once).isGreaterThan(room);
  }
}
