package im.balcony.mapping.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.mapping.AddressBook;
import im.balcony.mapping.Vectors;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedAddressTest {

  private static Optional<Jid> jid(String typed) throws AddressException {
    return TypedAddress.toJid(typed, Jid.parse("example.net"), Vectors.context(AddressBook.EMPTY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+49 30 1234|+49301234",
        " +49 30 1234 |+49301234",
        "(030) 1234|0301234",
        "030/12 34-56|030123456",
        "tel:+49-30-1234|+49301234",
        "TEL:+49.30.(12)34;ext=5|+49301234",
        "tel:1234;phone-context=+4930|1234",
        "+49 (0)30 1234|+49301234",
        "+49 (0) 30 1234|+49301234",
        "sip:+49 30 1234|+49301234",
        "+49 30 1234@example.net|+49301234",
        "sip:+49-30-1234@example.net;user=phone|+49301234",
        "+49\u00A030\u20131234|+49301234",
        "*21#|*21#",
        "1234|1234",
        "romeo|romeo",
        "jean-luc.p|jean-luc.p",
        "4you|4you",
        "12-34@example.net|12-34",
        "im:romeo@example.net|romeo",
        "sips:Romeo@EXAMPLE.net:5061|romeo",
      })
  void isReadAsPeopleWriteIt(String typed, String local) throws AddressException {
    assertThat(jid(typed)).contains(Jid.parse(local + "@example.net"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tybalt@other.example",
        "sip:tybalt@other.example",
        "juliet@example.com",
        "romeo@example.net.other.example",
        "romeo@192.0.2.7",
      })
  void isNeverAnotherServers(String typed) throws AddressException {
    assertThat(jid(typed)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "tel:",
        "tel:romeo",
        "tel:+49@example.net",
        "mailto:romeo@example.net",
        "http://example.net/",
        "a b",
        "@example.net",
        "romeo@",
      })
  void isRefusedIfItIsNone(String typed) {
    assertThatThrownBy(() -> jid(typed)).isInstanceOf(AddressException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_025, 1_000_000})
  void isNotReadIfItIsLong(int length) {
    assertThatThrownBy(() -> jid("1".repeat(length))).isInstanceOf(AddressException.class);
  }
}
