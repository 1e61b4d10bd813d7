package im.balcony.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.mapping.AddressBook;
import im.balcony.mapping.address.AddressMapping;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses are read or refused, and lead back to whom they came from. */
class AddressesFuzzTest {

  static Stream<byte[]> jids() {
    return Corpus.of("Addresses.jids");
  }

  static Stream<byte[]> uris() {
    return Corpus.of("Addresses.uris");
  }

  @MethodSource
  @FuzzTest
  void jids(byte[] octets) throws AddressException {
    var text = new String(octets, StandardCharsets.UTF_8);
    Jid jid;
    try {
      jid = Jid.parse(text);
    } catch (AddressException e) {
      return;
    }
    assertThat(Jid.parse(jid.toString())).isEqualTo(jid);
    hasAWayBack(jid);
  }

  private static void hasAWayBack(Jid jid) throws AddressException {
    if (jid.local().isEmpty()) {
      return;
    }
    var uri = AddressMapping.toSipUri(jid, AddressBook.EMPTY);
    var read = SipUri.parse(uri.toString());
    assertThat(read.key()).isEqualTo(uri.key());
    Jid back;
    try {
      back = AddressMapping.toJid(read, AddressBook.EMPTY);
    } catch (AddressException e) {
      assertIsLearntOrRefused(uri, jid);
      return;
    }
    // A spelling that is not the shortest comes back as the shortest, which then stays.
    var again = AddressMapping.toSipUri(back, AddressBook.EMPTY);
    assertThat(again.key()).isEqualTo(uri.key());
    assertThat(AddressMapping.toJid(again, AddressBook.EMPTY)).isEqualTo(back);
  }

  /** Who cannot be answered by the rules is remembered, or is not let in. */
  private static void assertIsLearntOrRefused(SipUri uri, Jid jid) {
    try {
      assertThat(AddressMapping.learnt(uri, jid, AddressBook.EMPTY)).isNotEmpty();
    } catch (AddressException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @MethodSource
  @FuzzTest
  void uris(byte[] octets) throws AddressException {
    var text = new String(octets, StandardCharsets.UTF_8);
    SipUri uri;
    Jid jid;
    try {
      uri = SipUri.parse(text);
      assertThat(SipUri.parse(uri.toString())).isEqualTo(uri);
      jid = AddressMapping.toJid(uri, AddressBook.EMPTY);
    } catch (AddressException e) {
      return;
    }
    assertThat(Jid.parse(jid.toString())).isEqualTo(jid);
    var back = AddressMapping.toSipUri(jid, AddressBook.EMPTY);
    assertThat(AddressMapping.toJid(back, AddressBook.EMPTY)).isEqualTo(jid);
  }
}
