package im.balcony.testkit.romeo;

import im.balcony.testkit.Inbox;
import im.balcony.testkit.Violations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The responses to a phone's requests. What is odd about one is for a test to take: it answers
 * nothing, comes once more than its request went out, or after another final one, or refuses a
 * request that no test waits for.
 */
final class Answers {

  private static final class Asked {
    private final Inbox<SipFrame> inbox;
    private final boolean awaited;
    private int sent;
    private int finals;
    private @Nullable SipFrame last;

    private Asked(String method, boolean awaited) {
      inbox = new Inbox<>("response to " + method);
      this.awaited = awaited;
    }
  }

  private final Map<String, Asked> requests = new ConcurrentHashMap<>();
  private final Inbox<SipFrame> odd = new Inbox<>("SIP response", SipFrame::summary);

  Answers(Inbox<SipFrame> log, Violations violations) {
    odd.alsoIn(log, frame -> frame);
    violations.watch(odd);
  }

  /** A request that will go out; its responses arrive in the inbox. */
  Inbox<SipFrame> ask(String branch, String method) {
    var asked = new Asked(method, true);
    requests.put(branch + method, asked);
    return asked.inbox;
  }

  /** A copy of a request goes out: every copy may be answered (RFC 3261 §17.2.2). */
  void sent(String branch, String method) {
    var asked = requests.computeIfAbsent(branch + method, key -> new Asked(method, false));
    synchronized (asked) {
      asked.sent++;
    }
  }

  /** The inbox of the request that this answers, or nothing. */
  @Nullable Inbox<SipFrame> arrived(SipFrame response) {
    var asked = requests.get(response.branch() + response.method());
    if (asked == null) {
      odd.put(response);
      return null;
    }
    synchronized (asked) {
      if (isOdd(asked, response)) {
        odd.put(response);
      }
      if (response.status() >= 200) {
        asked.finals++;
        asked.last = response;
      }
    }
    return asked.inbox;
  }

  /** A final response to an INVITE is repeated until it is acknowledged (RFC 3261 §13.3.1.4). */
  private static boolean isOdd(Asked asked, SipFrame response) {
    var last = asked.last;
    if (last == null) {
      return !asked.awaited && response.status() >= 300;
    }
    return response.method().equals("INVITE")
        ? response.status() != last.status() || !response.tag("To").equals(last.tag("To"))
        : response.status() < 200 || asked.finals >= asked.sent;
  }
}
