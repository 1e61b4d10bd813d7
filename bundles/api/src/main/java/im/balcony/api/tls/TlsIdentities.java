package im.balcony.api.tls;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The identities that operators have configured. All methods return at once and may be called by
 * any thread; none touches a file.
 */
public interface TlsIdentities {

  /** The most identities at one port. */
  int MOST_NAMES = 200;

  /** A name as a configuration writes it; empty if no identity can be called so. */
  static Optional<String> name(String text) {
    return text.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}") ? Optional.of(text) : Optional.empty();
  }

  /** Names as a configuration writes them, separated by commas; empty if one cannot be one. */
  static Optional<List<String>> names(String text) {
    var names = new ArrayList<String>();
    for (var part : text.split(",", -1)) {
      var name = name(part.strip());
      if (name.isEmpty() || names.size() == MOST_NAMES) {
        return Optional.empty();
      }
      names.add(name.get());
    }
    return Optional.of(names);
  }

  /** What is in force under a name; empty if nothing good was ever seen. */
  Optional<TlsIdentity> byName(String name);

  /** How each identity fares, by name. */
  List<State> states();

  /**
   * How an identity fares.
   *
   * @param name the name that the operator gave it
   * @param expires when the certificate in force ends; empty if none is
   * @param trouble what is wrong with the configuration or the files as they are now, with key,
   *     file and reason; empty if they are what is in force
   */
  record State(String name, Optional<Instant> expires, Optional<String> trouble) {}
}
