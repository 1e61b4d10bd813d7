package im.balcony.mapping.error;

import im.balcony.api.message.Failure;
import im.balcony.api.sip.SipHeader;
import im.balcony.mapping.text.TextRules;
import java.util.List;
import java.util.Optional;

/** The Reason of a BYE or a CANCEL (RFC 3326): why a session ends that nobody asked to end. */
public final class Reasons {

  private Reasons() {}

  /** The header; none where there is nothing to say. A peer's words are not told to anybody. */
  public static List<SipHeader> of(Optional<Failure> why) {
    return why.stream()
        .map(
            failure -> {
              var status = ErrorMapping.toSipStatus(failure, true, true);
              var text =
                  failure
                      .text()
                      .filter(t -> failure.own())
                      .map(TextRules::headerLine)
                      .map(t -> " ;text=\"" + t.replaceAll("[\"\\\\]", "'") + '"');
              return new SipHeader("Reason", "SIP ;cause=" + status + text.orElse(""));
            })
        .toList();
  }
}
