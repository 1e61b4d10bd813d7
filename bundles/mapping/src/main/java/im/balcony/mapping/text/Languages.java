package im.balcony.mapping.text;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Language tags as both worlds write them (RFC 5646 §2.1). */
public final class Languages {

  private static final int MAX_LENGTH = 64;

  /** A langtag, a private use tag, or one of the old {@code i-} tags. */
  private static final Pattern WELL_FORMED =
      Pattern.compile(
          "(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
              + "(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
              + "(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
              + "(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
              + "|x(?:-[a-z0-9]{1,8})+|i-[a-z]{2,8}",
          Pattern.CASE_INSENSITIVE);

  private Languages() {}

  /** {@code tag} if it is well-formed; it may come from anybody and goes into headers. */
  public static Optional<String> checked(String tag) {
    var trimmed = tag.strip();
    return trimmed.length() <= MAX_LENGTH && WELL_FORMED.matcher(trimmed).matches()
        ? Optional.of(trimmed)
        : Optional.empty();
  }

  /** The first well-formed tag of a Content-Language (I18N-03). */
  public static Optional<String> first(String contentLanguage) {
    return Stream.of(contentLanguage.split(",", 32)).flatMap(t -> checked(t).stream()).findFirst();
  }
}
