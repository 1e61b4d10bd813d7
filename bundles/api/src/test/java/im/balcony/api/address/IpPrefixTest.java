package im.balcony.api.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "10.0.0.0/9, 10.127.0.1, true",
    "10.0.0.0/9, 10.128.0.1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "[::1], ::1, true",
    "0.0.0.0/0, ::1, false",
  })
  void tellsWhatLiesInTheRange(String prefix, String address, boolean inside) throws Exception {
    assertThat(IpPrefix.parse(prefix).contains(InetAddress.getByName(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "192.0.2.0/33",
        "192.0.2.0/",
        "192.0.2.0/-1",
        "192.0.2",
        "192.0.2.256",
        "::1/129",
        "1:2:3",
        "example.com/24",
        "192.0.2.0/24/8",
        "fe80::1%eth0",
        "01.2.3.4"
      })
  void refusesWhatIsNoRange(String text) {
    assertThatThrownBy(() -> IpPrefix.parse(text)).isInstanceOf(AddressException.class);
  }
}
