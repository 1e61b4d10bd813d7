package im.balcony.api.message;

import im.balcony.api.data.Word;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A text from one person to another, as both worlds understand it.
 *
 * @param ref the gateway's own reference: one a message, from first byte to outcome
 * @param kind how it was meant
 * @param text the text, line ends as LF; may be empty when there is only a subject
 * @param subject the subject, one line
 * @param thread the thread as the XMPP user's client wrote it, or the Call-ID
 * @param language the RFC 5646 tag of the text
 * @param sent when it was written, if the sender said so (XEP-0203, CPIM DateTime, Date)
 * @param nick the sender's display name
 * @param receiptWanted whether the sender asked to be told about delivery (XEP-0184,
 *     Success-Report)
 * @param failureWanted whether and how the sender wants failures told (Failure-Report)
 * @param state a chat state that came with the text
 * @param expires when the text is no longer worth delivering, in milliseconds of the gateway's
 *     clock
 * @param stored whether the text may be kept on disk (XEP-0334 no-store)
 * @param html the same text as HTML, as its sender wrote it: nothing in it may be passed on as it
 *     is
 * @param subjects all subjects with their languages, {@code subject} the first of them, one a
 *     language and at most {@link #MAX_SUBJECTS}; empty where {@code subject} is the only one and
 *     in the language of the text (RFC 6121 §5.2.4, RFC 3862 §4.5)
 * @param markerWanted whether the sender asked to be told that the text was shown (XEP-0333, RFC
 *     5438 {@code display})
 */
public record ChatMessage(
    String ref,
    Kind kind,
    String text,
    Optional<String> subject,
    Optional<String> thread,
    Optional<String> language,
    Optional<Instant> sent,
    Optional<String> nick,
    boolean receiptWanted,
    FailureReport failureWanted,
    Optional<ChatState> state,
    Optional<Long> expires,
    boolean stored,
    Optional<String> html,
    List<Subject> subjects,
    boolean markerWanted) {

  /** The most subjects of one message. */
  public static final int MAX_SUBJECTS = 8;

  /** Copies the subjects. */
  public ChatMessage {
    subjects = List.copyOf(subjects);
  }

  /** A text of which nobody wants to hear whether it was shown. */
  public ChatMessage(
      String ref,
      Kind kind,
      String text,
      Optional<String> subject,
      Optional<String> thread,
      Optional<String> language,
      Optional<Instant> sent,
      Optional<String> nick,
      boolean receiptWanted,
      FailureReport failureWanted,
      Optional<ChatState> state,
      Optional<Long> expires,
      boolean stored,
      Optional<String> html,
      List<Subject> subjects) {
    this(
        ref,
        kind,
        text,
        subject,
        thread,
        language,
        sent,
        nick,
        receiptWanted,
        failureWanted,
        state,
        expires,
        stored,
        html,
        subjects,
        false);
  }

  /** A text with one subject at most, in its own language. */
  public ChatMessage(
      String ref,
      Kind kind,
      String text,
      Optional<String> subject,
      Optional<String> thread,
      Optional<String> language,
      Optional<Instant> sent,
      Optional<String> nick,
      boolean receiptWanted,
      FailureReport failureWanted,
      Optional<ChatState> state,
      Optional<Long> expires,
      boolean stored,
      Optional<String> html) {
    this(
        ref,
        kind,
        text,
        subject,
        thread,
        language,
        sent,
        nick,
        receiptWanted,
        failureWanted,
        state,
        expires,
        stored,
        html,
        List.of());
  }

  /** A text that nobody marked up. */
  public ChatMessage(
      String ref,
      Kind kind,
      String text,
      Optional<String> subject,
      Optional<String> thread,
      Optional<String> language,
      Optional<Instant> sent,
      Optional<String> nick,
      boolean receiptWanted,
      FailureReport failureWanted,
      Optional<ChatState> state,
      Optional<Long> expires,
      boolean stored) {
    this(
        ref,
        kind,
        text,
        subject,
        thread,
        language,
        sent,
        nick,
        receiptWanted,
        failureWanted,
        state,
        expires,
        stored,
        Optional.empty());
  }

  /**
   * A subject in a language.
   *
   * @param text the subject, one line
   * @param language its RFC 5646 tag, if one was said
   */
  public record Subject(String text, Optional<String> language) {}

  /**
   * How a message was meant: {@code normal} and MESSAGE, {@code chat} and MSRP, or an announcement
   * without reply.
   */
  public enum Kind {
    NORMAL,
    CHAT,
    HEADLINE
  }

  /**
   * Which answers the sender of a text wants about its failure (RFC 4975 §7.1.1); XMPP always means
   * YES.
   */
  public enum FailureReport implements Word {
    YES("yes"),
    PARTIAL("partial"),
    NO("no");

    private final String word;

    FailureReport(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /** A plain text with nothing but a reference and a kind. */
  public static ChatMessage plain(String ref, Kind kind, String text) {
    return new ChatMessage(
        ref,
        kind,
        text,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        FailureReport.YES,
        Optional.empty(),
        Optional.empty(),
        true);
  }

  /** Tells the reference and the length only: texts are never logged. */
  @Override
  public String toString() {
    return "ChatMessage[" + ref + ", " + kind + ", " + text.length() + " characters]";
  }
}
