package im.balcony.msrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.address.AddressException;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which URIs name the same session, however they are written (RFC 4975 §6.1). */
class UriComparisonTest {

  private static void compare(String one, String other, boolean same) throws AddressException {
    var first = MsrpUri.parse(one);
    var second = MsrpUri.parse(other);
    assertThat(first.equals(second)).isEqualTo(same);
    assertThat(second.equals(first)).isEqualTo(same);
    if (same) {
      assertThat(first).hasSameHashCodeAs(second);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MSRP://Host:1/Ab;TCP, msrp://host:1/Ab;tcp, true",
    "msrp://host:1/ab;tcp, msrp://host:1/Ab;tcp, false",
    "msrps://host:1/Ab;tcp, msrp://host:1/Ab;tcp, false",
    "msrp://host/Ab;tcp, msrp://host:1/Ab;tcp, false",
    "msrp://host/Ab;tcp, msrp://host:2855/Ab;tcp, false",
    "msrp://host:1/Ab;tcp, msrp://host:2/Ab;tcp, false",
    "msrp://user@host:1/Ab;tcp, msrp://host:1/Ab;tcp, true",
    "msrp://user@host:1/Ab;tcp, msrp://other@host:1/Ab;tcp, true",
    "msrp://host:1/Ab;tcp, msrp://host:1/Ab;tcp;x=1, true",
    "msrp://host:1/Ab;tcp, msrp://host:1/Ab;ws, false",
    "msrp://host:1/a/../b;tcp, msrp://host:1/b;tcp, false",
    "msrp://host:1/a/./b;tcp, msrp://host:1/a/b;tcp, false",
    "msrp://host:1/Ab;tcp, msrp://other:1/Ab;tcp, false"
  })
  @Requirement("MSRP-30")
  void eachPartIsComparedInItsWay(String one, String other, boolean same) throws Exception {
    compare(one, other, same);
  }

  @ParameterizedTest
  @CsvSource({
    "[2001:db8::1], [2001:0db8:0:0:0:0:0:1], true",
    "[2001:DB8::1], [2001:db8::0:1], true",
    "[::ffff:192.0.2.1], [::ffff:c000:201], true",
    "[2001:db8::1], [2001:db8::2], false"
  })
  @Requirement("MSRP-31")
  void addressesAreComparedAsSuch(String one, String other, boolean same) throws Exception {
    compare("msrp://" + one + ":1/Ab;tcp", "msrp://" + other + ":1/Ab;tcp", same);
  }

  @Test
  void aPasswordIsRefused() {
    assertThatThrownBy(() -> MsrpUri.parse("msrp://a:b@host:1/Ab;tcp"))
        .isInstanceOf(AddressException.class);
  }
}
