package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.address.AddressException;
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
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** A life of batches: each accepts a message and tells the outcome of an earlier one. */
final class Batches {

  static final int PEOPLE = 20;

  /** How many messages later the outcome of one is known. */
  static final long KEPT = 200;

  private Batches() {}

  static ConversationKey key(long number) {
    try {
      return new ConversationKey(
          "verona",
          Jid.parse("juliet@example.com"),
          Jid.parse("romeo" + number % PEOPLE + "@example.net"));
    } catch (AddressException e) {
      throw new AssertionError(e);
    }
  }

  /** The conversation after batch {@code number}: a batch writes one row and removes another. */
  static Kept kept(long number) {
    return new Kept(
        key(number), values(session(number, "x".repeat(300))), Map.of("legs", legs(number)));
  }

  /** A text in which nothing comes twice, so that it takes as many octets in a file. */
  static String text(int length) {
    return new Random(length)
        .ints(length, 'A', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** A batch with its rows written. */
  static Written written(Batch batch) {
    return Written.of(batch, new RowBuffer());
  }

  private static Map<String, Facts> values(Changes changes) {
    return changes.put().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, row -> row.getValue().written()));
  }

  /** The machine's rows of batch {@code number}: its own instead of that of the one before. */
  static Changes session(long number, String text) {
    var body = Facts.NONE.with("number", number).with("text", text);
    return new Changes(
        Map.of("text/" + number, Changes.Row.of(body)), Set.of("text/" + (number - PEOPLE)));
  }

  private static Facts legs(long number) {
    return Facts.NONE.with("legs", List.of("a", "b")).with("number", number);
  }

  private static Changes mapping(long number) {
    return new Changes(Map.of("legs", Changes.Row.of(legs(number))), Set.of());
  }

  /** A batch that changes rows of the machine and nothing else. */
  static Batch rows(long number, Changes session) {
    return new Batch(
        key(number),
        0,
        session,
        Changes.NONE,
        false,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false);
  }

  static PreparedRequest request(long number) {
    var octets =
        ("MESSAGE " + number + " \u00ff\u0000")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    return new PreparedRequest("e" + number, Octets.of(octets), Facts.NONE.with("port", number));
  }

  static Journal journal(long number, String outcome) {
    return new Journal(
        "m" + number,
        "verona",
        "xmpp-to-sip",
        outcome,
        "",
        number,
        List.of("1 in"),
        List.of("n" + number));
  }

  static Batch batch(long number, boolean forced) {
    return batch(number, "x".repeat(300), forced);
  }

  static Batch batch(long number, String text, boolean forced) {
    var journal = new ArrayList<>(List.of(journal(number, "PENDING")));
    var settled = new ArrayList<String>();
    if (number >= KEPT) {
      journal.add(journal(number - KEPT, "DELIVERED"));
      settled.add("e" + (number - KEPT));
    }
    return new Batch(
        key(number),
        0,
        session(number, text),
        mapping(number),
        false,
        List.of(request(number)),
        settled,
        List.of(new Seen("d" + number, 202, Long.MAX_VALUE)),
        journal,
        forced);
  }

  /** What the store answers, which it does at once. */
  static <T> T told(CompletionStage<T> answer) {
    var told = answer.toCompletableFuture();
    assertThat(told).isDone();
    return told.join();
  }

  /** Takes the tenant of most batches here. */
  static Recovered recovered(GroupStore store) {
    return store.recover("verona").toCompletableFuture().join();
  }

  /** What is there of all tenants. */
  static Recovered all(Rows rows) {
    var conversations = new ArrayList<Kept>();
    var owed = new LinkedHashSet<PreparedRequest>();
    var tenants = new TreeSet<>(rows.tenants());
    tenants.add("verona");
    for (var tenant : tenants) {
      try {
        var own = rows.of(tenant, 1, false);
        conversations.addAll(own.conversations());
        owed.addAll(own.owed());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Recovered(1, conversations, List.copyOf(owed));
  }

  /** A batch as an owner by this epoch commits it. */
  static Batch by(long epoch, Batch batch) {
    return new Batch(
        batch.key(),
        epoch,
        batch.session(),
        batch.mapping(),
        batch.over(),
        batch.owed(),
        batch.settled(),
        batch.seen(),
        batch.journal(),
        batch.forced());
  }
}
