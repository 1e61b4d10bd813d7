package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.sip.body.Body;
import im.balcony.sip.raw.FieldNames;
import im.balcony.sip.raw.HeadBounds;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.value.Grammar;
import im.balcony.sip.value.Parties;
import im.balcony.sip.value.TopVia;
import im.balcony.sip.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** From a message taken apart to the record: the grammar of what the gateway uses, and no more. */
public final class MessageReader {

  private static final int DEFAULT_MAX_FORWARDS = 70;
  private static final int TOO_MANY_HOPS = 256;
  private static final Pattern SIP_VERSION = Pattern.compile("(?i)SIP/[0-9]+\\.[0-9]+");

  private MessageReader() {}

  /**
   * The start line of a request.
   *
   * @param method the method, case kept
   * @param uri the Request-URI as written
   */
  public record RequestLine(String method, String uri) {}

  /**
   * Reads the start line (RFC 3261 §7.1).
   *
   * @throws MalformedMessageException with 505 for another version, 414 for a URI that is too long,
   *     else with 400
   */
  public static RequestLine requestLine(RawMessage message) throws MalformedMessageException {
    var words = message.startLine().split(" ", -1);
    if (words.length > 1 && words[1].length() > HeadBounds.URI) {
      throw new MalformedMessageException(414, "Request-URI Too Long");
    }
    if (words.length == 3
        && (words[2].equals("SIP/2.0") || SIP_VERSION.matcher(words[2]).matches())) {
      if (!words[2].equalsIgnoreCase("SIP/2.0")) {
        throw new MalformedMessageException(505, "Version Not Supported");
      }
      if (RawMessage.isToken(words[0]) && !words[1].isEmpty() && !words[1].startsWith("<")) {
        return new RequestLine(words[0], words[1]);
      }
    }
    throw new MalformedMessageException("Request-Line is malformed");
  }

  /** The method that a start line begins with, whatever follows it. */
  public static String method(RawMessage message) {
    var end = message.startLine().indexOf(' ');
    return end < 0 ? message.startLine() : message.startLine().substring(0, end);
  }

  /**
   * Reads a request whose start line is known, and whose topmost Via was read.
   *
   * @throws MalformedMessageException if a field that matters is missing, doubled or breaks the
   *     grammar
   */
  public static SipRequest request(RawMessage message, RequestLine line)
      throws MalformedMessageException {
    if (message.fault().isPresent()) {
      throw message.fault().get();
    }
    for (var name : FieldNames.SINGLE) {
      if (message.count(name) > 1) {
        throw new MalformedMessageException(name + " is doubled");
      }
    }
    TopVia.checkRest(message);
    var cseq = cseq(message);
    if (!cseq.method().equals(line.method())) {
      throw new MalformedMessageException("CSeq method differs");
    }
    // A question mark before the at sign belongs to the user part (RFC 3261 §25.1).
    if (line.uri().indexOf('?', line.uri().indexOf('@') + 1) >= 0) {
      // RFC 3261 §19.1.1: headers are not allowed in a Request-URI.
      throw new MalformedMessageException("Request-URI has headers");
    }
    Grammar.uri(line.uri());
    var from = party(message, "From");
    if (from.tag().isEmpty()) {
      throw new MalformedMessageException("From tag is missing");
    }
    var to = party(message, "To");
    var contentType = message.first("Content-Type");
    return new SipRequest(
        line.method(),
        line.uri(),
        from,
        to,
        required(message, "Call-ID"),
        cseq.number(),
        maxForwards(message),
        routes(message),
        contacts(message, dialogForming(line.method())).stream().findFirst(),
        others(message),
        contentType,
        message.body(),
        session(line.method(), contentType, message.body()));
  }

  /** An ACK cannot be refused, so that one that cannot be read says nothing (RFC 3261 §13.2.1). */
  private static Optional<SessionDescription> session(
      String method, Optional<String> contentType, Octets body) throws MalformedMessageException {
    if (method.equals("ACK")) {
      return Body.sdpIfAny(contentType, body);
    }
    return dialogForming(method) ? Body.sdp(contentType, body) : Optional.empty();
  }

  private static boolean dialogForming(String method) {
    return method.equals("INVITE") || method.equals("UPDATE");
  }

  /** Reads the CSeq (SIP-68). */
  static Grammar.Sequence cseq(RawMessage message) throws MalformedMessageException {
    return Grammar.cseq(required(message, "CSeq"));
  }

  private static String required(RawMessage message, String name) throws MalformedMessageException {
    var value = message.first(name);
    if (value.isEmpty() || value.get().isEmpty()) {
      throw new MalformedMessageException(name + " is missing");
    }
    return value.get();
  }

  static SipParty party(RawMessage message, String name) throws MalformedMessageException {
    var value = required(message, name);
    var mended = value;
    if (!Grammar.isAddress(name, value)) {
      mended = Parties.mended(value);
      Grammar.address(name, mended);
    }
    var party = Parties.read(mended);
    if (party.uri().isEmpty() || party.uri().indexOf(' ') >= 0 || Parties.isAmbiguous(value)) {
      throw new MalformedMessageException(name + " is malformed");
    }
    return party;
  }

  private static List<SipParty> contacts(RawMessage message, boolean matter)
      throws MalformedMessageException {
    var contacts = new ArrayList<SipParty>(0);
    for (var value : message.all("Contact")) {
      try {
        Grammar.addresses("Contact", value);
        Values.list(value).forEach(one -> contacts.add(Parties.read(one)));
      } catch (MalformedMessageException e) {
        if (matter) {
          throw e;
        }
      }
    }
    return contacts;
  }

  static List<String> routes(RawMessage message) throws MalformedMessageException {
    var routes = new ArrayList<String>(0);
    for (var value : message.all("Record-Route")) {
      Grammar.addresses("Record-Route", value);
      routes.addAll(Values.list(value));
    }
    return routes;
  }

  /** A Max-Forwards that is no number below 256 counts as absent (RFC 4475 §3.1.2.4). */
  private static int maxForwards(RawMessage message) {
    var value = message.first("Max-Forwards").orElse("");
    var number = 0;
    for (var i = 0; i < value.length(); i++) {
      var digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return DEFAULT_MAX_FORWARDS;
      }
      number = Math.min(TOO_MANY_HOPS, number * 10 + digit);
    }
    return value.isEmpty() || number == TOO_MANY_HOPS ? DEFAULT_MAX_FORWARDS : number;
  }

  static List<SipHeader> others(RawMessage message) {
    var others = new ArrayList<SipHeader>(0);
    for (var field : message.fields()) {
      if (!FieldNames.PLACED.contains(field.name())) {
        others.add(field);
      }
    }
    return others;
  }
}
