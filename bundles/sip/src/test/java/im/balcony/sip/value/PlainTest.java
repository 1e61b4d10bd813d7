package im.balcony.sip.value;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.header.AddressParametersHeader;
import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.parser.ParserFactory;
import gov.nist.javax.sip.parser.URLParser;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is let pass without a parser is what the parser lets pass, and means the same. */
class PlainTest {

  private static final int MANY = 20_000;

  private final Random random = new Random(4);

  private static SIPHeader parsed(String name, String value) throws ParseException {
    return ParserFactory.createParser(name + ": " + value + "\n").parse();
  }

  /** Good values with a few characters changed, doubled or left out. */
  private List<String> variants(String... good) {
    var marks = "-_.!~*'()&=+$,;?/:@<>\"[]% \t\\09azAZé\u0001#^`{|}";
    var variants = new ArrayList<>(List.of(good));
    for (var i = 0; i < MANY; i++) {
      var text = new StringBuilder(good[random.nextInt(good.length)]);
      for (var j = random.nextInt(3); j >= 0 && text.length() > 1; j--) {
        var at = random.nextInt(text.length());
        var mark = marks.charAt(random.nextInt(marks.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, mark);
          case 1 -> text.insert(at, mark);
          default -> text.deleteCharAt(at);
        }
      }
      variants.add(text.toString());
    }
    return variants;
  }

  @Test
  void uris() throws Exception {
    var plain = 0;
    for (var text :
        variants(
            "sip:romeo@example.net",
            "sips:j.u-l!~*'()&=+$,i_et@a.example.com:5061",
            "sip:1@192.0.2.1:5060",
            "sip:192.0.2.1:5060;lr",
            "sips:proxy.example.net;lr;transport=tls",
            "sip:juliet@example.com;gr=balcony",
            "sip:juliet@192.0.2.1:5060;transport=tcp;ttl=1;method=INVITE;x-y=a.b_c",
            "sip:x@localhost")) {
      if (Plain.isUri(text)) {
        plain++;
        assertThat(new URLParser(text).parse()).as(text).isNotNull();
      }
    }
    assertThat(plain).isGreaterThan(MANY / 20);
  }

  @Test
  void parties() throws Exception {
    var plain = 0;
    for (var value :
        variants(
            "<sip:romeo@example.net>;tag=a1",
            "sip:romeo@example.net",
            "sip:romeo@example.net;tag=a1",
            "<sip:juliet@example.com;gr=balcony>;tag=a1",
            "<sips:romeo@192.0.2.1:5070>")) {
      if (Plain.isParty(value)) {
        plain++;
        assertThat(parsed("From", value)).as(value).isInstanceOf(AddressParametersHeader.class);
        assertThat(parsed("To", value)).as(value).isInstanceOf(AddressParametersHeader.class);
        if (value.startsWith("<")) {
          assertThat(parsed("Contact", value)).as(value).isNotNull();
          assertThat(parsed("Record-Route", value)).as(value).isNotNull();
        }
      }
    }
    assertThat(plain).isGreaterThan(MANY / 20);
  }

  @Test
  void vias() throws Exception {
    var plain = 0;
    for (var value :
        variants(
            "SIP/2.0/UDP Host.example.com:5060;branch=z9hG4bK77;rport",
            "SIP/2.0/TCP 192.0.2.1;rport;branch=z9hG4bKa.b-c",
            "SIP/2.0/UDP a:5070;branch=z9hG4bK1")) {
      var top = Plain.via(value);
      if (top != null) {
        plain++;
        var via = (Via) ((ViaList) parsed("Via", value)).getFirst();
        assertThat(via.getBranch()).as(value).isEqualTo(top.branch());
        assertThat(via.hasParameter("rport")).as(value).isEqualTo(top.rport());
        assertThat(via.getHost()).as(value).isEqualToIgnoringCase(top.host());
        assertThat(via.getPort()).as(value).isEqualTo(top.port());
      }
    }
    assertThat(plain).isGreaterThan(MANY / 20);
  }

  @Test
  void sequences() throws Exception {
    var plain = 0;
    for (var value : variants("1 MESSAGE", "2147483 INVITE", "00012 x-Method!")) {
      var method = Plain.method(value);
      if (method != null) {
        plain++;
        var cseq = (CSeq) parsed("CSeq", value);
        assertThat(cseq.getMethod()).as(value).isEqualTo(method);
        assertThat(cseq.getSeqNumber())
            .as(value)
            .isEqualTo(Long.parseLong(value.substring(0, value.indexOf(' '))));
      }
    }
    assertThat(plain).isGreaterThan(MANY / 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:@example.net",
        "sip:a@",
        "sip:a@b..c",
        "sip:a@-b",
        "sip:a@1.2.3",
        "sip:a@1.2.3.456",
        "sip:a@b:0",
        "sip:a@b:70000",
        "sip:a@[::1]",
        "sip:a b@c",
        "sip:a@b;=c",
        "sip:a@b;c=",
        "sip:a@b;gr=%41",
        "sip:a@b;c=d;",
        "sip:a@b;c=d;e=f;g=h;i=j;k=l",
        "tel:+1",
        "",
      })
  void whatElseMayBeRightIsLeftToTheParser(String uri) {
    assertThat(Plain.isUri(uri)).isFalse();
  }
}
