package im.balcony.mapping.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatState;
import im.balcony.api.xmpp.Element;
import im.balcony.testkit.Requirement;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsComposingTest {

  private static final String ROOT = "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'";

  @Requirement({"STATE-10", "STATE-13"})
  @ParameterizedTest
  @CsvSource({"true, 90", "true, 1", "false, 90"})
  void writesValidDocuments(boolean active, int refresh) throws Exception {
    var document = IsComposing.write(active, refresh);
    var schema =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(getClass().getResource("/vectors/im-iscomposing.xsd"));

    assertThatCode(
            () ->
                schema
                    .newValidator()
                    .validate(new StreamSource(new ByteArrayInputStream(document.toArray()))))
        .doesNotThrowAnyException();
    assertThat(IsComposing.read(document))
        .contains(
            new IsComposing(
                active,
                active ? OptionalLong.of(Math.max(60, refresh) * 1000L) : OptionalLong.empty()));
  }

  @Requirement("STATE-12")
  @Test
  void readsDocumentsWithAndWithoutOptionalElements() {
    var full =
        "<?xml version='1.0' encoding='UTF-8'?>\n"
            + ROOT
            + " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
            + " xsi:schemaLocation='urn:ietf:params:xml:ns:im-composing iscomposing.xsd'>\n"
            + "  <state>active</state>\n  <contenttype>text/plain</contenttype>\n"
            + "  <refresh>90</refresh>\n</isComposing>\n";
    var idle =
        ROOT
            + "><state>idle</state><lastactive>2003-01-27T10:43:00Z</lastactive>"
            + "<contenttype>audio</contenttype></isComposing>";

    assertThat(read(full)).contains(new IsComposing(true, OptionalLong.of(90_000)));
    assertThat(read(idle)).contains(new IsComposing(false, OptionalLong.empty()));
    assertThat(read(ROOT + "><state>active</state></isComposing>"))
        .contains(new IsComposing(true, OptionalLong.empty()));
  }

  @Requirement("STATE-11")
  @Test
  void readsUnknownStatesAsIdleAndSkipsUnknownElements() {
    assertThat(read(ROOT + "><state>drawing</state></isComposing>"))
        .contains(new IsComposing(false, OptionalLong.empty()));
    assertThat(
            read(
                ROOT
                    + "><x xmlns='urn:x'><state>idle</state></x><state> active </state>"
                    + "<refresh>never</refresh></isComposing>"))
        .contains(new IsComposing(true, OptionalLong.empty()));
  }

  @Requirement(value = "STATE-35", partial = "the answer on the wire")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "<isComposing>",
        "<isComposing><state>active</state></isComposing>",
        "<x xmlns='urn:ietf:params:xml:ns:im-iscomposing'><state>active</state></x>",
        ROOT + "/>",
        ROOT + "><state>active</state>",
        ROOT + "><state>active</state></isComposing><again/>",
        ROOT + "><state>a&nbsp;b</state></isComposing>"
      })
  void refusesOtherDocuments(String document) {
    assertThat(read(document)).isEmpty();
  }

  @Requirement("SEC-18")
  @Test
  void refusesHostileDocuments() {
    var inside = "><state>active</state></isComposing>";
    var bomb =
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
            + ROOT
            + "><state>&b;</state></isComposing>";
    var file =
        "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>"
            + ROOT
            + "><state>&f;</state></isComposing>";
    var deep =
        ROOT + ">" + "<a>".repeat(20) + "</a>".repeat(20) + "<state>idle</state></isComposing>";
    var wide = ROOT + ">" + "<a/>".repeat(600) + "<state>idle</state></isComposing>";
    var long_ = ROOT + " a='" + "x".repeat(9000) + "'" + inside;

    assertThat(List.of(bomb, file, "<!DOCTYPE x>" + ROOT + inside, deep, wide, long_))
        .allSatisfy(document -> assertThat(read(document)).isEmpty());
    assertThat(read(ROOT + inside)).isPresent();
  }

  @Test
  @Tag("broad")
  void survivesAnyOctets() {
    var random = new Random(3994);
    var valid = IsComposing.write(true, 90).toArray();
    for (var i = 0; i < 2000; i++) {
      var bytes = valid.clone();
      for (var n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(() -> IsComposing.read(Octets.of(bytes))).doesNotThrowAnyException();
    }
  }

  @Requirement(
      value = {"STATE-01", "STATE-02", "STATE-03", "STATE-04", "STATE-05", "STATE-06", "STATE-07"},
      partial = "stanza and SEND on the wire")
  @ParameterizedTest
  @CsvSource({"ACTIVE, false", "INACTIVE, false", "PAUSED, false", "COMPOSING, true", "GONE,"})
  void mapsChatStates(ChatState state, Boolean active) {
    assertThat(ChatStates.toComposing(state)).isEqualTo(Optional.ofNullable(active));
    assertThat(ChatStates.fromComposing(true)).isEqualTo(ChatState.COMPOSING);
    assertThat(ChatStates.fromComposing(false)).isEqualTo(ChatState.ACTIVE);
  }

  @ParameterizedTest
  @EnumSource(ChatState.class)
  void readsWhatItWrites(ChatState state) {
    var element = ChatStates.write(state);

    assertThat(element.namespace()).isEqualTo("http://jabber.org/protocol/chatstates");
    assertThat(ChatStates.read(List.of(Element.of("urn:x", "gone"), element))).contains(state);
  }

  @Test
  void ignoresUnknownChatStates() {
    assertThat(ChatStates.read(List.of(Element.of(ChatStates.NAMESPACE, "ACTIVE")))).isEmpty();
    assertThat(ChatStates.read(List.of())).isEmpty();
  }

  private static Optional<IsComposing> read(String document) {
    return IsComposing.read(Octets.utf8(document));
  }
}
