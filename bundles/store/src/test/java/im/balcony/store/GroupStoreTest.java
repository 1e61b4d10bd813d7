package im.balcony.store;

import static im.balcony.store.Batches.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.address.Jid;
import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Kept;
import im.balcony.api.store.Store.Recovered;
import im.balcony.api.store.Store.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupStoreTest {

  private static final Bounds SMALL =
      new Bounds(
          2_000_000, 60_000, 2_000_000, 64_000_000, Bounds.DEFAULT.seen(), Bounds.DEFAULT.log());

  private final AtomicLong clock = new AtomicLong(1_000_000);
  @TempDir static Path folder;
  private final GroupStore store = open();
  private long epoch;

  private GroupStore open() {
    try {
      var disk = new Disk(folder, f -> Long.MAX_VALUE, 0);
      return new GroupStore(StoreFile::inMemory, disk, SMALL, clock::get);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ConversationKey key(String romeo) {
    try {
      return new ConversationKey(
          "verona", Jid.parse("juliet@example.com"), Jid.parse(romeo + "@example.net"));
    } catch (im.balcony.api.address.AddressException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<Changes> text(int octets) {
    var facts = Facts.NONE.with("text", "x".repeat(octets));
    return Optional.of(new Changes(Map.of("text", Changes.Row.of(facts)), Set.of()));
  }

  /** Takes the tenant; what is committed from now on stands on that. */
  private Recovered recovered(GroupStore from) {
    var recovered = Batches.recovered(from);
    epoch = recovered.epoch();
    return recovered;
  }

  /** The text in the one conversation that is there. */
  private String text() {
    return recovered(store).conversations().get(0).session().get("text").text("text", "");
  }

  private static PreparedRequest request(String effectId, int octets) {
    return new PreparedRequest(effectId, Octets.of(new byte[octets]), Facts.NONE);
  }

  private Journal entry(String ref, String outcome) {
    return new Journal(
        ref, "verona", "xmpp-to-sip", outcome, "", clock.get(), List.of(), List.of());
  }

  private Batch batch(
      Optional<Changes> session,
      List<PreparedRequest> owed,
      List<String> settled,
      List<Seen> seen,
      List<Journal> journal) {
    return new Batch(
        key("romeo"),
        epoch,
        session.orElse(Changes.NONE),
        Changes.NONE,
        session.isEmpty(),
        owed,
        settled,
        seen,
        journal,
        true);
  }

  private Batch journal(Journal... entries) {
    return batch(Optional.empty(), List.of(), List.of(), List.of(), List.of(entries));
  }

  private void commit(Batch batch) throws Exception {
    store.commit(batch).toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  private void refused(Batch batch) {
    assertThatThrownBy(() -> commit(batch))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aBatchIsThereWhenItsStageCompletes() throws Exception {
    assertThat(recovered(store).conversations()).isEmpty();

    commit(
        batch(
            text(10),
            List.of(request("e1", 10)),
            List.of(),
            List.of(new Seen("d1", 202, clock.get() + 100)),
            List.of(entry("m1", "PENDING"))));

    assertThat(recovered(store).conversations())
        .extracting(Kept::key)
        .containsExactly(key("romeo"));
    assertThat(recovered(store).owed()).extracting(PreparedRequest::effectId).containsExactly("e1");
    assertThat(told(store.seen("d1", clock.get()))).map(Seen::answer).hasValue(202);
    assertThat(told(store.journal("m1"))).map(Journal::outcome).hasValue("PENDING");
    assertThat(told(store.journal("m2"))).isEmpty();
  }

  @Test
  void everythingButItsStoryLeavesWhenAConversationIsOver() throws Exception {
    commit(
        batch(
            text(1000),
            List.of(request("e1", 1000)),
            List.of(),
            List.of(),
            List.of(entry("m1", "PENDING"))));
    assertThat(store.usage().used()).isGreaterThan(2000);

    commit(
        batch(
            Optional.empty(),
            List.of(),
            List.of("e1"),
            List.of(),
            List.of(entry("m1", "DELIVERED"))));
    assertThat(recovered(store).conversations()).isEmpty();
    assertThat(recovered(store).owed()).isEmpty();
    assertThat(store.usage().used()).isLessThan(300);
    assertThat(store.usage().limit()).isEqualTo(2_000_000);
  }

  @Test
  void whatGoesInComesOutOfTheSum() throws Exception {
    for (var round = 0; round < 20; round++) {
      commit(
          batch(
              text(100 * round),
              List.of(request("e", round), request("f" + round, 5)),
              List.of("f" + (round - 1)),
              List.of(new Seen("d", 0, clock.get() + 50)),
              List.of(entry("m", "PENDING"))));
    }
    commit(batch(Optional.empty(), List.of(), List.of("e", "f19"), List.of(), List.of()));
    clock.addAndGet(60_000);
    commit(batch(Optional.empty(), List.of(), List.of(), List.of(), List.of()));
    assertThat(store.usage().used()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"-1, true", "0, false", "1, false"})
  void aDuplicateKeyIsForgottenAtItsEnd(int past, boolean known) throws Exception {
    var end = clock.get() + 100;
    commit(
        batch(Optional.empty(), List.of(), List.of(), List.of(new Seen("d", 0, end)), List.of()));
    assertThat(told(store.seen("d", end + past)).isPresent()).isEqualTo(known);
  }

  @Test
  void aDuplicateKeyThatIsSeenAgainLivesLonger() throws Exception {
    for (var end : List.of(100, 300)) {
      commit(
          batch(
              Optional.empty(),
              List.of(),
              List.of(),
              List.of(new Seen("d", 0, clock.get() + end)),
              List.of()));
    }
    clock.addAndGet(200);
    commit(journal());
    assertThat(told(store.seen("d", clock.get()))).isPresent();
  }

  @Test
  void whatIsKnownAgainHasABoundPastWhichNewWorkIsRefused() throws Exception {
    store.bounds(
        new Bounds(
            SMALL.size(), SMALL.age(), SMALL.free(), SMALL.waiting(), 3, Bounds.DEFAULT.log()));
    var end = clock.get() + 100;
    var keys = List.of(new Seen("d1", 0, end), new Seen("d2", 0, end));
    var more = List.of(new Seen("d3", 0, end), new Seen("d4", 0, end));
    commit(batch(text(1), List.of(), List.of(), keys, List.of(entry("m1", "PENDING"))));
    refused(batch(text(2), List.of(), List.of(), more, List.of(entry("m2", "PENDING"))));
    assertThat(told(store.seen("d3", clock.get()))).isEmpty();
    commit(batch(text(1), List.of(), List.of(), more, List.of(entry("m1", "FAILED"))));
    assertThat(told(store.seen("d3", clock.get()))).isPresent();

    clock.addAndGet(10_000);
    commit(batch(text(2), List.of(), List.of(), keys, List.of(entry("m2", "PENDING"))));
  }

  @Test
  void stagesCompleteInTheOrderOfTheCalls() throws Exception {
    var order = Collections.synchronizedList(new ArrayList<Integer>());
    var all = new CountDownLatch(1);
    for (var i = 0; i < 3000; i++) {
      var number = i;
      store
          .commit(batch(text(i), List.of(), List.of(), List.of(), List.of()))
          .thenRun(
              () -> {
                order.add(number);
                if (number == 2999) {
                  all.countDown();
                }
              });
    }
    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(order).isSorted().hasSize(3000);
    assertThat(text()).hasSize(2999);
  }

  @Test
  void aFullStoreTakesOnlyOutcomes() throws Exception {
    var room = SMALL.size() - Bounds.RESERVE;
    commit(batch(text((int) room - 600), List.of(), List.of(), List.of(), List.of()));
    var accepted =
        batch(
            text((int) room - 500),
            List.of(request("e", 500)),
            List.of(),
            List.of(),
            List.of(entry("m1", "PENDING")));

    refused(accepted);
    assertThat(told(store.journal("m1"))).as("nothing of a refused batch").isEmpty();
    assertThat(recovered(store).owed()).isEmpty();
    assertThat(text()).hasSize((int) room - 600);

    commit(
        batch(
            text((int) room + 100),
            List.of(),
            List.of(),
            List.of(),
            List.of(entry("m0", "FAILED"))));
    assertThat(told(store.journal("m0"))).isPresent();

    commit(batch(text(100), List.of(), List.of(), List.of(), List.of()));
    commit(journal(entry("m1", "PENDING")));
    assertThat(told(store.journal("m1"))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void newWorkIsTakenUpToTheReserve(int over, boolean taken) throws Exception {
    commit(batch(text(0), List.of(), List.of(), List.of(), List.of()));
    var empty = store.usage().used();
    var room = (int) (SMALL.size() - Bounds.RESERVE - empty) + over;
    var work = batch(text(room), List.of(), List.of(), List.of(), List.of());
    if (taken) {
      commit(work);
      assertThat(store.usage().used()).isEqualTo(SMALL.size() - Bounds.RESERVE);
    } else {
      refused(work);
    }
  }

  @Test
  void historyGivesWayToWhatIsOwed() throws Exception {
    for (var i = 0; i < 6000; i++) {
      store.commit(journal(entry("m" + i, i == 0 ? "PENDING" : "HANDED_OVER")));
    }
    commit(batch(text(500_000), List.of(), List.of(), List.of(), List.of(entry("x", "PENDING"))));

    assertThat(told(store.journal("m0"))).as("still owed").isPresent();
    assertThat(told(store.journal("m1"))).as("the oldest story").isEmpty();
    assertThat(told(store.journal("m5999"))).as("the newest story").isPresent();
    assertThat(store.usage().used()).isLessThanOrEqualTo(SMALL.size() - Bounds.RESERVE);
  }

  @Test
  void whatWasOwedGivesWayOnceItHasItsOutcome() throws Exception {
    var count = 0;
    for (; store.usage().used() < SMALL.size() - Bounds.RESERVE - 1000; count++) {
      commit(journal(entry("m" + count, "PENDING")));
    }
    var work = batch(text(2000), List.of(), List.of(), List.of(), List.of());
    refused(work);
    refused(work);
    for (var i = 0; i < count; i += 2) {
      commit(journal(entry("m" + i, "HANDED_OVER")));
    }
    commit(work);
    assertThat(told(store.journal("m0"))).as("the oldest outcome").isEmpty();
    assertThat(told(store.journal("m1"))).as("still owed").isPresent();
  }

  @Test
  void whatWaitsForTheWriterHasABoundInOctets() throws Exception {
    var writing = new CountDownLatch(1);
    var disk = new Disk(folder, f -> blocked(writing), 0);
    var bounds = Bounds.DEFAULT;
    try (var slow = new GroupStore(StoreFile::inMemory, disk, bounds, clock::get)) {
      // Half, for others may have something to write as well.
      var most = bounds.waiting() / 2 / 10_000_000;
      var taken = new ArrayList<java.util.concurrent.CompletableFuture<Void>>();
      for (var i = 0; i < most; i++) {
        taken.add(slow.commit(large()).toCompletableFuture());
      }
      assertThat(slow.commit(large()).toCompletableFuture()).isCompletedExceptionally();
      writing.countDown();
      for (var commit : taken) {
        commit.get(10, TimeUnit.SECONDS);
      }
      slow.commit(large()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void manySmallBatchesAreBoundedAsWell() throws Exception {
    var writing = new CountDownLatch(1);
    var bounds =
        new Bounds(
            1_000_000_000,
            60_000,
            2_000_000,
            1_000_000,
            Bounds.DEFAULT.seen(),
            Bounds.DEFAULT.log());
    var disk = new Disk(folder, f -> blocked(writing), 0);
    try (var slow = new GroupStore(StoreFile::inMemory, disk, bounds, clock::get)) {
      var taken = new ArrayList<java.util.concurrent.CompletableFuture<Void>>();
      for (var i = 0; i < bounds.waiting() / 2 / Bounds.BATCH; i++) {
        taken.add(slow.commit(journal(entry("m" + i, "PENDING"))).toCompletableFuture());
      }
      var more = slow.commit(journal(entry("more", "PENDING"))).toCompletableFuture();
      assertThat(more).isCompletedExceptionally();
      writing.countDown();
      for (var commit : taken) {
        commit.get(10, TimeUnit.SECONDS);
      }
    }
  }

  private Batch large() {
    return batch(text(9_998_000), List.of(), List.of(), List.of(), List.of());
  }

  private static long blocked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Long.MAX_VALUE;
  }

  @Test
  void aMessageIsFoundByItsNameAmongAllTenants() throws Exception {
    for (var i = 0; i < 500; i++) {
      var names = List.of("call-" + i % 100, "stanza-" + i);
      commit(
          journal(
              new Journal(
                  "m" + i, "t" + i, "sip-to-xmpp", "PENDING", "", clock.get(), List.of(), names)));
    }
    assertThat(told(store.named("stanza-7", 8))).extracting(Journal::ref).containsExactly("m7");
    assertThat(told(store.named("call-7", 3)))
        .extracting(Journal::ref)
        .containsExactly("m407", "m307", "m207");
    assertThat(told(store.named("call", 8))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"DELIVERED", "FAILED", "EXPIRED"})
  void aFinalOutcomeNeverChanges(String outcome) throws Exception {
    commit(journal(entry("m", "HANDED_OVER")));
    commit(journal(entry("m", outcome)));
    commit(journal(entry("m", "HANDED_OVER")));
    commit(journal(entry("m", outcome.equals("FAILED") ? "DELIVERED" : "FAILED")));
    assertThat(told(store.journal("m"))).map(Journal::outcome).hasValue(outcome);
  }

  @Test
  void theNewestStoriesOfATenantComeFirst() throws Exception {
    for (var ref : List.of("a", "b", "c")) {
      commit(journal(entry(ref, "PENDING")));
    }
    commit(journal(entry("a", "DELIVERED")));
    commit(
        journal(
            new Journal(
                "x", "mantua", "sip-to-xmpp", "PENDING", "", clock.get(), List.of(), List.of())));

    assertThat(told(store.recent("verona", 0, 2)))
        .extracting(Journal::ref)
        .containsExactly("a", "c");
    assertThat(told(store.recent("mantua", 0, 9))).extracting(Journal::ref).containsExactly("x");
    assertThat(told(store.recent("verona", 0, 0))).isEmpty();
  }

  @Test
  void manyStoriesAreReadFromATimeOn() throws Exception {
    var begin = clock.get();
    for (var i = 0; i < 1000; i++) {
      clock.set(begin + i);
      commit(journal(entry("m" + i, "PENDING")));
    }

    var all = told(store.recent("verona", 0, 2000));
    assertThat(all).hasSize(1000);
    assertThat(all.get(0).ref()).isEqualTo("m999");
    assertThat(all.get(999).ref()).isEqualTo("m0");
    assertThat(told(store.recent("verona", begin + 300, 2000)))
        .hasSize(700)
        .last()
        .extracting(Journal::ref)
        .isEqualTo("m300");
    assertThat(told(store.recent("verona", begin, 450)))
        .hasSize(450)
        .last()
        .extracting(Journal::ref)
        .isEqualTo("m550");
  }

  @ParameterizedTest
  @CsvSource({"59999, true", "60000, false"})
  void aStoryHasItsAge(long later, boolean known) throws Exception {
    commit(journal(entry("m", "DELIVERED")));
    clock.addAndGet(later);
    commit(journal());
    assertThat(told(store.journal("m")).isPresent()).isEqualTo(known);
  }

  @Test
  void otherBoundsKeepWhatIsThere() throws Exception {
    commit(journal(entry("m", "PENDING")));
    store.bounds(
        new Bounds(
            5_000_000, 60_000, 2_000_000, 1_000_000, Bounds.DEFAULT.seen(), Bounds.DEFAULT.log()));
    assertThat(store.usage().limit()).isEqualTo(5_000_000);
    assertThat(told(store.journal("m"))).isPresent();
  }

  @Test
  void aClosedStoreHasCommittedWhatWaitedAndTakesNothingMore() throws Exception {
    var stages =
        java.util.stream.IntStream.range(0, 500)
            .mapToObj(i -> store.commit(journal(entry("m" + i, "PENDING"))))
            .toList();
    store.close();
    for (var stage : stages) {
      stage.toCompletableFuture().get(1, TimeUnit.SECONDS);
    }
    refused(journal(entry("late", "PENDING")));
  }
}
