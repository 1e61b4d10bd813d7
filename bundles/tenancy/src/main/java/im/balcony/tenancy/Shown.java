package im.balcony.tenancy;

import im.balcony.api.data.Masked;
import java.util.List;
import java.util.Locale;

/** What of a refused value may be shown: nothing of one that may be a secret. */
final class Shown {

  private static final List<String> SECRET_LIKE =
      List.of("secret", "password", "passwd", "token", "credential", "private-key");

  private Shown() {}

  /** Whether {@code key} names a secret itself, not the file that holds it. */
  static boolean secretLike(String key) {
    var lower = key.toLowerCase(Locale.ROOT);
    return !lower.endsWith("-file") && SECRET_LIKE.stream().anyMatch(lower::contains);
  }

  /** {@code value} as one line for logs and commands. */
  static String value(String key, String value) {
    if (secretLike(key)) {
      return "…";
    }
    return value.startsWith("$[") ? "$[…" : Masked.line(value);
  }
}
