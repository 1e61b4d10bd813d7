package im.balcony.sip.digest;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.data.Ids;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Tenant.Demand;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Asks peers who they are (RFC 3261 §22.1, RFC 8760). Nothing is kept of a challenge, and of who
 * was let in only which counts of his nonces he has used. May be called by any thread.
 */
public final class Gate {

  /** Characters of the secret that signs nonces; 380 bits. */
  private static final int SECRET = 64;

  /** Digits of a nonce count (RFC 7616 §3.4). */
  private static final int COUNT = 8;

  /** Hashes for which a peer is asked where no user is known, so that this does not show. */
  private static final List<Algorithm> USUAL = List.of(Algorithm.SHA_256, Algorithm.MD5);

  private final Nonces nonces;
  private final UserFiles files;

  /**
   * Knows no nonce of any other gate.
   *
   * @param clock milliseconds of a clock that never goes back
   */
  public Gate(Ids ids, LongSupplier clock) {
    nonces = new Nonces(ids.token(SECRET), clock);
    files = new UserFiles(clock);
  }

  /**
   * The 401 to a request; empty if it has credentials of a user with a nonce and a count that are
   * good for this one request.
   *
   * @param tenant the id of the tenant that demands them
   */
  public Optional<SipResponse> refusal(String tenant, Demand demand, SipRequest request) {
    var users = files.of(demand);
    var place = tenant + '\n' + demand.realm();
    var given = credentials(request, demand.realm());
    if (given.isEmpty() || !isRight(given.get(), users, request)) {
      return Optional.of(challenge(place, demand, users, false));
    }
    // Who knows the password only needs another nonce.
    return nonces.take(given.get().text("nonce"), place, count(given.get()))
        ? Optional.empty()
        : Optional.of(challenge(place, demand, users, true));
  }

  private static Optional<Fields> credentials(SipRequest request, String realm) {
    return request.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("Authorization"))
        .map(header -> Fields.of(header.value()))
        .filter(fields -> fields.text("realm").equals(realm))
        .findFirst();
  }

  /**
   * Whether the response is that of a user; without qop nothing would tell a request from a copy.
   */
  private static boolean isRight(Fields given, Users users, SipRequest request) {
    var algorithm = given.get("algorithm").map(Algorithm::of).orElse(Optional.of(Algorithm.MD5));
    var secret = algorithm.flatMap(a -> users.secret(a, given.text("username")));
    if (secret.isEmpty()
        || !given.text("qop").equalsIgnoreCase("auth")
        || !isFor(given.text("uri"), request.requestUri())) {
      return false;
    }
    var right =
        algorithm
            .get()
            .response(
                secret.get(),
                given.text("nonce"),
                given.text("nc"),
                given.text("cnonce"),
                request.method(),
                given.text("uri"));
    return MessageDigest.isEqual(octets(right), octets(given.text("response")));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A proxy on the way may have changed parameters, but not who is asked. */
  private static boolean isFor(String uri, String requestUri) {
    if (uri.equals(requestUri)) {
      return true;
    }
    try {
      var one = SipUri.parse(uri).addressOfRecord().key();
      return one.equals(SipUri.parse(requestUri).addressOfRecord().key());
    } catch (AddressException e) {
      return false;
    }
  }

  /** The nonce count; 0, which is never good, if it is none. */
  private static long count(Fields given) {
    var digits = given.text("nc");
    return digits.length() == COUNT && digits.matches("[0-9a-fA-F]+")
        ? Long.parseLong(digits, 16)
        : 0;
  }

  private SipResponse challenge(String place, Demand demand, Users users, boolean stale) {
    var response = SipResponse.of(401, "Unauthorized");
    var known = users.algorithms();
    for (var algorithm : known.isEmpty() ? USUAL : known) {
      response =
          response.with(
              "WWW-Authenticate",
              "Digest realm=\"%s\", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s"
                  .formatted(
                      demand.realm(),
                      nonces.fresh(place),
                      algorithm.token(),
                      stale ? ", stale=true" : ""));
    }
    return response;
  }
}
