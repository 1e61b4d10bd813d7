package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.mapping.text.TextRules;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Threads and Call-IDs. A thread becomes a Call-ID as it is where it is a legal one and long enough
 * to be nobody else's by chance; else a Call-ID is made and the pair remembered.
 */
public final class CorrelationThreads {

  private static final int CALL_ID = 22;

  /** Shorter threads are counters and the like: two users would have the same (CHAT-33). */
  private static final int MIN_LENGTH = 16;

  private static final int MAX_LENGTH = 128;

  private static final String WORD = "[A-Za-z0-9.!%*_+`'~()<>:\\\\\"/\\[\\]?{}-]+";
  private static final Pattern CALL_ID_FORM = Pattern.compile(WORD + "(?:@" + WORD + ")?");

  private CorrelationThreads() {}

  /** The Call-ID of a MESSAGE; one thread keeps one Call-ID. */
  public static String pageCallId(
      CorrelationShelves correlation, Optional<String> thread, Ids ids) {
    if (thread.isEmpty()) {
      return ids.token(CALL_ID);
    }
    return copied(thread.get())
        .or(() -> made(correlation, thread.get()))
        .orElseGet(() -> make(correlation, thread.get(), ids));
  }

  /**
   * The Call-ID of an INVITE; never one that a session of this pair has or had (CHAT-32), nor one
   * that a session of others has (CHAT-33).
   */
  public static String dialogCallId(CorrelationTurn turn, Optional<String> thread) {
    var correlation = turn.correlation;
    return thread
        .flatMap(CorrelationThreads::copied)
        .filter(id -> !correlation.state().used().contains(id))
        .filter(id -> correlation.legs().stream().noneMatch(l -> l.dialog().callId().equals(id)))
        .filter(id -> !turn.context.calls().isOfOthers(id, turn.key))
        .orElseGet(() -> turn.context.ids().token(CALL_ID));
  }

  /** The thread of a MESSAGE: the one its Call-ID was made for, else the Call-ID itself. */
  public static String threadOf(CorrelationShelves correlation, String callId) {
    return correlation
        .pairs()
        .get(callId)
        .map(Pair::thread)
        .orElseGet(() -> TextRules.headerLine(callId));
  }

  private static Optional<String> copied(String thread) {
    var id = thread.strip();
    var safe = id.length() >= MIN_LENGTH && id.length() <= MAX_LENGTH;
    return safe && CALL_ID_FORM.matcher(id).matches() ? Optional.of(id) : Optional.empty();
  }

  private static Optional<String> made(CorrelationShelves correlation, String thread) {
    return correlation.pairs().first(thread);
  }

  private static String make(CorrelationShelves correlation, String thread, Ids ids) {
    var callId = ids.token(CALL_ID);
    correlation.pairs().put(callId, Pair.of(thread));
    return callId;
  }

  /**
   * The thread for which a Call-ID was made.
   *
   * @param facts how it is written
   */
  record Pair(Facts facts) {

    private static final String THREAD = "thread";

    private static Pair of(String thread) {
      return new Pair(Facts.NONE.with(THREAD, thread));
    }

    String thread() {
      return facts.text(THREAD, "");
    }
  }
}
