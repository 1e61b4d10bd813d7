package im.balcony.sip.text;

import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipResponse;
import im.balcony.sip.body.Body;
import im.balcony.sip.raw.HeadBounds;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.value.Grammar;
import im.balcony.sip.value.Parties;
import im.balcony.sip.value.Plain;
import im.balcony.sip.value.TopVia;
import im.balcony.sip.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a response. What is lost with it is the outcome of a message that may have arrived, so only
 * what is needed can make one unusable: the branch, the method, and of a 2xx to INVITE also To and
 * Record-Route, of which the dialog is made. Everything else that breaks the grammar is passed
 * over.
 */
public final class ResponseReader {

  private static final String VERSION = "SIP/2.0 ";

  /** Where the Status-Code ends. */
  private static final int CODE_END = VERSION.length() + 3;

  private ResponseReader() {}

  /**
   * The branch of its only Via, and the method: what finds the transaction (RFC 3261 §17.1.3).
   *
   * @param branch the branch as written
   * @param method the method of the CSeq
   */
  public record Key(String branch, String method) {}

  /**
   * What finds the transaction.
   *
   * @throws MalformedMessageException if there is not one Via with a branch (RFC 3261 §8.1.3.3), or
   *     no CSeq
   */
  public static Key key(RawMessage message) throws MalformedMessageException {
    var vias = TopVia.all(message);
    if (vias.size() != 1) {
      throw new MalformedMessageException("not one Via in a response");
    }
    var branch = Values.parameter(vias.get(0), "branch").orElse("");
    if (branch.isEmpty()) {
      throw new MalformedMessageException("a response without branch");
    }
    return new Key(branch, method(message.first("CSeq").orElse("").strip()));
  }

  private static String method(String cseq) throws MalformedMessageException {
    var plain = Plain.method(cseq);
    if (plain != null) {
      return plain;
    }
    var words = cseq.split("\\s+");
    if (words.length != 2) {
      throw new MalformedMessageException("a response without method");
    }
    Grammar.sequenceNumber(words[0]);
    return words[1];
  }

  /**
   * Reads a response.
   *
   * @param method the method of its CSeq
   * @throws MalformedMessageException if a part that is needed is missing or breaks the grammar, or
   *     if the datagram ended before the body did (RFC 3261 §18.3)
   */
  public static SipResponse read(RawMessage message, String method)
      throws MalformedMessageException {
    if (message.truncated()) {
      throw new MalformedMessageException("body is shorter than Content-Length");
    }
    var status = status(message);
    var dialog = method.equals("INVITE") && status >= 200 && status < 300;
    var contentType = message.first("Content-Type");
    return new SipResponse(
        status,
        reason(message.startLine()),
        dialog ? Optional.of(MessageReader.party(message, "To")) : to(message),
        Optional.empty(),
        dialog ? MessageReader.routes(message) : routes(message),
        contacts(message),
        MessageReader.others(message),
        contentType,
        message.body(),
        description(message, contentType));
  }

  private static int status(RawMessage message) throws MalformedMessageException {
    var line = message.startLine();
    var status = line.regionMatches(true, 0, VERSION, 0, VERSION.length()) ? code(line) : 0;
    if (status == 0 || (line.length() > CODE_END && line.charAt(CODE_END) != ' ')) {
      throw new MalformedMessageException("Status-Line is malformed");
    }
    return status;
  }

  /** The three digits of a Status-Code of one of the six classes; 0 if there are none such. */
  private static int code(String line) {
    var code = 0;
    for (var at = VERSION.length(); at < CODE_END; at++) {
      var digit = at < line.length() ? line.charAt(at) - '0' : -1;
      if (digit < 0 || digit > 9) {
        return 0;
      }
      code = code * 10 + digit;
    }
    return code >= 100 && code < 700 ? code : 0;
  }

  private static String reason(String line) {
    return line.length() > CODE_END ? line.substring(CODE_END + 1) : "";
  }

  /** The tag is all that is asked of it. */
  private static Optional<SipParty> to(RawMessage message) {
    return message.first("To").filter(value -> !value.isEmpty()).map(Parties::read);
  }

  private static List<SipParty> contacts(RawMessage message) {
    var contacts = new ArrayList<SipParty>(0);
    for (var value : usable(message, "Contact")) {
      var contact = Parties.read(value);
      if (!contact.uri().isEmpty()) {
        contacts.add(contact);
      }
    }
    return contacts;
  }

  private static List<String> routes(RawMessage message) {
    return usable(message, "Record-Route");
  }

  /** The values of a list of addresses that keep to the grammar. */
  private static List<String> usable(RawMessage message, String name) {
    var usable = new ArrayList<String>(0);
    for (var field : message.all(name)) {
      for (var value : Values.list(field)) {
        if (usable.size() < HeadBounds.VALUES && isAddress(name, value)) {
          usable.add(value);
        }
      }
    }
    return usable;
  }

  private static boolean isAddress(String name, String value) {
    try {
      Grammar.addresses(name, value);
      return true;
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  /**
   * A body that cannot be read counts as none, and a 2xx to INVITE without an answer has an end.
   */
  private static Optional<SessionDescription> description(
      RawMessage message, Optional<String> contentType) {
    try {
      return Body.sdp(contentType, message.body());
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }
}
