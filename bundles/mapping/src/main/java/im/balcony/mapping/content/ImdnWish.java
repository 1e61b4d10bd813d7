package im.balcony.mapping.content;

import im.balcony.api.data.Facts;
import im.balcony.mapping.content.Imdn.Disposition;
import java.util.List;
import java.util.Optional;

/**
 * What the SIP user wants to be notified of about a message of his (RFC 5438 §6), and, once there
 * is something to say, what.
 *
 * @param facts how it is written
 */
public record ImdnWish(Facts facts) {

  private static final String ID = "id";
  private static final String TIME = "time";
  private static final String WANTED = "wanted";
  private static final String ROUTES = "routes";
  private static final String ORIGINAL = "original";
  private static final String SAID = "said";
  private static final String POSITIVE = "positive-delivery";
  private static final String NEGATIVE = "negative-delivery";
  private static final String DISPLAY = "display";

  /** What can be wanted; anything else is passed over. */
  private static final List<String> KNOWN = List.of(POSITIVE, NEGATIVE, DISPLAY);

  /**
   * Such a wish; it may be one for nothing that is known.
   *
   * @param id the Message-ID of the message
   * @param time its DateTime, as written
   * @param wanted the values of Disposition-Notification
   * @param routes the values of IMDN-Record-Route, the first to be gone to in front
   * @param original the URI of Original-To
   */
  public static ImdnWish of(
      String id, String time, List<String> wanted, List<String> routes, Optional<String> original) {
    var facts =
        Facts.NONE
            .with(ID, id)
            .with(TIME, time)
            .with(WANTED, KNOWN.stream().filter(wanted::contains).toList())
            .with(ROUTES, routes);
    return new ImdnWish(original.map(o -> facts.with(ORIGINAL, o)).orElse(facts));
  }

  /** The same without what a REPORT tells already. */
  public ImdnWish besides(boolean success, boolean failure) {
    var left =
        facts.texts(WANTED).stream()
            .filter(word -> !(success && word.equals(POSITIVE)))
            .filter(word -> !(failure && word.equals(NEGATIVE)))
            .toList();
    return new ImdnWish(facts.with(WANTED, left));
  }

  /** Whether something that is known is wanted. */
  public boolean isWanted() {
    return !facts.texts(WANTED).isEmpty();
  }

  /** Whether the SIP user wants to hear that, and has not yet. */
  public boolean wants(Disposition what) {
    return facts.texts(WANTED).contains(word(what));
  }

  private static String word(Disposition what) {
    return switch (what) {
      case DELIVERED -> POSITIVE;
      case FAILED -> NEGATIVE;
      case DISPLAYED -> DISPLAY;
      case OTHER -> "";
    };
  }

  /** The same after that was told: behind a delivery there is room for a display (§7.2.1). */
  public ImdnWish told(Disposition what) {
    var delivered = what == Disposition.DELIVERED;
    var left =
        facts.texts(WANTED).stream().filter(word -> delivered && word.equals(DISPLAY)).toList();
    return new ImdnWish(facts.with(WANTED, left));
  }

  /** The notification itself. */
  public ImdnWish saying(Disposition what) {
    return new ImdnWish(facts.without(WANTED).with(SAID, what.name()));
  }

  /** What is to be said; nothing as long as that is a wish. */
  public Optional<Disposition> said() {
    var name = facts.text(SAID, "");
    for (var what : Disposition.values()) {
      if (what.name().equals(name)) {
        return Optional.of(what);
      }
    }
    return Optional.empty();
  }

  /** The Message-ID of the message. */
  public String id() {
    return facts.text(ID, "");
  }

  /** The DateTime of the message. */
  public String time() {
    return facts.text(TIME, "");
  }

  /** Over which addresses a notification goes, the first in front. */
  public List<String> routes() {
    return facts.texts(ROUTES);
  }

  /** To whom the message was sent at first. */
  public Optional<String> original() {
    return facts.text(ORIGINAL);
  }
}
