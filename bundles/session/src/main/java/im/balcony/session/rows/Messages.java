package im.balcony.session.rows;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.Subject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A text as facts and back, and copies of it. */
public final class Messages {

  private Messages() {}

  /** The message that facts describe; empty where it is none of this version's. */
  public static Optional<ChatMessage> read(Facts facts) {
    var ref = facts.text("ref", "");
    if (ref.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ChatMessage(
            ref,
            EnumNames.KINDS.constant(facts.text("kind", "")).orElse(ChatMessage.Kind.CHAT),
            facts.text("text", ""),
            facts.text("subject"),
            facts.text("thread"),
            facts.text("language"),
            facts.text("sent").flatMap(Messages::instant),
            facts.text("nick"),
            facts.flag("receipt"),
            EnumNames.FAILURES
                .constant(facts.text("failures", ""))
                .orElse(ChatMessage.FailureReport.YES),
            EnumNames.CHAT_STATES.constant(facts.text("state", "")),
            facts.number("expires").stream().boxed().findFirst(),
            !facts.flag("volatile"),
            Optional.empty(),
            subjects(facts),
            facts.flag("marker")));
  }

  /** Each is a language tag, or nothing, before the first space, and the subject behind it. */
  private static List<Subject> subjects(Facts facts) {
    return facts.texts("subjects").stream()
        .map(line -> line.split(" ", 2))
        .filter(parts -> parts.length == 2)
        .map(parts -> new Subject(parts[1], Optional.of(parts[0]).filter(tag -> !tag.isEmpty())))
        .limit(ChatMessage.MAX_SUBJECTS)
        .toList();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The message as facts, over what was kept of {@code before}. */
  public static Facts write(Facts before, ChatMessage message) {
    var writer =
        new Writer(before)
            .text("ref", message.ref())
            .text("kind", EnumNames.KINDS.of(message.kind()))
            .text("text", message.text())
            .flag("receipt", message.receiptWanted())
            .text("failures", EnumNames.FAILURES.of(message.failureWanted()))
            .text("state", message.state().map(EnumNames.CHAT_STATES::of).orElse(""))
            .flag("volatile", !message.stored())
            .flag("marker", message.markerWanted());
    optional(writer, "subject", message.subject());
    var subjects =
        message.subjects().stream().map(s -> s.language().orElse("") + " " + s.text()).toList();
    writer.value("subjects", subjects, subjects.isEmpty());
    optional(writer, "thread", message.thread());
    optional(writer, "language", message.language());
    optional(writer, "sent", message.sent().map(Instant::toString));
    optional(writer, "nick", message.nick());
    optional(writer, "expires", message.expires());
    return writer.facts();
  }

  private static void optional(Writer writer, String name, Optional<?> value) {
    writer.value(name, value.isPresent() ? value.get() : "", value.isEmpty());
  }

  /** The same text as {@code chat}: the page rung of a chat, or a MESSAGE in a session's dialog. */
  public static ChatMessage asChat(ChatMessage message) {
    return copy(message, ChatMessage.Kind.CHAT, message.expires());
  }

  /** The same text, worth nothing after {@code time}, milliseconds, if it is not so before. */
  public static ChatMessage notAfter(ChatMessage message, long time) {
    var expires = Math.min(time, message.expires().orElse(Long.MAX_VALUE));
    return copy(message, message.kind(), Optional.of(expires));
  }

  private static ChatMessage copy(ChatMessage m, ChatMessage.Kind kind, Optional<Long> expires) {
    return new ChatMessage(
        m.ref(),
        kind,
        m.text(),
        m.subject(),
        m.thread(),
        m.language(),
        m.sent(),
        m.nick(),
        m.receiptWanted(),
        m.failureWanted(),
        m.state(),
        expires,
        m.stored(),
        m.html(),
        m.subjects(),
        m.markerWanted());
  }

  /** Whether there is nothing to show (PAGE-47). */
  public static boolean isEmpty(ChatMessage message) {
    return message.text().isEmpty() && message.subject().isEmpty();
  }
}
