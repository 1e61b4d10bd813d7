package im.balcony.sip.digest;

import im.balcony.api.data.Ids;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.tenant.Tenant.Credentials;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A challenge with the credentials for it: good for as many requests as its server takes with one
 * nonce, each with the next nonce count. The password itself is not kept. May be used by any
 * thread.
 */
final class Session {

  private static final int CNONCE = 16;

  private final Challenge challenge;
  private final Credentials credentials;
  private final String secret;
  private final AtomicInteger count = new AtomicInteger();

  Session(Challenge challenge, Credentials credentials, String password) {
    this.challenge = challenge;
    this.credentials = credentials;
    this.secret =
        challenge.algorithm().secret(credentials.user(), challenge.place().realm(), password);
  }

  Challenge challenge() {
    return challenge;
  }

  /** Whether these are the credentials, and the nonce has room for one more request. */
  boolean serves(Credentials wanted) {
    return credentials.equals(wanted) && count.get() < Integer.MAX_VALUE;
  }

  /** The credentials for one more request. */
  SipHeader authorization(String method, String uri, Ids ids) {
    var algorithm = challenge.algorithm();
    var nonce = challenge.nonce();
    var out = new StringBuilder("Digest ");
    quoted(out, "username", credentials.user()).append(", ");
    quoted(out, "realm", challenge.place().realm()).append(", ");
    quoted(out, "nonce", nonce).append(", ");
    quoted(out, "uri", uri).append(", ");
    if (challenge.qop()) {
      var number = "%08x".formatted(count.incrementAndGet());
      var cnonce = ids.token(CNONCE);
      quoted(out, "response", algorithm.response(secret, nonce, number, cnonce, method, uri));
      // RFC 3261 §25.1: neither qop nor nc stands between quotes in credentials.
      quoted(out.append(", qop=auth, nc=").append(number).append(", "), "cnonce", cnonce);
    } else {
      quoted(out, "response", algorithm.response(secret, nonce, method, uri));
    }
    if (challenge.named()) {
      out.append(", algorithm=").append(algorithm.token());
    }
    challenge.opaque().ifPresent(opaque -> quoted(out.append(", "), "opaque", opaque));
    return new SipHeader(challenge.place().answer(), out.toString());
  }

  private static StringBuilder quoted(StringBuilder out, String name, String value) {
    return out.append(name).append("=\"").append(value).append('"');
  }

  /** Nothing of it may be shown. */
  @Override
  public String toString() {
    return "Session";
  }
}
