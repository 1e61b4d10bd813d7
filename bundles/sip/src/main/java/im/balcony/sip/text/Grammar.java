package im.balcony.sip.text;

import gov.nist.javax.sip.header.AddressParametersHeader;
import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.parser.ParserFactory;
import gov.nist.javax.sip.parser.URLParser;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * The only door to JAIN-SIP's parsers: header fields by the grammar of RFC 3261 §25.1. The parsers
 * throw unchecked exceptions for some inputs; here all of them become {@link Malformed}.
 */
final class Grammar {

  private Grammar() {}

  private static SIPHeader parse(String name, String value) throws Malformed {
    try {
      return ParserFactory.createParser(name + ": " + value + "\n").parse();
    } catch (ParseException | RuntimeException e) {
      throw new Malformed(name + " is malformed");
    }
  }

  /** All Via values of a field, which may be a list. */
  static List<Via> vias(String value) throws Malformed {
    var vias = new ArrayList<Via>();
    for (var header : list("Via", value)) {
      vias.add((Via) header);
    }
    return vias;
  }

  private static List<?> list(String name, String value) throws Malformed {
    var parsed = parse(name, value);
    if (parsed instanceof SIPHeaderList<?> list && !list.isEmpty()) {
      return new ArrayList<Object>(list);
    }
    throw new Malformed(name + " is malformed");
  }

  /** A CSeq; its number is below 2**31 (SIP-68). */
  static CSeq cseq(String value) throws Malformed {
    var number = value.strip().split("\\s", 2)[0];
    // JAIN-SIP reads the number as a Java int or long, depending on where; so it is judged here.
    if (!number.matches("0*[0-9]{1,10}") || Long.parseLong(number) >= 1L << 31) {
      throw new Malformed("CSeq number is out of range");
    }
    return (CSeq) parse("CSeq", value);
  }

  /** A From, To or Route-like value: checks it. */
  static AddressParametersHeader address(String name, String value) throws Malformed {
    var parsed = parse(name, value);
    if (parsed instanceof AddressParametersHeader header) {
      return header;
    }
    throw new Malformed(name + " is malformed");
  }

  /** Whether {@code value} is one or more Contacts. */
  static void contacts(String value) throws Malformed {
    if (!(parse("Contact", value) instanceof ContactList)) {
      throw new Malformed("Contact is malformed");
    }
  }

  /** Checks a URI of any scheme. */
  static void uri(String text) throws Malformed {
    try {
      new URLParser(text).parse();
    } catch (ParseException | RuntimeException e) {
      throw new Malformed("URI is malformed");
    }
  }

  /** Checks a field whose grammar JAIN-SIP knows. */
  static void check(String name, String value) throws Malformed {
    parse(name, value);
  }
}
