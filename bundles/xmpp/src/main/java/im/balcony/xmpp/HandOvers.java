package im.balcony.xmpp;

import im.balcony.api.data.Facts;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which written stanzas the server has. Most servers acknowledge nothing on a component link, so
 * the component pings its own domain (XEP-0199) on the same stream: what the server handled before
 * the ping came round, it has. One ping at a time covers everything written before it. Where the
 * server counts what it has (XEP-0198), it is asked for that count in place of the ping.
 */
final class HandOvers {

  /** Stanzas that may wait for a ping; beyond it nothing more is written. */
  static final int MOST = 4_096;

  private static final int DUE_AT_ONCE = 256;
  private static final int PING_ID_CHARACTERS = 16;

  /** A written stanza whose fate somebody waits for; {@code to} is the bare address. */
  private record Sent(String effectId, String id, String from, String to, long number) {

    /** Whether {@code error} answers this stanza; servers may answer for a resource. */
    boolean isRefusedBy(Stanza error) {
      return error.id().filter(id::equals).isPresent()
          && error.to().toString().equals(from)
          && error.from().bare().toString().equals(to);
    }

    Facts toFacts() {
      var facts =
          Facts.NONE.with("effect", effectId).with("id", id).with("from", from).with("to", to);
      return number == 0 ? facts : facts.with("number", number);
    }

    static Sent of(Facts facts) {
      return new Sent(
          facts.text("effect", ""),
          facts.text("id", ""),
          facts.text("from", ""),
          facts.text("to", ""),
          facts.number("number", 0));
    }
  }

  private final Settings settings;
  private final ArrayDeque<Sent> covered = new ArrayDeque<>();
  private final ArrayDeque<Sent> uncovered = new ArrayDeque<>();
  private String ping = "";
  private long pingedAt;
  private boolean atOnce;

  HandOvers(Settings settings, long now) {
    this.settings = settings;
    this.pingedAt = now;
  }

  boolean isFull() {
    return covered.size() + uncovered.size() >= MOST;
  }

  /**
   * {@code stanza} was written; its hand-over is to be told under {@code effectId}.
   *
   * @param number its number, if the server counts; 0 if not
   */
  void written(String effectId, Stanza stanza, long number) {
    atOnce |= (ping.isEmpty() && uncovered.isEmpty()) || uncovered.size() + 1 >= DUE_AT_ONCE;
    uncovered.add(
        new Sent(
            effectId,
            stanza.id().orElse(""),
            stanza.from().toString(),
            stanza.to().bare().toString(),
            number));
  }

  /** An error came back before the ping: the stanza was not handed over, and the error says so. */
  void refused(Stanza error, Turn turn) {
    for (var waiting : List.of(covered, uncovered)) {
      var hit = waiting.stream().filter(sent -> sent.isRefusedBy(error)).findFirst();
      if (hit.isPresent()) {
        waiting.remove(hit.get());
        turn.tell(new XmppEvent.Refused(hit.get().effectId()));
        return;
      }
    }
  }

  /** The id of a ping to be written now, if one is due. */
  Optional<String> ping(Turn turn) {
    if (!ping.isEmpty() || turn.now < due()) {
      return Optional.empty();
    }
    ping = turn.ids.token(PING_ID_CHARACTERS);
    pingedAt = turn.now;
    atOnce = false;
    covered.addAll(uncovered);
    uncovered.clear();
    return Optional.of(ping);
  }

  /** The answer to a ping came; others than the last one's are nobody's. */
  void answered(String id, Turn turn) {
    if (ping.isEmpty() || !ping.equals(id)) {
      return;
    }
    ping = "";
    covered.forEach(sent -> turn.tell(new XmppEvent.HandedOver(sent.effectId())));
    covered.clear();
  }

  /** The server has all up to the one with this number; that answers what it was asked. */
  void acknowledged(long last, Turn turn) {
    for (var waiting : List.of(covered, uncovered)) {
      while (!waiting.isEmpty() && waiting.element().number <= last) {
        turn.tell(new XmppEvent.HandedOver(waiting.remove().effectId()));
      }
    }
    if (covered.isEmpty()) {
      ping = "";
    }
  }

  /** What is not acknowledged, for a stream that goes on with this one. */
  List<Facts> unacknowledged() {
    return Stream.concat(covered.stream(), uncovered.stream()).map(Sent::toFacts).toList();
  }

  /** What a lost stream left and the server turns out to have. */
  static void acknowledged(List<Facts> left, long last, Turn turn) {
    left.stream()
        .map(Sent::of)
        .filter(sent -> sent.number <= last)
        .forEach(sent -> turn.tell(new XmppEvent.HandedOver(sent.effectId())));
  }

  /** The stream is over: nobody will ever know of these. */
  void lost(Turn turn) {
    covered.forEach(sent -> turn.notSent(sent.effectId(), true));
    uncovered.forEach(sent -> turn.notSent(sent.effectId(), true));
    covered.clear();
    uncovered.clear();
  }

  /** Whether the ping is unanswered for too long. */
  boolean isDead(long now) {
    return !ping.isEmpty() && now >= pingedAt + settings.deadAfter();
  }

  /** When to look again. */
  long deadline() {
    return ping.isEmpty() ? due() : pingedAt + settings.deadAfter();
  }

  private long due() {
    if (atOnce) {
      return Long.MIN_VALUE;
    }
    return pingedAt + (uncovered.isEmpty() ? settings.pingIdle() : settings.pingBusy());
  }

  Facts release() {
    return Facts.NONE
        .with("ping", ping)
        .with("pinged-at", pingedAt)
        .with("at-once", atOnce)
        .with("covered", covered.stream().map(Sent::toFacts).toList())
        .with("uncovered", uncovered.stream().map(Sent::toFacts).toList());
  }

  static HandOvers resume(Settings settings, Facts facts) {
    var handOvers = new HandOvers(settings, facts.number("pinged-at", 0));
    handOvers.ping = facts.text("ping", "");
    handOvers.atOnce = facts.flag("at-once");
    facts.list("covered").forEach(sent -> handOvers.covered.add(Sent.of(sent)));
    facts.list("uncovered").forEach(sent -> handOvers.uncovered.add(Sent.of(sent)));
    return handOvers;
  }
}
