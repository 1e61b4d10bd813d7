package im.balcony.sip.value;

import gov.nist.javax.sip.header.AddressParametersHeader;
import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.parser.ParserFactory;
import gov.nist.javax.sip.parser.URLParser;
import im.balcony.sip.raw.HeadBounds;
import im.balcony.sip.raw.MalformedMessageException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The only door to JAIN-SIP's parsers: header fields by the grammar of RFC 3261 §25.1. The parsers
 * throw unchecked exceptions for some inputs, or recurse too deep; here all of it becomes {@link
 * MalformedMessageException}.
 */
public final class Grammar {

  private static final Pattern SEQUENCE_NUMBER = Pattern.compile("0*[0-9]{1,10}");
  private static final Pattern BARE_IPV6 =
      Pattern.compile("(?i)sips?:([^@]*@)?[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*([;?].*)?");

  private Grammar() {}

  private static SIPHeader parse(String name, String value) throws MalformedMessageException {
    HeadBounds.check(name, value);
    try {
      return ParserFactory.createParser(name + ": " + value + "\n").parse();
    } catch (ParseException | RuntimeException | StackOverflowError e) {
      throw new MalformedMessageException(name + " is malformed");
    }
  }

  /** All Via values of a field, which may be a list. */
  static List<Via> vias(String value) throws MalformedMessageException {
    var vias = new ArrayList<Via>();
    for (var one : list("Via", value)) {
      if (Values.indexOf(one, '(') >= 0) {
        // RFC 3261 knows none in Via; JAIN-SIP reads them, and one that ends in a backslash for
        // ever, until the heap is full.
        throw new MalformedMessageException("Via is malformed");
      }
      vias.add((Via) first(parse("Via", one)));
    }
    return vias;
  }

  /** Cut here and bounded, for JAIN-SIP takes seconds for thousands of values. */
  static List<String> list(String name, String value) throws MalformedMessageException {
    var values = Values.list(value);
    if (values.isEmpty() || values.size() > HeadBounds.VALUES) {
      throw new MalformedMessageException(name + " has no or too many values");
    }
    return values;
  }

  private static Object first(SIPHeader parsed) throws MalformedMessageException {
    if (parsed instanceof SIPHeaderList<?> list && list.size() == 1) {
      return list.getFirst();
    }
    throw new MalformedMessageException("a value is malformed");
  }

  /** A CSeq (RFC 3261 §20.16). */
  public record Sequence(long number, String method) {}

  /** A CSeq; its number is below 2**31 (SIP-68). */
  public static Sequence cseq(String value) throws MalformedMessageException {
    var plain = Plain.method(value);
    if (plain != null) {
      return new Sequence(Long.parseLong(value.substring(0, value.indexOf(' '))), plain);
    }
    sequenceNumber(value.strip().split("\\s", 2)[0]);
    var cseq = (CSeq) parse("CSeq", value);
    return new Sequence(cseq.getSeqNumber(), cseq.getMethod());
  }

  /** JAIN-SIP reads the number as a Java int or long, depending on where; so it is judged here. */
  public static void sequenceNumber(String number) throws MalformedMessageException {
    if (!SEQUENCE_NUMBER.matcher(number).matches() || Long.parseLong(number) >= 1L << 31) {
      throw new MalformedMessageException("CSeq number is out of range");
    }
  }

  /** A From, To or Route-like value: checks it. */
  public static void address(String name, String value) throws MalformedMessageException {
    if (!Plain.isParty(value)
        && (!(parse(name, value) instanceof AddressParametersHeader) || hasIllegalUri(value))) {
      throw new MalformedMessageException(name + " is malformed");
    }
  }

  private static boolean hasIllegalUri(String address) {
    return holdsIllegal(Parties.read(address).uri());
  }

  /** Whether {@link #address} would let a value pass. */
  public static boolean isAddress(String name, String value) {
    try {
      address(name, value);
      return true;
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  /** Checks a field that is a list of addresses. */
  public static void addresses(String name, String value) throws MalformedMessageException {
    for (var one : list(name, value)) {
      if (!one.startsWith("<") || !Plain.isParty(one)) {
        parse(name, one);
        if (hasIllegalUri(one)) {
          throw new MalformedMessageException(name + " is malformed");
        }
      }
    }
  }

  /** Checks a URI of any scheme. */
  public static void uri(String text) throws MalformedMessageException {
    if (Plain.isUri(text)) {
      return;
    }
    HeadBounds.check("URI", text);
    if (bareIpv6(text)) {
      throw new MalformedMessageException("IPv6 address without brackets");
    }
    try {
      new URLParser(text).parse();
    } catch (ParseException | RuntimeException | StackOverflowError e) {
      throw new MalformedMessageException("URI is malformed");
    }
  }

  /** The same for one that is to stand in a message of ours. */
  public static void writtenUri(String text) throws MalformedMessageException {
    if (holdsIllegal(text)) {
      throw new MalformedMessageException("URI holds an illegal character");
    }
    uri(text);
  }

  /** JAIN-SIP takes whatever follows a scheme that it does not know for a part of the URI. */
  private static boolean holdsIllegal(String uri) {
    for (var i = 0; i < uri.length(); i++) {
      var c = uri.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"') {
        return true;
      }
    }
    return false;
  }

  /** What JAIN-SIP lets pass, taking the last group for the port (RFC 5118 §4.2). */
  private static boolean bareIpv6(String uri) {
    return BARE_IPV6.matcher(uri).matches();
  }
}
