package im.balcony.mapping.route;

import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Privacy (RFC 3323 §4.2, RFC 3325 §9.3). The gateway can keep an asserted identity and a Contact
 * to itself; it does not make a From anonymous, which whoever wants to be unknown does himself.
 *
 * @param values the priv-values, in lower case
 */
public record PrivacyWish(Set<String> values) {

  private static final String NAME = "Privacy";
  private static final PrivacyWish NONE = new PrivacyWish(Set.of());
  private static final Set<String> FULFILLED = Set.of("id", "header", "none");

  /** What a request wishes. */
  public static PrivacyWish of(SipRequest request) {
    if (request.header(NAME).isEmpty()) {
      return NONE;
    }
    var values = new LinkedHashSet<String>();
    for (var header : request.headers()) {
      if (header.name().equalsIgnoreCase(NAME)) {
        values.addAll(List.of(header.value().toLowerCase(Locale.ROOT).split("[;,\\s]+")));
      }
    }
    values.remove("");
    return new PrivacyWish(values);
  }

  /** Whether an asserted identity stays among those who are trusted (RFC 3325 §7). */
  boolean hidesIdentity() {
    return values.contains("id") || values.contains("user");
  }

  /** Whether the Contact is not to be shown, and so neither its device. */
  public boolean hidesContact() {
    return values.contains("header") || values.contains("user");
  }

  /** The refusal of a wish that is critical and cannot be fulfilled (RFC 3323 §5). */
  public Optional<SipResponse> refusal() {
    if (!values.contains("critical")) {
      return Optional.empty();
    }
    var missed =
        values.stream()
            .filter(value -> !value.equals("critical") && !FULFILLED.contains(value))
            .filter(value -> value.matches("[a-z0-9.!%*_+`'~-]{1,32}"))
            .limit(FULFILLED.size())
            .toList();
    return !missed.isEmpty()
        ? Optional.of(SipResponse.of(500, "Privacy Failure: " + String.join(";", missed)))
        : Optional.empty();
  }
}
