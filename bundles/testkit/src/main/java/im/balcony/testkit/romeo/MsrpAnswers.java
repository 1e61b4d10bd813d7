package im.balcony.testkit.romeo;

import im.balcony.testkit.Inbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The responses to what one MSRP end has sent: one 200 for a SEND needs no test that takes it (RFC
 * 4975 §7.2); a second one, one to nothing and a refusal do.
 */
final class MsrpAnswers {

  private static final Pattern REQUEST = Pattern.compile("MSRP (\\S+) (?!REPORT)[A-Z]+\\r\\n");

  private final Map<String, Inbox<MsrpFrame>> inboxes = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Inbox<MsrpFrame> odd;
  private final Set<MsrpFrame> taken = ConcurrentHashMap.newKeySet();

  MsrpAnswers(Inbox<MsrpFrame> odd) {
    this.odd = odd;
    odd.unless(taken::contains);
  }

  /** These octets go out; the requests among them may be answered once each. */
  void asked(byte[] octets) {
    var requests = REQUEST.matcher(new String(octets, StandardCharsets.ISO_8859_1));
    while (requests.find()) {
      asked.add(requests.group(1));
    }
  }

  void arrived(MsrpFrame response) {
    if (!asked.remove(response.id()) || response.status() != 200) {
      odd.put(response);
    }
    inbox(response.id()).put(response);
  }

  MsrpFrame next(String id, Duration wait) {
    var response = inbox(id).next(wait);
    taken.add(response);
    return response;
  }

  private Inbox<MsrpFrame> inbox(String id) {
    return inboxes.computeIfAbsent(id, key -> new Inbox<>("MSRP response"));
  }
}
