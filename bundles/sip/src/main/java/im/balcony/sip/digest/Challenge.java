package im.balcony.sip.digest;

import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What a 401 or 407 asks for (RFC 3261 §22, RFC 8760 §2).
 *
 * @param place who asks
 * @param nonce as it stands between its quotes
 * @param opaque to be given back, if it is there; as it stands between its quotes
 * @param algorithm the hash
 * @param named whether the challenge names the hash
 * @param qop whether {@code qop=auth} is asked for; else the response is that of RFC 2617 without
 *     qop
 * @param stale whether the credentials were right and only the nonce was too old
 */
record Challenge(
    Place place,
    String nonce,
    Optional<String> opaque,
    Algorithm algorithm,
    boolean named,
    boolean qop,
    boolean stale) {

  /** Characters of a challenge; a longer one is not answered, for it comes back in each request. */
  static final int LONGEST = 2048;

  /** Challenges of one response that are looked at. */
  private static final int MOST = 16;

  private static final String PROXY = "Proxy-Authenticate";

  /**
   * Who asks: a proxy or the recipient, and for which realm.
   *
   * @param proxy whether it is a proxy
   * @param realm as it stands between its quotes
   */
  record Place(boolean proxy, String realm) {

    /** The header field with the credentials for it. */
    String answer() {
      return proxy ? "Proxy-Authorization" : "Authorization";
    }
  }

  /**
   * The challenges of a response that can be answered, of each place that with the strongest hash,
   * of two alike the first: who could take a stronger one off the list would else choose.
   */
  static List<Challenge> of(SipResponse response) {
    var strongest = new LinkedHashMap<Place, Challenge>();
    response.headers().stream()
        .filter(Challenge::isChallenge)
        .limit(MOST)
        .flatMap(header -> read(header).stream())
        .forEach(
            challenge ->
                strongest.merge(
                    challenge.place,
                    challenge,
                    (one, other) -> one.algorithm.isWeakerThan(other.algorithm) ? other : one));
    return new ArrayList<>(strongest.values());
  }

  private static boolean isChallenge(SipHeader header) {
    return header.name().equalsIgnoreCase("WWW-Authenticate")
        || header.name().equalsIgnoreCase(PROXY);
  }

  /** One that is no digest, has no nonce, asks for what is not known or is too long is passed. */
  private static Optional<Challenge> read(SipHeader header) {
    var fields = Fields.of(header.value());
    var realm = fields.get("realm");
    var nonce = fields.get("nonce");
    var named = fields.get("algorithm");
    var algorithm = named.map(Algorithm::of).orElse(Optional.of(Algorithm.MD5));
    var qop = fields.get("qop");
    if (header.value().length() > LONGEST
        || realm.isEmpty()
        || nonce.isEmpty()
        || algorithm.isEmpty()
        || (qop.isPresent() && !Fields.lists(qop.get(), "auth"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Challenge(
            new Place(header.name().equalsIgnoreCase(PROXY), realm.get()),
            nonce.get(),
            fields.get("opaque"),
            algorithm.get(),
            named.isPresent(),
            qop.isPresent(),
            fields.get("stale").filter("true"::equalsIgnoreCase).isPresent()));
  }
}
