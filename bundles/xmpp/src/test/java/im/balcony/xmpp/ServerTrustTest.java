package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tls.TlsPeer;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said to a server, as TLS found it to be. */
class ServerTrustTest {

  private static Link link(boolean wanted, Optional<String> fault) {
    var tls = fault.map(words -> new TlsPeer(words, List.of()));
    return new Link(Link.SETTINGS.with("tls", wanted), tls).opens();
  }

  private static void assertSilent(Link link, String why) {
    assertThat(link.said()).isEmpty();
    assertThat(link.told()).containsExactly(Link.down(why));
    assertThat(link.closed).isTrue();
    assertThat(link.deadline).isEmpty();
  }

  @Test
  @Requirement({"XMPP-36", "SEC-11"})
  void whoseCertificateIsBadHearsNothing() {
    assertSilent(link(true, Optional.of("it has expired")), "it has expired");
    assertSilent(link(false, Optional.of("it has expired")), "it has expired");
  }

  @Test
  @Requirement("XMPP-36")
  void whereTlsWasToBeNothingIsSaidWithout() {
    assertSilent(link(true, Optional.empty()), "the connection is one without TLS");
  }

  @Test
  void whoIsVouchedForHearsTheHeader() {
    assertThat(link(true, Optional.of("")).said())
        .startsWith("<?xml version='1.0'?><stream:stream");
  }

  @Test
  void whatIsToBeSentIsGivenBack() {
    var link = link(true, Optional.of("it has expired"));
    link.told();
    link.sends("e1", Link.message("m1", "Good night")).hears(Link.HEADER);
    assertThat(link.said()).isEmpty();
    assertThat(link.told()).containsExactly(new XmppEvent.NotSent("e1", false));
  }
}
