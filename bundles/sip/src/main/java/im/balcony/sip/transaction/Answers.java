package im.balcony.sip.transaction;

import im.balcony.api.sip.SipResponse;
import im.balcony.sip.transaction.ServerMachine.Resting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes answers to be remembered. Most are like others but for what they copy from their requests,
 * so they are shared. May be called by any thread.
 */
final class Answers {

  /** Answers that are looked through for one that is alike; the least asked for goes. */
  private static final int SHARED = 64;

  private final Map<Answer, Answer> shared = new LinkedHashMap<>(SHARED, 0.75f, true);

  /**
   * The answer.
   *
   * @param response the last response, without tag
   * @param tag the tag, if the row cannot have it
   * @param length octets of the response as it was sent
   */
  Answer of(Resting machine, Optional<SipResponse> response, Optional<String> tag, int length) {
    return tag.isPresent() || response.filter(Answers::isLarge).isPresent()
        ? new Answer(machine, response, tag, length)
        : shared(new Answer(machine, response, tag, response.map(Answers::octets).orElse(0)));
  }

  private synchronized Answer shared(Answer answer) {
    var known = shared.get(answer);
    if (known != null) {
      return known;
    }
    if (shared.size() == SHARED) {
      var least = shared.keySet().iterator();
      least.next();
      least.remove();
    }
    // Each that shares it counts its octets: it may outlive its place here.
    shared.put(answer, answer);
    return answer;
  }

  /** Whether it is not worth being compared. */
  private static boolean isLarge(SipResponse response) {
    return !response.contact().isEmpty()
        || response.sdp().isPresent()
        || !response.body().isEmpty();
  }

  private static int octets(SipResponse response) {
    var octets = response.reason().length();
    for (var header : response.headers()) {
      octets += header.name().length() + header.value().length();
    }
    return octets;
  }
}
