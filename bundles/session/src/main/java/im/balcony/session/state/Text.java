package im.balcony.session.state;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import java.nio.charset.StandardCharsets;

/**
 * A text of the XMPP user that is not handed over yet.
 *
 * @param message the text
 * @param gruu the instance of the SIP user it is for; empty for any
 * @param place where it is
 * @param leg the leg it was written to; empty unless it is {@code SENDING}
 * @param effectId the effect that carries it; empty while it waits
 * @param until when it is given up, milliseconds
 * @param tries sessions that were started for it
 * @param written whether octets of it may have reached the peer
 * @param upgrade whether it is too large for MESSAGE and wants a session (SIZE-04)
 * @param octets what it counts for in the outbox
 * @param more what a newer version wrote
 */
public record Text(
    ChatMessage message,
    String gruu,
    Place place,
    String leg,
    String effectId,
    long until,
    int tries,
    boolean written,
    boolean upgrade,
    int octets,
    Facts more)
    implements Entry {

  /** Where a text can be. */
  public enum Place {
    /** In the outbox, for a session. */
    WAITING,
    /** On an MSRP connection, its result still to come. */
    SENDING,
    /** In the queue of page messages. */
    PAGE,
    /** In a MESSAGE, its final response still to come. */
    PAGING
  }

  /** A text that has just come in. */
  public static Text fresh(ChatMessage message, String gruu, long until) {
    var place = message.kind() == ChatMessage.Kind.CHAT ? Place.WAITING : Place.PAGE;
    return new Text(
        message, gruu, place, "", "", until, 0, false, false, octets(message), Facts.NONE);
  }

  /** Octets that a text counts for. */
  public static int octets(ChatMessage message) {
    return message.text().getBytes(StandardCharsets.UTF_8).length
        + message.subject().map(s -> s.getBytes(StandardCharsets.UTF_8).length).orElse(0);
  }

  /** The name of its message. */
  public String ref() {
    return message.ref();
  }

  @Override
  public String key() {
    return message.ref();
  }

  @Override
  public long due() {
    return until;
  }

  /** Whether it belongs into a session where there is one. */
  public boolean isChat() {
    return message.kind() == ChatMessage.Kind.CHAT;
  }

  /** Whether it is there. */
  public boolean is(Place where) {
    return place == where;
  }

  /** Whether it waits inside the gateway, so that it counts for the outbox. */
  public boolean isQueued() {
    return place == Place.WAITING || place == Place.PAGE;
  }

  /** On an MSRP connection, given up at {@code guard}, milliseconds. */
  public Text sending(String onLeg, String effect, long guard) {
    return moved(Place.SENDING, onLeg, effect, guard, written);
  }

  /** In a MESSAGE, given up at {@code guard}, milliseconds. */
  public Text paging(String effect, long guard) {
    return moved(Place.PAGING, "", effect, guard, written);
  }

  /** Back to the outbox. */
  public Text waiting(boolean maybeWritten, long age) {
    return moved(Place.WAITING, "", "", age, written || maybeWritten);
  }

  /** In the queue of page messages. */
  public Text toPage() {
    return moved(Place.PAGE, "", "", until, written);
  }

  /** Given up at {@code time}, milliseconds. */
  public Text until(long time) {
    return moved(place, leg, effectId, time, written);
  }

  private Text moved(Place where, String onLeg, String effect, long time, boolean maybeWritten) {
    return new Text(
        message, gruu, where, onLeg, effect, time, tries, maybeWritten, upgrade, octets, more);
  }

  /** A session more was started for it. */
  public Text tried() {
    return new Text(
        message, gruu, place, leg, effectId, until, tries + 1, written, upgrade, octets, more);
  }

  /** Too large for MESSAGE: it waits for a session until {@code age}, milliseconds. */
  public Text upgraded(long age) {
    return new Text(message, gruu, Place.WAITING, "", "", age, tries, written, true, octets, more);
  }
}
