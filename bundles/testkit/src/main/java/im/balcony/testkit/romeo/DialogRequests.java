package im.balcony.testkit.romeo;

import im.balcony.testkit.Inbox;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which requests of a dialog need no test that takes them: retransmissions (RFC 3261 §17.1.2.2) and
 * an ACK for each final response to an INVITE (§13.2.2.4, §17.1.1.3).
 */
final class DialogRequests {

  private final Set<String> branches = new HashSet<>();
  private final Set<SipFrame> expected = ConcurrentHashMap.newKeySet();
  private int answers;
  private int acks;

  DialogRequests(Inbox<SipFrame> requests, Phone phone) {
    requests.alsoIn(phone.received, frame -> frame);
    requests.unless(expected::contains);
    phone.violations.watch(requests);
  }

  synchronized void answered() {
    answers++;
  }

  synchronized void arrived(SipFrame frame) {
    var isCopy = !branches.add(frame.branch() + frame.method());
    if (frame.method().equals("ACK") ? ++acks <= answers : isCopy) {
      expected.add(frame);
    }
  }
}
