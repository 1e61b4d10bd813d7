package im.balcony.sip.digest;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may authenticate, with what both sides know of a password (H(A1), RFC 7616 §3.4.2): lines of
 * {@code user:realm:hash}, as {@code htdigest} writes them with MD5. The length of the hash says
 * which one it is; a user may have both.
 */
final class Users {

  /** Nobody. */
  static final Users NONE = new Users(new EnumMap<>(Algorithm.class));

  private static final Map<Integer, Algorithm> BY_LENGTH =
      Map.of(32, Algorithm.MD5, 64, Algorithm.SHA_256);

  private final Map<Algorithm, Map<String, String>> secrets;

  private Users(Map<Algorithm, Map<String, String>> secrets) {
    this.secrets = secrets;
  }

  /** Those of a realm; other lines, and such as are none, are passed over. */
  static Users of(String realm, List<String> lines) {
    var secrets = new EnumMap<Algorithm, Map<String, String>>(Algorithm.class);
    for (var line : lines) {
      var parts = line.strip().split(":", -1);
      var algorithm = parts.length == 3 ? BY_LENGTH.get(parts[2].length()) : null;
      if (algorithm != null && parts[1].equals(realm) && parts[2].matches("[0-9a-fA-F]+")) {
        secrets
            .computeIfAbsent(algorithm, a -> new HashMap<>())
            .put(parts[0], parts[2].toLowerCase(java.util.Locale.ROOT));
      }
    }
    return new Users(secrets);
  }

  /** The hashes for which there is anybody, the one to be preferred first. */
  List<Algorithm> algorithms() {
    return List.copyOf(secrets.keySet());
  }

  /** What is known of a user's password. */
  Optional<String> secret(Algorithm algorithm, String user) {
    return Optional.ofNullable(secrets.getOrDefault(algorithm, Map.of()).get(user));
  }
}
