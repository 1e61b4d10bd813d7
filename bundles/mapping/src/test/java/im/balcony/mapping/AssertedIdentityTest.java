package im.balcony.mapping;

import static im.balcony.mapping.Scene.from;
import static im.balcony.mapping.Scene.fromRomeo;
import static im.balcony.mapping.Scene.with;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.mapping.Route;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a trusted peer says that a request is of, and whether that may be shown. */
class AssertedIdentityTest {

  private static final String FIELD = "P-Asserted-Identity";
  private static final String M = "<sip:mercutio@example.net>";

  private final Scene scene = new Scene();

  private String sender(SipRequest request) {
    return ((Route.ToConversation) scene.route(scene.received(request))).key().romeo().toString();
  }

  private String refusal(SipRequest request) {
    var reply = (Route.Reply) scene.route(scene.received(request));
    var response = ((SipCommand.Respond) reply.records().get(0)).response();
    return response.status() + " " + response.reason();
  }

  private static SipRequest message() {
    return fromRomeo("MESSAGE", "c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<sip:mercutio@example.net> | mercutio@example.net",
        "\"M\" <sip:mercutio@example.net> | mercutio@example.net",
        "sip:mercutio@example.net;x=y | mercutio@example.net",
        "\"a < b > c\" <sip:mercutio@example.net> | mercutio@example.net",
        "\"<sip:tybalt@example.net>\" <sip:mercutio@example.net> | mercutio@example.net",
        "\"q\\\" <sip:tybalt@example.net>, \" <sip:mercutio@example.net> | mercutio@example.net",
        "<tel:+15551234>, <sip:mercutio@example.net> | mercutio@example.net",
        "<sip:mercutio@example.net>, <tel:+15551234> | mercutio@example.net",
        "tel:+1-555-1234;x=y, \"M, of Verona\" <sip:mercutio@example.net> | mercutio@example.net",
        "<sip:mercutio@elsewhere.example>, <sip:mercutio@example.net> | mercutio@example.net",
        "<tel:+1-(555).12-34> | +15551234@example.net",
        "<tel:1234;phone-context=example.net> | romeo@example.net",
        "<tel:+1> , <sip:mercutio@elsewhere.example> | romeo@example.net",
        "<sip:mercutio@elsewhere.example> | romeo@example.net",
        "\"<sip:mercutio@example.net> | romeo@example.net",
        "< | romeo@example.net",
        ", , | romeo@example.net",
        "<mailto:mercutio@example.net> | romeo@example.net"
      })
  void oneValueIsTheSender(String value, String sender) {
    assertThat(sender(with(message(), FIELD, value))).isEqualTo(sender);
  }

  @Test
  void twoFieldsAreAsGoodAsOne() {
    for (var first : new String[] {M, "<tel:+15551234>"}) {
      var second = first.equals(M) ? "<tel:+15551234>" : M;
      assertThat(sender(with(with(message(), FIELD, first), FIELD, second)))
          .isEqualTo("mercutio@example.net");
    }
  }

  /** A number needs a domain: the From's if that is ours, else the tenant's first. */
  @Test
  void aNumberIsAUserOfTheTenant() {
    var foreign = from(message(), SipParty.of("sip:gw@elsewhere.example").tagged("t"));
    assertThat(sender(with(foreign, FIELD, "<tel:+15551234>"))).startsWith("+15551234@");
    assertThat(refusal(foreign)).startsWith("403 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "user",
        "ID;header",
        "header;user;id",
        "id;critical",
        "user; id",
        "id, user"
      })
  void whatIsAssertedInPrivateIsNotShown(String privacy) {
    var request = with(with(message(), FIELD, M), "Privacy", privacy);
    assertThat(sender(request)).isEqualTo("romeo@example.net");
  }

  @ParameterizedTest
  @ValueSource(strings = {"header", "none", "session", "header;critical", ""})
  void otherWishesDoNotHideWhatIsAsserted(String privacy) {
    assertThat(sender(with(with(message(), FIELD, M), "Privacy", privacy)))
        .isEqualTo("mercutio@example.net");
  }

  @Test
  void whoIsAnonymousStaysUnknown() {
    var anonymous = from(message(), SipParty.of("sip:anonymous@anonymous.invalid").tagged("t"));
    var request = with(with(anonymous, FIELD, M), "Privacy", "id");
    assertThat(refusal(request)).startsWith("403 ");
  }

  /** RFC 3323 §5. */
  @ParameterizedTest
  @CsvSource({
    "user;critical, 500 Privacy Failure: user",
    "critical;session;id, 500 Privacy Failure: session",
    "id;header;history;critical, 500 Privacy Failure: history"
  })
  void aCriticalWishThatCannotBeFulfilledIsRefused(String privacy, String refusal) {
    assertThat(refusal(with(message(), "Privacy", privacy))).isEqualTo(refusal);
    assertThat(refusal(with(fromRomeo("INVITE", "c"), "Privacy", privacy))).isEqualTo(refusal);
  }
}
