package im.balcony.mapping.correlation;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipTransaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Messages by reference, and requests that wait for their answer. */
public final class CorrelationMessages {

  private static final int REF = 16;
  private static final int MAX_ASKED = 256;
  private static final int HASH = 16;

  /** How long an MSRP message is known again, in milliseconds: 10 minutes. */
  private static final long KNOWN = 600_000;

  private CorrelationMessages() {}

  /** A new name of a message. */
  public static String newRef(CorrelationTurn turn) {
    return turn.context.ids().token(REF);
  }

  /** Keeps what is known of a message; the oldest goes where a tenant's conversation has many. */
  public static void remember(CorrelationTurn turn, String ref, Facts memory) {
    turn.correlation.put(Correlation.MESSAGES, ref, memory, bound(turn));
  }

  /** What is remembered of a message; nothing if it was forgotten. */
  public static Facts memory(CorrelationTurn turn, String ref) {
    return turn.correlation.entry(Correlation.MESSAGES, ref).orElse(Facts.NONE);
  }

  /** The message for which {@code wanted} holds. */
  public static Optional<Map.Entry<String, Facts>> find(
      CorrelationTurn turn, Predicate<Facts> wanted) {
    return turn.correlation.entries(Correlation.MESSAGES).entrySet().stream()
        .filter(e -> wanted.test(e.getValue()))
        .findFirst();
  }

  private static int bound(CorrelationTurn turn) {
    return 4 * turn.context.tenant().limits().outboxMessages();
  }

  /** Forgets messages of which nothing can come any more, should nobody else have done so. */
  public static void sweep(CorrelationTurn turn) {
    var limits = turn.context.tenant().limits();
    var age = limits.receiptAge() + limits.outboxAge() + limits.linkOutage() + limits.errorWindow();
    for (var entry : turn.correlation.entries(Correlation.MESSAGES).entrySet()) {
      // Entries stand in the order in which they came.
      if (entry.getValue().number("at", Long.MAX_VALUE - age) + age >= turn.context.now()) {
        return;
      }
      forget(turn, entry.getKey());
    }
  }

  /** Forgets a message, but not that its octets were heard. */
  public static void forget(CorrelationTurn turn, String ref) {
    turn.correlation.remove(Correlation.MESSAGES, ref);
  }

  /** A SIP request waits for its answer. */
  public static void ask(
      CorrelationTurn turn,
      String ref,
      String kind,
      Optional<CorrelationLeg> leg,
      SipTransaction transaction) {
    ask(turn, ref, kind, leg, transaction(transaction));
  }

  /** Remembers a request of the SIP user until the machine has its answer, with {@code more}. */
  public static void ask(
      CorrelationTurn turn, String ref, String kind, Optional<CorrelationLeg> leg, Facts more) {
    var values = new LinkedHashMap<String, Object>(more.asMap());
    values.put("kind", kind);
    leg.ifPresent(l -> values.put("leg", l.name()));
    turn.correlation.put(Correlation.ASKED, ref, Facts.of(values), MAX_ASKED);
  }

  /** A transaction as facts. */
  public static Facts transaction(SipTransaction transaction) {
    return Facts.of(Map.of("tx", transaction.id(), "facts", transaction.facts()));
  }

  /** The transaction that facts describe. */
  public static SipTransaction transaction(Facts facts) {
    return new SipTransaction(facts.text("tx", ""), facts.facts("facts"));
  }

  /** The transaction of the INVITE by which the SIP user opened a leg. */
  public static SipTransaction inviteOfPeer(CorrelationLeg leg) {
    return transaction(leg.facts().facts("invite-of-peer"));
  }

  /** The full JID from which a message came. */
  public static Jid sender(CorrelationTurn turn, Facts memory) {
    try {
      var written = memory.text("sender");
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
    turn.correlation.entries(Correlation.HEARD).entrySet().stream()
        .filter(e -> e.getValue().number("at", 0) + KNOWN < now)
        .forEach(e -> turn.correlation.remove(Correlation.HEARD, e.getKey()));
    var known = turn.correlation.entry(Correlation.HEARD, name).flatMap(f -> f.text("ref"));
    if (known.isEmpty()) {
      var entry = Facts.NONE.with("at", now).with("ref", ref);
      turn.correlation.put(Correlation.HEARD, name, entry, bound(turn));
    }
    return known;
  }

  /** A message failed: if it comes again, it is new. */
  public static void unheard(CorrelationTurn turn, String ref) {
    memory(turn, ref)
        .text("dup")
        .filter(
            name ->
                turn.correlation
                    .entry(Correlation.HEARD, name)
                    .flatMap(f -> f.text("ref"))
                    .filter(ref::equals)
                    .isPresent())
        .ifPresent(name -> turn.correlation.remove(Correlation.HEARD, name));
  }
}
