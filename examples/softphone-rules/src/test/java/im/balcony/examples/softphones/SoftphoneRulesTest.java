package im.balcony.examples.softphones;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.msrp.Formats;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.sip.Transport;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.StandardMappingRules;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The delta, seen through the standard rules: what differs from them, and what does not. */
class SoftphoneRulesTest {

  private final MappingRules rules = new SoftphoneRules();
  private final MappingRules standard = new StandardMappingRules();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/octet-stream",
        "Application/Octet-Stream",
        "application/octet-stream ; charset=utf-8"
      })
  void aTextLabelledAsOctetsIsHeard(String label) throws Exception {
    var page = page(label, Octets.utf8("Wherefore art thou\r\n\tRomeo? \u2661"));

    assertThat(status(standard, page)).isEqualTo(415);
    assertThat(text(hear(rules, page))).isEqualTo("Wherefore art thou\n\tRomeo? \u2661");
  }

  @Test
  void octetsThatAreNoTextAreStillRefused() throws Exception {
    var type = "application/octet-stream";

    assertThat(status(rules, page(type, Octets.of(new byte[] {'a', 0, 'b'})))).isEqualTo(415);
    assertThat(status(rules, page(type, Octets.of(new byte[] {'a', 27, 'b'})))).isEqualTo(415);
    assertThat(status(rules, page(type, Octets.of(new byte[] {'a', (byte) 0xC3})))).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "application/octet-streams", "text/html"})
  void otherTypesAreStillRefused(String type) throws Exception {
    assertThat(status(rules, page(type, Octets.utf8("text")))).isEqualTo(415);
  }

  @Test
  void aPageIsWrittenWithLineEnds() throws Exception {
    var effect = page("But soft!\u2028What light");

    assertThat(written(standard, effect)).isEqualTo("But soft!\u2028What light");
    assertThat(written(rules, effect)).isEqualTo("But soft!\r\nWhat light");
  }

  @Test
  void whatNeedsNoAllowanceIsDoneByTheStandardRules() throws Exception {
    var page = page("text/plain", Octets.utf8("Ay me!"));
    var effect = page("She speaks");
    assertThat(rules.route(page, context())).isEqualTo(standard.route(page, context()));
    var ours = rules.open(key(), Map.of());
    var theirs = standard.open(key(), Map.of());
    assertThat(rules.in(page, ours, context())).isEqualTo(standard.in(page, theirs, context()));
    assertThat(rules.out(effect, ours, context()))
        .isEqualTo(standard.out(effect, theirs, context()));
    assertThat(ours.handles()).isEqualTo(theirs.handles()).isNotEmpty();
    assertThat(ours.changes()).isEqualTo(theirs.changes());
  }

  private static Heard hear(MappingRules rules, SipEvent.Received page) throws Exception {
    return rules.in(page, rules.open(key(), Map.of()), context());
  }

  private static String text(Heard heard) {
    assertThat(heard.replies()).isEmpty();
    return ((Event.SipText) heard.events().get(0)).message().text();
  }

  private static int status(MappingRules rules, SipEvent.Received page) throws Exception {
    var heard = hear(rules, page);
    assertThat(heard.events()).isEmpty();
    return ((SipCommand.Respond) heard.replies().get(0)).response().status();
  }

  private static String written(MappingRules rules, Effect effect) throws Exception {
    var said = rules.out(effect, rules.open(key(), Map.of()), context());
    return ((SipCommand.Request) said.records().get(0)).request().body().utf8();
  }

  private static Effect page(String text) {
    var message = ChatMessage.plain("r1", Kind.NORMAL, text);
    return new Effect.PageToSip("e1", message, Optional.empty(), Optional.empty());
  }

  private static SipEvent.Received page(String type, Octets body) {
    var request =
        new SipRequest(
            "MESSAGE",
            "sip:juliet@example.com",
            SipParty.of("sip:romeo@example.net").tagged("romeos-tag"),
            SipParty.of("sip:juliet@example.com"),
            "9E97FB43-85F4-4A00",
            1,
            70,
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.of(type),
            body,
            Optional.empty());
    return new SipEvent.Received(
        new SipTransaction("tx", Facts.NONE),
        new SipSource(Transport.TCP, "192.0.2.7", 5060),
        request);
  }

  private static ConversationKey key() throws Exception {
    return new ConversationKey(
        "verona", Jid.parse("juliet@example.com"), Jid.parse("romeo@example.net"));
  }

  private static Context context() {
    return new Context(
        Tenants.verona(),
        AddressBook.EMPTY,
        1_795_000_000_000L,
        new SeededIds(7),
        new SmallSizes(),
        new NoFormats(),
        new Context.Addresses("192.0.2.1:5060", "192.0.2.1", 2855, "0.1.0"),
        (callId, key) -> false);
  }

  /** All that is written here fits. */
  private record SmallSizes() implements Context.Sizes {

    @Override
    public int of(SipCommand.Request request) {
      return 400 + request.request().body().length();
    }

    @Override
    public int of(Stanza stanza) {
      return 400;
    }
  }

  /** Nothing is wrapped here. */
  private record NoFormats() implements Formats {

    @Override
    public MsrpContent unwrap(String contentType, Octets body, List<String> accepted) {
      throw new AssertionError("not wrapped: " + contentType);
    }

    @Override
    public Octets wrap(List<MsrpContent.Header> headers, String contentType, Octets content) {
      throw new AssertionError("not to be wrapped: " + contentType);
    }
  }
}
