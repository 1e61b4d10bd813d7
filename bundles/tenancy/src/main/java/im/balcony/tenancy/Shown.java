package im.balcony.tenancy;

import im.balcony.api.data.Masked;
import java.util.List;
import java.util.Locale;

/** What of a refused configuration may be shown: nothing that may be a secret. */
final class Shown {

  /** Stands for what is not shown. */
  static final String HIDDEN = "…";

  private static final List<String> SECRET_LIKE =
      List.of("secret", "passw", "passphrase", "token", "credential", "private-key");

  private Shown() {}

  /** Whether {@code key} names a secret itself, not the file that holds it. */
  static boolean secretLike(String key) {
    var lower = key.toLowerCase(Locale.ROOT);
    return !lower.endsWith("-file") && SECRET_LIKE.stream().anyMatch(lower::contains);
  }

  /** {@code value} of a known key as one line for logs and commands. */
  static String value(String value) {
    return value.startsWith("$[") ? "$[" + HIDDEN : line(value);
  }

  /**
   * An unknown key as one line for logs and commands. A line without a value is all key, and may be
   * what was to stand in another line.
   */
  static String unknownKey(String key, String value) {
    return value.isBlank() ? HIDDEN : line(key);
  }

  /** {@code text} as one line. */
  static String line(String text) {
    return Masked.line(text);
  }
}
