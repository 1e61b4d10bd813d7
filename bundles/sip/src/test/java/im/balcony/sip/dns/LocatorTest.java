package im.balcony.sip.dns;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.Transport;
import im.balcony.sip.dns.Locator.Sought;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.server.ScriptedDns;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where domains are served (RFC 3263), asked of a name server on the loopback. */
class LocatorTest {

  private static final List<Transport> BOTH = List.of(Transport.UDP, Transport.TCP);
  private static final String NAPTR = "example.net 35";
  private static final String UDP = "_sip._udp.example.net 33";
  private static final String TCP = "_sip._tcp.example.net 33";

  private ScriptedDns dns;
  private Locator locator;

  @BeforeEach
  void open() throws Exception {
    dns = new ScriptedDns();
    locator = new Locator(new NameServers(List.of(dns.address())), () -> 0);
  }

  @AfterEach
  void close() throws Exception {
    dns.close();
  }

  private List<Target> open(List<Transport> transports) {
    return locator.locate(new Sought("example.net", transports, false), new SplittableRandom(1));
  }

  private List<Target> named(Transport transport) {
    return locator.locate(
        new Sought("example.net", List.of(transport), true), new SplittableRandom(1));
  }

  private static Target by(Transport transport, String host, int port) {
    return new Target(transport, host, port, true);
  }

  @Test
  @Requirement("SIP-47")
  void naptrChoosesTheTransportAndTheNameOfItsServers() {
    dns.naptr("example.net", 10, 20, "SIP+D2U", "_sip._udp.far.example.org")
        .naptr("example.net", 10, 10, "SIP+D2T", "_sip._tcp.far.example.org")
        .naptr("example.net", 5, 1, "SIPS+D2T", "_sips._tcp.far.example.org")
        .naptr("example.net", 4, 1, "E2U+sip", "elsewhere.example.org")
        .srv("_sip._tcp.far.example.org", 60, 1, 0, 5070, "one.example.org");
    assertThat(open(BOTH)).containsExactly(by(Transport.TCP, "one.example.org", 5070));
    assertThat(dns.asked()).containsExactly(NAPTR, "_sip._tcp.far.example.org 33");
  }

  @Test
  @Requirement("SIP-47")
  void withoutNaptrTheServicesAreAskedForOneAfterTheOther() {
    dns.srv("_sip._tcp.example.net", 60, 2, 0, 5071, "two.example.org")
        .srv("_sip._tcp.example.net", 60, 1, 0, 5070, "one.example.org");
    assertThat(open(BOTH))
        .containsExactly(
            by(Transport.TCP, "one.example.org", 5070), by(Transport.TCP, "two.example.org", 5071));
    assertThat(dns.asked()).containsExactly(NAPTR, UDP, TCP);
    // And then they are known.
    open(BOTH);
    assertThat(dns.asked()).hasSize(3);
  }

  @Test
  @Requirement("SIP-47")
  void aTransportThatWasNamedIsNotChosenByNaptr() {
    dns.naptr("example.net", 1, 1, "SIP+D2U", "_sip._udp.example.net")
        .srv("_sips._tcp.example.net", 60, 1, 0, 5061, "secret.example.net");
    assertThat(named(Transport.TLS)).containsExactly(by(Transport.TLS, "secret.example.net", 5061));
    assertThat(dns.asked()).containsExactly("_sips._tcp.example.net 33");
  }

  @Test
  @Requirement("SIP-47")
  void withoutServicesTheDomainIsTheServer() {
    assertThat(open(BOTH)).containsExactly(new Target(Transport.UDP, "example.net", 5060, false));
    assertThat(dns.asked()).containsExactly(NAPTR, UDP, TCP);
    assertThat(named(Transport.TLS))
        .containsExactly(new Target(Transport.TLS, "example.net", 5061, false));
  }

  @Test
  void aDomainMaySayThatItHasNoSip() {
    dns.srv("_sip._udp.example.net", 60, 0, 0, 0, "").srv("_sip._tcp.example.net", 60, 0, 0, 0, "");
    assertThat(open(BOTH)).isEmpty();
  }

  @Test
  void oneServiceLessIsNoneLess() {
    dns.srv("_sip._udp.example.net", 60, 0, 0, 0, "")
        .srv("_sip._tcp.example.net", 60, 0, 0, 5060, "one.example.org");
    assertThat(open(BOTH)).containsExactly(by(Transport.TCP, "one.example.org", 5060));
  }

  @Test
  void whatDoesNotFitIntoADatagramIsAskedForByTcp() {
    dns.srv("_sip._udp.example.net", 60, 1, 0, 5070, "one.example.org");
    dns.truncate();
    assertThat(named(Transport.UDP)).containsExactly(by(Transport.UDP, "one.example.org", 5070));
  }

  @Test
  void aNameServerThatFailsIsAskedTwiceAndThenTheDomainIsTheServer() {
    dns.srv("_sip._udp.example.net", 60, 1, 0, 5070, "one.example.org");
    dns.answers(2);
    assertThat(named(Transport.UDP))
        .containsExactly(new Target(Transport.UDP, "example.net", 5060, false));
    assertThat(dns.asked()).containsExactly(UDP, UDP);
  }

  @Test
  void theSecondNameServerIsAskedWhereTheFirstIsSilent() throws Exception {
    dns.srv("_sip._udp.example.net", 60, 1, 0, 5070, "one.example.org");
    try (var silent = new ScriptedDns()) {
      silent.hold();
      locator = new Locator(new NameServers(List.of(silent.address(), dns.address())), () -> 0);
      assertThat(named(Transport.UDP)).containsExactly(by(Transport.UDP, "one.example.org", 5070));
      assertThat(silent.asked()).containsExactly(UDP);
    }
  }
}
