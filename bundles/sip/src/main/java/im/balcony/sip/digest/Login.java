package im.balcony.sip.digest;

import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Tenant.Credentials;
import im.balcony.sip.digest.Challenge.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One request of a tenant at one next hop, as far as its authentication goes: which challenges it
 * has had, and which of them are worth an answer. Not safe for use by several threads.
 */
public final class Login {

  /** Challenges of one place that are answered: the first, and one for a fresh nonce. */
  private static final int MOST = 2;

  private final Logins logins;
  private final Logins.At at;
  private final Credentials credentials;
  private final Map<Place, Session> used = new LinkedHashMap<>();
  private final Map<Place, Integer> answered = new HashMap<>();

  Login(Logins logins, Logins.At at, Credentials credentials, List<Session> known) {
    this.logins = logins;
    this.at = at;
    this.credentials = credentials;
    known.forEach(session -> used.put(session.challenge().place(), session));
  }

  /** The credentials with which the request is to be sent now; none before the first challenge. */
  public List<SipHeader> headers(String method, String uri) {
    var headers = new ArrayList<SipHeader>(used.size());
    used.values().forEach(s -> headers.add(s.authorization(method, uri, logins.ids())));
    return headers;
  }

  /**
   * Takes in a 401 or 407. True if the request is worth another try with what {@link #headers} then
   * gives: somebody asks who was not answered yet, or whose nonce was only too old. False if
   * credentials were refused, for the same ones would be refused again (RFC 3261 §22.2).
   */
  public boolean takes(SipResponse response) {
    var taken = false;
    for (var challenge : Challenge.of(response)) {
      if (!isOurs(challenge)) {
        continue;
      }
      if (!answer(challenge)) {
        return false;
      }
      taken = true;
    }
    return taken;
  }

  private boolean isOurs(Challenge challenge) {
    return credentials.realm().filter(r -> !r.equals(challenge.place().realm())).isEmpty();
  }

  private boolean answer(Challenge challenge) {
    var place = challenge.place();
    var before = used.get(place);
    if (before != null) {
      logins.forget(at, before);
    }
    if ((before != null && isRefusal(challenge, before))
        || answered.merge(place, 1, Integer::sum) > MOST) {
      return false;
    }
    var session = logins.answer(at, credentials, challenge);
    session.ifPresent(s -> used.put(place, s));
    return session.isPresent();
  }

  /**
   * Whether a challenge refuses the credentials that were sent. A nonce that was kept from another
   * request may be forgotten, and the password be another by now, so that a new one is answered
   * once, whether it calls the old one stale or not. Nobody is answered with a weaker hash than the
   * one that he has asked for before.
   */
  private boolean isRefusal(Challenge challenge, Session before) {
    var fresh = challenge.stale() || !answered.containsKey(challenge.place());
    return !fresh
        || challenge.nonce().equals(before.challenge().nonce())
        || challenge.algorithm().isWeakerThan(before.challenge().algorithm());
  }
}
