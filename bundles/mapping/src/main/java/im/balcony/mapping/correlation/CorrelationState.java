package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The loose facts of a conversation: what belongs to no session and to no message.
 *
 * @param facts how they are written
 */
public record CorrelationState(Facts facts) {

  /** Nothing is known. */
  public static final CorrelationState NONE = new CorrelationState(Facts.NONE);

  private static final String LOCK = "lock";
  private static final String STATES = "states";
  private static final String STATES_YES = "yes";
  private static final String STATES_NO = "no";
  private static final String OFFERED = "offered";
  private static final String LAST_STATE = "state";
  private static final String NICK = "nick";
  private static final String THREAD = "thread";
  private static final String SPEAKER = "speaker";
  private static final String SEQUENCE = "sequence";
  private static final String SHOWN = "shown";
  private static final String LEAST_TIMER = "least-timer";
  private static final String AGAIN = "again";
  private static final String AGAIN_CALL_ID = "call-id";
  private static final String AGAIN_TAG = "tag";
  private static final String AGAIN_CSEQ = "cseq";
  private static final String USED = "used";
  private static final int MAX_USED = 16;

  /**
   * An INVITE that the peer wants once more.
   *
   * @param thread the thread that it began
   * @param callId its Call-ID
   * @param tag its From tag
   * @param cseq its CSeq number
   */
  public record Again(String thread, String callId, String tag, long cseq) {}

  // Chat with the XMPP user.

  /** The full JID to which chat stanzas go (RFC 6121 §5.1); the bare one once it is released. */
  public Optional<String> lock() {
    return facts.text(LOCK);
  }

  /** Chat stanzas go to this JID. */
  public CorrelationState lock(String jid) {
    return with(LOCK, jid);
  }

  /** Whether the user's client knows chat states; empty if that was not said. */
  public Optional<Boolean> states() {
    return facts.text(STATES).map(STATES_YES::equals);
  }

  /** Whether the user's client knows chat states. */
  public CorrelationState states(boolean known) {
    return with(STATES, known ? STATES_YES : STATES_NO);
  }

  /** Whether the client knows chat states is to be found out anew. */
  public CorrelationState withoutStates() {
    return without(STATES).without(OFFERED);
  }

  /** Whether a chat state was offered in a text, so that its absence in a reply says something. */
  public boolean offered() {
    return facts.flag(OFFERED);
  }

  /** A chat state was offered in a text. */
  public CorrelationState asOffered() {
    return with(OFFERED, true);
  }

  /** The chat state that was shown last. */
  public Optional<String> lastState() {
    return facts.text(LAST_STATE);
  }

  /** The chat state that was shown last. */
  public CorrelationState lastState(String name) {
    return with(LAST_STATE, name);
  }

  /** No chat state was shown. */
  public CorrelationState withoutLastState() {
    return without(LAST_STATE);
  }

  /** The name of the SIP user that was shown last. */
  public Optional<String> nick() {
    return facts.text(NICK);
  }

  /** The name of the SIP user that was shown last. */
  public CorrelationState nick(String name) {
    return with(NICK, name);
  }

  /** The thread of the chat. */
  public Optional<String> thread() {
    return facts.text(THREAD);
  }

  /** The thread of the chat. */
  public CorrelationState thread(String thread) {
    return with(THREAD, thread);
  }

  // The SIP user.

  /** The endpoint from which the SIP user was last heard; an empty text if none was named. */
  Optional<String> speaker() {
    return facts.text(SPEAKER);
  }

  CorrelationState speaker(String gruu) {
    return with(SPEAKER, gruu);
  }

  CorrelationState withoutSpeaker() {
    return without(SPEAKER);
  }

  /** The youngest message that the XMPP user's client said it has shown; empty for none. */
  public String shown() {
    return facts.text(SHOWN, "");
  }

  /** Markers of messages before this one are old (XEP-0333 §5). */
  public CorrelationState shown(String ref) {
    return with(SHOWN, ref);
  }

  /** The CSeq number of the last MESSAGE outside of dialogs. */
  public long sequence() {
    return facts.number(SEQUENCE, 0);
  }

  /** The CSeq number of the last MESSAGE outside of dialogs. */
  public CorrelationState sequence(long number) {
    return with(SEQUENCE, number);
  }

  /** The shortest session timer that the peer takes, in seconds; 0 if it names none. */
  public long leastTimer() {
    return facts.number(LEAST_TIMER, 0);
  }

  /** The shortest session timer that the peer takes, in seconds. */
  public CorrelationState leastTimer(long seconds) {
    return with(LEAST_TIMER, seconds);
  }

  /** The INVITE that the peer wants once more. */
  public Optional<Again> again() {
    var again = facts.facts(AGAIN);
    return again.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Again(
                again.text(THREAD, ""),
                again.text(AGAIN_CALL_ID, ""),
                again.text(AGAIN_TAG, ""),
                again.number(AGAIN_CSEQ, 0)));
  }

  /** The peer wants this INVITE once more. */
  public CorrelationState again(Again again) {
    return with(
        AGAIN,
        Facts.NONE
            .with(AGAIN_CALL_ID, again.callId)
            .with(AGAIN_TAG, again.tag)
            .with(AGAIN_CSEQ, again.cseq)
            .with(THREAD, again.thread));
  }

  /** The peer wants no INVITE once more. */
  public CorrelationState withoutAgain() {
    return without(AGAIN);
  }

  /** Call-IDs of the last sessions that ended. */
  List<String> used() {
    return facts.texts(USED);
  }

  /** A session with this Call-ID has ended; the oldest are forgotten. */
  CorrelationState used(String callId) {
    var kept = used().stream().filter(id -> !id.equals(callId));
    var all = Stream.concat(kept, Stream.of(callId)).toList();
    return with(USED, all.subList(Math.max(0, all.size() - MAX_USED), all.size()));
  }

  private CorrelationState with(String name, Object value) {
    return new CorrelationState(facts.with(name, value));
  }

  private CorrelationState without(String name) {
    return new CorrelationState(facts.without(name));
  }
}
