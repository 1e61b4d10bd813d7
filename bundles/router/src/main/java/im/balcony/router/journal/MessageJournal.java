package im.balcony.router.journal;

import im.balcony.api.data.Masked;
import im.balcony.api.message.Direction;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.observe.Trace;
import im.balcony.api.store.Store;
import im.balcony.router.bounds.Lru;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.turn.Draft;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened to each message: rows for the journal, words for observers, one line for the log.
 * No text and no address is ever part of a story. A final outcome never changes.
 */
public final class MessageJournal {

  private static final Logger LOG = LoggerFactory.getLogger("im.balcony.messages");
  private static final int MOST_HOPS = 16;
  private static final int MOST_NAMES = 4;

  /** Messages of one name: people and tenants know nothing of each other's names. */
  private static final int MOST_NAMESAKES = 8;

  private static final CompletionStage<Map<String, Store.Journal>> NONE =
      CompletableFuture.completedFuture(Map.of());

  private final Store store;
  private final Observers observers;
  private final Scheduler scheduler;
  private final Lru<String, Store.Journal> stories;
  private final Lru<String, List<String>> names;

  /** Writes to the store, and tells the observers. */
  public MessageJournal(
      Store store, Observers observers, Scheduler scheduler, RouterLimits limits) {
    this.store = store;
    this.observers = observers;
    this.scheduler = scheduler;
    this.stories = new Lru<>(limits.stories());
    this.names = new Lru<>(limits.externalIds());
  }

  /**
   * What was told before of the messages of which a draft tells; nothing of one that comes with it.
   * The stage is complete already, but where the store is asked and takes its time.
   */
  public CompletionStage<Map<String, Store.Journal>> before(Draft draft) {
    var refs = new ArrayList<String>(draft.outcomes.size());
    for (var decided : draft.outcomes) {
      if (!draft.texts.contains(decided.ref())) {
        refs.add(decided.ref());
      }
    }
    return stories(refs);
  }

  /** The stories of these messages, as far as there are any. */
  public CompletionStage<Map<String, Store.Journal>> stories(Collection<String> refs) {
    if (refs.isEmpty()) {
      return NONE;
    }
    var known = new ConcurrentHashMap<String, Store.Journal>();
    var asked = new ArrayList<CompletableFuture<?>>(0);
    for (var ref : refs) {
      var story = stories.get(ref);
      if (story.isPresent()) {
        known.put(ref, story.get());
      } else {
        var answer = store.journal(ref);
        asked.add(
            answer.thenAccept(s -> s.ifPresent(row -> known.put(ref, row))).toCompletableFuture());
      }
    }
    return asked.isEmpty()
        ? CompletableFuture.completedFuture(known)
        : CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
            .thenApply(all -> known);
  }

  /**
   * The rows that a draft adds to the journal; the later outcome of one message wins.
   *
   * @param told what {@link #before} brought
   */
  public List<Store.Journal> rows(
      Conversation conversation, Draft draft, boolean fromXmpp, Map<String, Store.Journal> told) {
    if (draft.outcomes.isEmpty()) {
      return List.of();
    }
    var rows = new LinkedHashMap<String, Store.Journal>();
    for (var decided : draft.outcomes) {
      var ref = decided.ref();
      var before = Optional.ofNullable(rows.getOrDefault(ref, told.get(ref)));
      if (before.filter(Store.Journal::isFinal).isPresent()) {
        continue;
      }
      rows.put(
          ref,
          row(
              before,
              conversation.key().tenant(),
              ref,
              Optional.of(direction(fromXmpp && draft.texts.contains(ref))),
              decided.outcome(),
              names(before, draft, ref)));
    }
    return List.copyOf(rows.values());
  }

  private static Direction direction(boolean fromXmpp) {
    return fromXmpp ? Direction.XMPP_TO_SIP : Direction.SIP_TO_XMPP;
  }

  private static List<String> names(Optional<Store.Journal> before, Draft draft, String ref) {
    var known = before.map(Store.Journal::names).orElse(List.of());
    var names = new ArrayList<String>(known.size() + 1);
    names.addAll(known);
    for (var named : draft.names) {
      if (named.ref().equals(ref) && names.size() < MOST_NAMES && !names.contains(named.name())) {
        names.add(named.name());
      }
    }
    return List.copyOf(names);
  }

  private Store.Journal row(
      Optional<Store.Journal> before,
      String tenant,
      String ref,
      Optional<Direction> direction,
      Outcome outcome,
      List<String> names) {
    var now = scheduler.now();
    var known = before.map(Store.Journal::hops).orElse(List.of());
    var hops = new ArrayList<String>(known.size() + 1);
    hops.addAll(known);
    if (hops.size() < MOST_HOPS) {
      var word = Trace.Word.of(outcome.kind(), outcome.why().isPresent()).word();
      // What was decided on the way is nowhere else; why it ended is told beside the outcome.
      var isOnTheWay = outcome.kind() == Outcome.Kind.PENDING;
      var why = isOnTheWay ? outcome.why().map(w -> ": " + why(w)).orElse("") : "";
      hops.add(now + " " + word + why);
    }
    return new Store.Journal(
        ref,
        tenant,
        before.map(Store.Journal::direction).or(() -> direction.map(Direction::word)).orElse(""),
        outcome.kind().word(),
        outcome.why().map(MessageJournal::why).orElse(""),
        now,
        hops,
        names);
  }

  /** A row that says that a message with this story, if it has one, will not be finished. */
  public Store.Journal abandoned(
      String tenant, String ref, Optional<Store.Journal> before, Failure why) {
    var names = before.map(Store.Journal::names).orElse(List.of());
    return row(before, tenant, ref, Optional.empty(), Outcome.expired(why), names);
  }

  // The peer's own words may hold anything; only its codes are kept, and what we say ourselves.
  private static String why(Failure failure) {
    var out = new StringBuilder(failure.cause().name().toLowerCase(Locale.ROOT));
    failure.sipStatus().ifPresent(s -> out.append(" sip ").append(s));
    failure.msrpStatus().ifPresent(s -> out.append(" msrp ").append(s));
    failure.condition().ifPresent(c -> out.append(' ').append(Masked.line(c)));
    failure
        .text()
        .filter(t -> failure.own())
        .ifPresent(t -> out.append(", ").append(Masked.line(t)));
    return out.toString();
  }

  /** The draft is true now. */
  public void tell(Conversation conversation, Draft draft, List<Store.Journal> rows) {
    draft.names.forEach(named -> name(named.name(), named.ref()));
    for (var ref : draft.texts) {
      trace(conversation, ref, Trace.Word.RECEIVED, "");
    }
    for (var decided : draft.outcomes) {
      if (!isTold(rows, decided.ref())) {
        trace(conversation, decided.ref(), Trace.Word.LATE, decided.outcome().kind().word());
      }
    }
    for (var row : rows) {
      stories.put(row.ref(), row);
      var word = Trace.Word.of(row.kind().orElseThrow(), !row.why().isEmpty());
      trace(conversation, row.ref(), word, row.why());
      if (word != Trace.Word.ACCEPTED) {
        LOG.info(
            "{} {} {} {} {} {}",
            Masked.line(row.ref()),
            row.tenant(),
            conversation.id(),
            row.direction(),
            word.word(),
            row.why());
      }
    }
  }

  private static boolean isTold(List<Store.Journal> rows, String ref) {
    for (var row : rows) {
      if (row.ref().equals(ref)) {
        return true;
      }
    }
    return false;
  }

  private void name(String name, String ref) {
    var before = names.get(name).orElse(List.of());
    if (before.isEmpty()) {
      names.put(name, List.of(ref));
    } else if (!before.contains(ref)) {
      var refs = new ArrayList<>(before);
      refs.add(0, ref);
      names.put(name, List.copyOf(refs.subList(0, Math.min(refs.size(), MOST_NAMESAKES))));
    }
  }

  /** Something happened that is no outcome. */
  public void trace(Conversation conversation, String ref, Trace.Word word, String detail) {
    trace(conversation.key().tenant(), conversation.id(), ref, word, detail);
  }

  /** Adds a line to the story of a message. */
  public void trace(
      String tenant, String conversation, String ref, Trace.Word word, String detail) {
    observers.tell(new Trace(scheduler.now(), tenant, conversation, ref, word, detail));
  }

  /** What becomes of the messages of a tenant is told by others from now on. */
  public void forget(String tenant) {
    stories.removeIf(story -> story.tenant().equals(tenant));
  }

  /** The stories of a tenant that changed last, the newest first. */
  public CompletionStage<List<Store.Journal>> recent(String tenant, long since, int count) {
    return store.recent(tenant, since, count);
  }

  /** The stories of a message by our reference, or of the latest by another world's name. */
  public CompletionStage<List<Store.Journal>> find(String id) {
    var refs = names.get(id).orElse(List.of(id));
    return stories(refs)
        .thenCompose(
            known ->
                known.isEmpty()
                    ? store.named(id, MOST_NAMESAKES)
                    : CompletableFuture.completedStage(
                        refs.stream().map(known::get).filter(Objects::nonNull).toList()));
  }
}
