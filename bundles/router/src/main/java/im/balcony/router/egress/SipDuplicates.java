package im.balcony.router.egress;

import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.store.Store;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.TenantLru;
import im.balcony.router.turn.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Knows SIP requests again (RFC 3261 §8.2.2.2, §17.2.2): by transaction, and by From tag, Call-ID
 * and CSeq when they come by another way. What was committed is asked of the store, so that a
 * restart forgets nothing.
 */
public final class SipDuplicates {

  /** What a request is. */
  public sealed interface Verdict {

    /** Not seen before. */
    record New(String key) implements Verdict {}

    /** The first copy is still in hand. */
    record InHand() implements Verdict {}

    /** Answered before with this status. */
    record Answered(int status) implements Verdict {}

    /** The same request by another way: 482. */
    record Merged() implements Verdict {}
  }

  // Longer than any INVITE may ring.
  private static final long IN_HAND = 240_000;

  private static final int IN_HAND_STILL = 0;

  private record Known(String mergeKey, int status, long until) {}

  private final Store store;
  private final RouterLimits limits;
  private final TenantLru<Known> transactions;
  private final TenantLru<String> requests;

  /** Asks the store where it remembers nothing itself. */
  public SipDuplicates(Store store, RouterLimits limits) {
    this.store = store;
    this.limits = limits;
    this.transactions = new TenantLru<>(limits.totalQueue());
    this.requests = new TenantLru<>(limits.totalQueue());
  }

  /** A copy that came in time may still have waited for a part before it is looked at. */
  private long memory() {
    return limits.sipSeen() + limits.keys().parkedAge();
  }

  static String key(String tenant, String transactionId) {
    return "sip:" + tenant + ':' + transactionId;
  }

  private static String mergeKey(String tenant, SipEvent.Received received) {
    var request = received.request();
    return String.join(
        "\n",
        "merge:" + tenant,
        request.from().tag().orElse(""),
        request.callId(),
        Long.toString(request.cseq()),
        request.method());
  }

  /**
   * What was committed of a request.
   *
   * @param key of its transaction
   * @param mergeKey of what it asks for; empty within a dialog, and where its transaction is
   *     remembered
   * @param same what was answered in its transaction
   * @param merged whether it came by another way
   */
  public record Past(
      String key, String mergeKey, Optional<Store.Seen> same, Optional<Store.Seen> merged) {}

  /**
   * What was committed of a request, at {@code now} in milliseconds. The stage is complete already
   * where that is remembered here, or the store has it at hand.
   */
  public CompletionStage<Past> past(String tenant, SipEvent.Received received, long now) {
    var key = key(tenant, received.transaction().id());
    if (transactions.get(tenant, key).filter(k -> k.until > now).isPresent()) {
      return CompletableFuture.completedFuture(
          new Past(key, "", Optional.empty(), Optional.empty()));
    }
    var same = store.seen(key, now);
    // Merging is about requests outside of dialogs only.
    if (received.request().to().tag().isPresent()) {
      return same.thenApply(seen -> new Past(key, "", seen, Optional.empty()));
    }
    var mergeKey = mergeKey(tenant, received);
    return same.thenCombine(
        store.seen(mergeKey, now), (seen, merged) -> new Past(key, mergeKey, seen, merged));
  }

  /** Whether a request is new, at {@code now} in milliseconds. */
  public Verdict check(String tenant, Past past, long now) {
    var key = past.key;
    var known = transactions.get(tenant, key).filter(k -> k.until > now);
    if (known.isPresent()) {
      return known.get().status == 0
          ? new Verdict.InHand()
          : new Verdict.Answered(known.get().status);
    }
    if (past.same.isPresent()) {
      return past.same.get().answer() == IN_HAND_STILL
          ? new Verdict.InHand()
          : new Verdict.Answered(past.same.get().answer());
    }
    var mergeKey = past.mergeKey;
    if (past.merged.isPresent() || (!mergeKey.isEmpty() && isMerged(tenant, mergeKey, now))) {
      return new Verdict.Merged();
    }
    transactions.put(tenant, key, new Known(mergeKey, 0, now + IN_HAND));
    if (!mergeKey.isEmpty()) {
      requests.put(tenant, mergeKey, key);
    }
    return new Verdict.New(key);
  }

  private boolean isMerged(String tenant, String mergeKey, long now) {
    return requests
        .get(tenant, mergeKey)
        .flatMap(key -> transactions.get(tenant, key))
        .filter(k -> k.until > now)
        .isPresent();
  }

  /** The request is brought again later as if it were new. */
  public void forget(String tenant, SipEvent.Received received) {
    transactions.remove(tenant, key(tenant, received.transaction().id()));
  }

  /** What has to be known again after a restart, once this response is sent. */
  public List<Store.Seen> seen(String tenant, SipCommand.Respond respond, long now) {
    if (respond.response().status() < 200) {
      return List.of();
    }
    return seen(tenant, key(tenant, respond.transaction().id()), respond.response().status(), now);
  }

  /** The same of a request that is accepted now and answered later. */
  public List<Store.Seen> inHand(String tenant, SipEvent.Received received, long now) {
    return seen(tenant, key(tenant, received.transaction().id()), IN_HAND_STILL, now);
  }

  private List<Store.Seen> seen(String tenant, String key, int status, long now) {
    var seen = new ArrayList<Store.Seen>();
    seen.add(new Store.Seen(key, status, now + memory()));
    transactions
        .get(tenant, key)
        .map(Known::mergeKey)
        .filter(m -> !m.isEmpty())
        .ifPresent(m -> seen.add(new Store.Seen(m, status, now + memory())));
    return seen;
  }

  /** The response goes out now. */
  void answered(String tenant, SipCommand.Respond respond, long now) {
    var status = respond.response().status();
    if (status >= 200) {
      var key = key(tenant, respond.transaction().id());
      var mergeKey = transactions.get(tenant, key).map(Known::mergeKey).orElse("");
      transactions.put(tenant, key, new Known(mergeKey, status, now + memory()));
    }
  }

  /** The tenant is gone. */
  public void forget(String tenant) {
    transactions.forget(tenant);
    requests.forget(tenant);
  }

  /** For {@link im.balcony.api.wire.WireRecord}s that answer. */
  public static Optional<SipCommand.Respond> respond(Draft.Out out) {
    return out.unawaited()
        .filter(SipCommand.Respond.class::isInstance)
        .map(SipCommand.Respond.class::cast);
  }
}
