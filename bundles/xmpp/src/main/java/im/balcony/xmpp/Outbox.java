package im.balcony.xmpp;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.wire.Command;
import im.balcony.api.xmpp.XmppCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is not written yet: before the handshake everything (XEP-0114 §3), afterwards what the
 * socket or the hand-over has no room for. Bounded; what does not fit is not taken.
 */
final class Outbox {

  /** Commands kept at most. */
  static final int MOST_COMMANDS = 4_096;

  /** Octets of their stanzas from which on no other is kept. */
  static final int MOST_OCTETS = 4_000_000;

  /** Own answers kept at most: those to malformed stanzas, which nobody waits for. */
  static final int MOST_ANSWERS = 256;

  /** Octets of an own answer at most: what every server takes (RFC 6120 §13.12). */
  static final int MOST_ANSWER = 10_000;

  private static final int WINDOW = 131_072;

  /** A command and how it looks on the wire. */
  record Entry(XmppCommand.Send command, Octets written) {}

  private final Settings settings;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final ArrayDeque<String> answers = new ArrayDeque<>();
  private OptionalInt announced = OptionalInt.empty();
  private int octets;
  private int window = WINDOW;
  private int handedOut;

  Outbox(Settings settings) {
    this.settings = settings;
  }

  /** The server takes stanzas of at most {@code limit} octets (XEP-0478). */
  void announced(int limit) {
    announced = OptionalInt.of(limit);
  }

  OptionalInt announced() {
    return announced;
  }

  /** Keeps a command; false if it cannot or must never be written. */
  boolean add(XmppCommand.Send command) {
    if (!settings.isOurs(command.stanza().from())) {
      return false;
    }
    var written = Octets.utf8(XmlWriter.write(command.stanza()));
    if (written.length() > settings.stanzaLimit(announced)
        || entries.size() >= MOST_COMMANDS
        || octets >= MOST_OCTETS) {
      return false;
    }
    entries.add(new Entry(command, written));
    octets += written.length();
    return true;
  }

  /** Octets of {@code text} in UTF-8. */
  static int octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Keeps an own answer while there is room. One that the server would not take, for what it
   * repeats, is none: the server would end the stream.
   */
  void answer(String text) {
    if (answers.size() < MOST_ANSWERS
        && octets(text) <= Math.min(MOST_ANSWER, settings.stanzaLimit(announced))) {
      answers.add(text);
    }
  }

  /** The next own answer that the socket has room for. */
  Optional<String> nextAnswer() {
    return hasRoom() ? Optional.ofNullable(answers.poll()) : Optional.empty();
  }

  /** The next stanza that the socket has room for. */
  Optional<Entry> next() {
    if (!hasRoom() || entries.isEmpty()) {
      return Optional.empty();
    }
    var entry = entries.remove();
    octets -= entry.written().length();
    return Optional.of(entry);
  }

  private boolean hasRoom() {
    return handedOut < window;
  }

  /** {@code size} octets were handed to the socket. */
  void handedOut(int size) {
    handedOut += size;
  }

  /** The socket took everything, and takes {@code size} octets more. */
  void writable(int size) {
    handedOut = 0;
    window = Math.max(1, size);
  }

  /** Whether the socket has to tell when it took what it was given. */
  boolean wantsWritable() {
    return !hasRoom();
  }

  /** Gives up everything. */
  void lost(Turn turn) {
    entries.forEach(
        entry -> entry.command().effectId().ifPresent(effect -> turn.notSent(effect, false)));
    entries.clear();
    answers.clear();
    octets = 0;
  }

  /** The commands kept, for the next version. */
  List<Command> pending() {
    return entries.stream().map(Entry::command).map(Command.class::cast).toList();
  }

  Facts release() {
    var facts =
        Facts.NONE
            .with("answers", List.copyOf(answers))
            .with("window", window)
            .with("handed-out", handedOut);
    return announced.isPresent() ? facts.with("announced", announced.getAsInt()) : facts;
  }

  /** An outbox that goes on with these facts; the commands are added again. */
  static Outbox resume(Settings settings, Facts facts) {
    var outbox = new Outbox(settings);
    outbox.answers.addAll(facts.texts("answers"));
    outbox.window = (int) facts.number("window", WINDOW);
    outbox.handedOut = (int) facts.number("handed-out", 0);
    facts.number("announced").ifPresent(limit -> outbox.announced((int) limit));
    return outbox;
  }
}
