package im.balcony.mapping.correlation;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Octets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Messages by reference, and how else they are found. */
public final class CorrelationMessages {

  // In the order of their octets, so that texts of the same length are in the order of their
  // numbers.
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /**
   * Digits of a reference that tell the time: milliseconds until 2081, then from the first again.
   */
  private static final int TIME = 7;

  /** Characters behind them that nobody can guess, nor two messages of a millisecond share. */
  private static final int RANDOM = 9;

  private static final int HASH = 16;

  /** How long an MSRP message is known again, in milliseconds: 10 minutes. */
  private static final long KNOWN = 600_000;

  private CorrelationMessages() {}

  /**
   * A new name of a message. It comes behind those of all messages before, so that in a store what
   * is new lies together, and what is together is read and written at once.
   */
  public static String newRef(CorrelationTurn turn) {
    return time(turn.context.now()) + turn.context.ids().token(RANDOM);
  }

  private static String time(long millis) {
    var digits = new char[TIME];
    var left = millis;
    for (var i = TIME - 1; i >= 0; i--) {
      digits[i] = DIGITS.charAt((int) (left % DIGITS.length()));
      left /= DIGITS.length();
    }
    return new String(digits);
  }

  /** Keeps what is known of a message; the oldest goes where a tenant's conversation has many. */
  public static void remember(CorrelationTurn turn, String ref, CorrelationMessage memory) {
    turn.correlation.messages().put(ref, memory, bound(turn));
  }

  /** What is remembered of a message; nothing if it was forgotten. */
  public static CorrelationMessage memory(CorrelationTurn turn, String ref) {
    return turn.correlation.messages().get(ref).orElse(CorrelationMessage.NONE);
  }

  /** The message that left as the stanza with this id. */
  public static Optional<Map.Entry<String, CorrelationMessage>> ofStanza(
      CorrelationTurn turn, String id) {
    return find(turn, CorrelationMessage.keyOfStanza(id));
  }

  /** The text of the XMPP user that left with this Message-ID. */
  public static Optional<Map.Entry<String, CorrelationMessage>> ofSend(
      CorrelationTurn turn, String messageId) {
    return find(turn, CorrelationMessage.keyOfSend(messageId));
  }

  /** The text of the XMPP user of which notifications name this Message-ID. */
  public static Optional<Map.Entry<String, CorrelationMessage>> ofNotice(
      CorrelationTurn turn, String messageId) {
    return find(turn, CorrelationMessage.keyOfNotice(messageId));
  }

  /** The references of the texts that came in the INVITE of a leg. */
  public static Collection<String> firstOf(CorrelationTurn turn, CorrelationLeg leg) {
    return turn.correlation.messages().named(CorrelationMessage.keyOfFirst(leg.name()));
  }

  private static Optional<Map.Entry<String, CorrelationMessage>> find(
      CorrelationTurn turn, String key) {
    return turn.correlation.messages().first(key).map(ref -> Map.entry(ref, memory(turn, ref)));
  }

  private static int bound(CorrelationTurn turn) {
    return 4 * turn.context.tenant().limits().outboxMessages();
  }

  /** Forgets messages of which nothing can come any more, should nobody else have done so. */
  static void sweep(CorrelationTurn turn) {
    var limits = turn.context.tenant().limits();
    var age = limits.receiptAge() + limits.outboxAge() + limits.linkOutage() + limits.errorWindow();
    var messages = turn.correlation.messages();
    // Entries stand in the order in which they came.
    for (var ref = messages.oldest(); ref.isPresent(); ref = messages.oldest()) {
      var at = memory(turn, ref.get()).at();
      if (at.isEmpty() || at.getAsLong() + age >= turn.context.now()) {
        return;
      }
      messages.remove(ref.get());
    }
  }

  /** Forgets a message, but not that its octets were heard. */
  public static void forget(CorrelationTurn turn, String ref) {
    turn.correlation.messages().remove(ref);
  }

  /** Remembers a request of the SIP user until the machine has its answer. */
  public static void ask(CorrelationTurn turn, String ref, CorrelationAsked request) {
    turn.correlation.asked().put(ref, request);
  }

  /** The references of the re-INVITEs and UPDATEs of a leg that are open. */
  public static Collection<String> changes(CorrelationTurn turn, CorrelationLeg leg) {
    return turn.correlation.asked().named(leg.name());
  }

  /** The full JID from which a message came. */
  public static Jid sender(CorrelationTurn turn, CorrelationMessage memory) {
    try {
      var written = memory.sender();
      return written.isPresent() ? Jid.parse(written.get()) : turn.key.juliet();
    } catch (AddressException e) {
      return turn.key.juliet();
    }
  }

  /** The name of a message that a peer may send again: its id and a hash of its body. */
  public static String name(String id, Octets body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(id.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(body.view());
      return HexFormat.of().formatHex(digest.digest(), 0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Notes that a message was heard as {@code ref}.
   *
   * @return the reference under which it was heard before, if it was lately (MSRP-61)
   */
  public static Optional<String> heard(CorrelationTurn turn, String name, String ref) {
    var now = turn.context.now();
    var heard = turn.correlation.heard();
    for (var old = heard.oldest(); isPast(turn, old); old = heard.oldest()) {
      heard.remove(old.get());
    }
    var known = heard.get(name).flatMap(CorrelationHeard::ref);
    if (known.isEmpty()) {
      heard.put(name, CorrelationHeard.of(now, ref), bound(turn));
    }
    return known;
  }

  private static boolean isPast(CorrelationTurn turn, Optional<String> name) {
    return name.flatMap(turn.correlation.heard()::get)
        .filter(known -> known.at() + KNOWN < turn.context.now())
        .isPresent();
  }

  /** A message failed: if it comes again, it is new. */
  public static void unheard(CorrelationTurn turn, String ref) {
    var heard = turn.correlation.heard();
    memory(turn, ref)
        .heardAs()
        .filter(name -> heard.get(name).flatMap(CorrelationHeard::ref).equals(Optional.of(ref)))
        .ifPresent(heard::remove);
  }

  /** The message of that name is not known any more. */
  public static void unknown(CorrelationTurn turn, String name) {
    turn.correlation.heard().remove(name);
  }
}
