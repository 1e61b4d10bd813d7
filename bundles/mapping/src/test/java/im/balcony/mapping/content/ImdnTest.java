package im.balcony.mapping.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.thaiopensource.util.SinglePropertyMap;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.ValidationDriver;
import com.thaiopensource.validate.rng.CompactSchemaReader;
import im.balcony.api.data.Octets;
import im.balcony.mapping.content.Imdn.Disposition;
import im.balcony.testkit.Requirement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** What we say became of a message keeps to the schema of RFC 5438 §11.1.9, as Jing judges it. */
class ImdnTest {

  private static final String DATE = "2026-12-01T06:35:00+01:00";
  private static final List<String> RECIPIENTS =
      List.of("im:juliet@example.com", "sip:juliet@example.com;gr=a&b");

  private static ValidationDriver schema;

  /** Each fault ends it. */
  private static final class Strict implements ErrorHandler {

    @Override
    public void warning(SAXParseException fault) throws SAXParseException {
      throw fault;
    }

    @Override
    public void error(SAXParseException fault) throws SAXParseException {
      throw fault;
    }

    @Override
    public void fatalError(SAXParseException fault) throws SAXParseException {
      throw fault;
    }
  }

  @BeforeAll
  static void read() throws Exception {
    var strict = SinglePropertyMap.newInstance(ValidateProperty.ERROR_HANDLER, new Strict());
    schema = new ValidationDriver(strict, CompactSchemaReader.getInstance());
    try (var in = ImdnTest.class.getResourceAsStream("/schemas/imdn.rnc")) {
      assertThat(schema.loadSchema(new InputSource(Objects.requireNonNull(in)))).isTrue();
    }
  }

  private static boolean isValid(Octets document) throws IOException {
    try {
      return schema.validate(new InputSource(new ByteArrayInputStream(document.toArray())));
    } catch (SAXException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Disposition.class,
      names = {"DELIVERED", "FAILED", "DISPLAYED"})
  @Requirement("IMDN-17")
  void whatWeSayKeepsToTheSchema(Disposition disposition) throws Exception {
    for (var id : List.of("34jk324j", "a&b<c>\"d'", "\u20ac \ud83d\ude00", "a\u0001\ud800b")) {
      var notice = new Imdn(id, disposition);
      for (var recipients : List.of(List.<String>of(), RECIPIENTS)) {
        var document = notice.write(DATE, recipients);
        assertThat(document.utf8()).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        assertThat(isValid(document)).as(document.utf8()).isTrue();
        assertThat(Imdn.read(document).orElseThrow().disposition()).isEqualTo(disposition);
      }
    }
  }

  @Test
  @Requirement("IMDN-17")
  void theElementsStandInTheOrderOfTheSchema() throws Exception {
    var text = new Imdn("1", Disposition.DELIVERED).write(DATE, RECIPIENTS).utf8();
    assertThat(text)
        .containsSubsequence(
            "<message-id>",
            "<datetime>",
            "<recipient-uri>",
            "<original-recipient-uri>",
            "<delivery-notification>",
            "<status>",
            "<delivered/>");
    assertThat(isValid(Octets.utf8(text))).isTrue();
  }

  /** Else it would say nothing that all of ours pass. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<imdn xmlns='urn:ietf:params:xml:ns:imdn'><datetime>d</datetime><message-id>1</message-id></imdn>",
        "<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id>1</message-id></imdn>",
        "<imdn><message-id>1</message-id><datetime>d</datetime></imdn>",
        "<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id>1</message-id><datetime>d</datetime>"
            + "<recipient-uri>im:a@b</recipient-uri></imdn>",
        "<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id>1</message-id><datetime>d</datetime>"
            + "<delivery-notification><status><displayed/></status></delivery-notification></imdn>"
      })
  void theSchemaRefusesWhatIsNotInIt(String document) throws Exception {
    assertThat(isValid(Octets.utf8(document))).isFalse();
  }
}
