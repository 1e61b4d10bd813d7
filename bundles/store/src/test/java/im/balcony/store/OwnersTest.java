package im.balcony.store;

import static im.balcony.store.Batches.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.FencedException;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Recovered;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns a tenant, and what he finds when he takes it. */
class OwnersTest {

  private static final Bounds BOUNDS =
      new Bounds(
          20_000_000,
          Long.MAX_VALUE / 4,
          2_000_000,
          64_000_000,
          Bounds.DEFAULT.seen(),
          Bounds.DEFAULT.log());

  @TempDir private Path folder;
  private GroupStore store;

  private GroupStore open() throws IOException {
    var disk = new Disk(folder, f -> Long.MAX_VALUE, 0);
    store = new GroupStore(() -> StoreFile.open(folder), disk, BOUNDS, () -> 1);
    return store;
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Batch batch(String tenant, String romeo, long epoch, String effectId) {
    try {
      var key =
          new ConversationKey(
              tenant, Jid.parse("juliet@example.com"), Jid.parse(romeo + "@example.net"));
      var row = Map.of("text", Changes.Row.of(Facts.NONE.with("text", effectId)));
      return new Batch(
          key,
          epoch,
          new Changes(row, Set.of()),
          Changes.NONE,
          false,
          List.of(new PreparedRequest(effectId, Octets.utf8("MESSAGE"), Facts.NONE)),
          List.of(),
          List.of(),
          List.of(),
          false);
    } catch (AddressException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  private Recovered take(String tenant) throws Exception {
    return await(store.recover(tenant));
  }

  private void fenced(Batch batch) {
    assertThatThrownBy(() -> await(store.commit(batch)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(FencedException.class);
  }

  private static List<String> owed(Recovered recovered) {
    return recovered.owed().stream().map(PreparedRequest::effectId).sorted().toList();
  }

  @Test
  void whoTakesATenantFindsWhatIsItsAndNothingOfOthers() throws Exception {
    open();
    // One whose name the other's begins with.
    for (var tenant : List.of("verona", "verona2", "mantua")) {
      var epoch = take(tenant).epoch();
      await(store.commit(batch(tenant, "romeo", epoch, tenant + "-1")));
      await(store.commit(batch(tenant, "benvolio", epoch, tenant + "-2")));
    }
    store.close();
    open();
    assertThat(told(store.tenants())).containsExactly("mantua", "verona", "verona2");
    for (var tenant : List.of("verona", "mantua", "verona2", "verona")) {
      var found = take(tenant);
      assertThat(found.conversations()).hasSize(2).allMatch(c -> c.key().tenant().equals(tenant));
      assertThat(owed(found)).containsExactly(tenant + "-1", tenant + "-2");
    }
    assertThat(take("nobody").conversations()).isEmpty();
  }

  @Test
  void anOwnerBeforeCommitsNoMore() throws Exception {
    open();
    var first = take("verona").epoch();
    await(store.commit(batch("verona", "romeo", first, "e1")));
    var inHand = store.commit(batch("verona", "romeo", first, "e2"));
    var second = take("verona");
    await(inHand);
    assertThat(owed(second)).as("what was in hand is found").containsExactly("e1", "e2");
    assertThat(second.epoch()).isNotEqualTo(first);

    fenced(batch("verona", "romeo", first, "e3"));
    await(store.commit(batch("verona", "romeo", second.epoch(), "e4")));
    assertThat(owed(take("verona"))).containsExactly("e1", "e2", "e4");
  }

  @Test
  void whoGaveATenantUpCommitsNoMoreButWhoHasItDoes() throws Exception {
    open();
    var first = take("verona").epoch();
    var inHand = store.commit(batch("verona", "romeo", first, "e1"));
    await(store.release("verona", first));
    await(inHand);
    fenced(batch("verona", "romeo", first, "e2"));
    fenced(batch("verona", "romeo", 0, "e2"));

    var second = take("verona").epoch();
    await(store.release("verona", first));
    await(store.commit(batch("verona", "romeo", second, "e3")));
    assertThat(owed(take("verona"))).containsExactly("e1", "e3");
  }

  @Test
  void nobodyIsFencedForAnothersTenant() throws Exception {
    open();
    var verona = take("verona").epoch();
    take("mantua");
    await(store.commit(batch("verona", "romeo", verona, "e1")));
    fenced(batch("mantua", "romeo", verona, "e2"));
  }

  @Test
  void aStoreThatIsClosedHandsNoTenantOver() throws Exception {
    open().close();
    assertThatThrownBy(() -> take("verona")).hasCauseInstanceOf(IOException.class);
    assertThat(store.tenants().toCompletableFuture()).isCompletedExceptionally();
  }
}
