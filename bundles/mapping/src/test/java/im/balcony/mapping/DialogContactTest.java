package im.balcony.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipParty;
import im.balcony.api.tenant.Tenant;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogContact;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our Contact asks for TLS where our own requests in the dialog go over TLS. */
class DialogContactTest {

  private static final String PLAIN = "sip:juliet@192.0.2.1:5060;im-domain=example.com;gr=x";
  private static final String TLS = "sip:juliet@192.0.2.2:5061;transport=tls;im-domain=";

  private final Scene scene = new Scene();

  private String contact(String target, String route, String hop) {
    var t = scene.tenant;
    scene.tenant =
        new Tenant(
            t.id(),
            false,
            t.sipDomains(),
            t.xmppDomains(),
            t.component(),
            hop.isEmpty() ? List.of() : List.of(hop, "sip:192.0.2.9"),
            t.trustedPeers(),
            t.sipAdvertise(),
            t.msrpAdvertise(),
            t.msrpConnectAllow(),
            t.policy(),
            t.limits());
    var dialog =
        new Dialog(
            "c",
            SipParty.of("sip:juliet@example.com"),
            SipParty.of("sip:romeo@example.net"),
            1,
            -1,
            route.isEmpty() ? List.of() : List.of(route, "<sip:192.0.2.9;transport=tls;lr>"),
            target);
    return DialogContact.of(Vectors.jid("juliet@example.com/x"), dialog, scene.context()).uri();
  }

  @ParameterizedTest
  @CsvSource({
    "sip:r@192.0.2.7;transport=tls, '', ''",
    "sip:r@192.0.2.7, <sip:192.0.2.8;transport=TLS;lr>, ''",
    "sip:r@192.0.2.7, <sip:192.0.2.8;transport=tls;lr>, sip:192.0.2.3",
    "'', '', sip:proxy.example.net;transport=tls",
    "sip:romeo@example.net, '', sips:proxy.example.net"
  })
  void itIsOfTls(String target, String route, String hop) {
    scene.sipTls = Optional.of("192.0.2.2:5061");
    assertThat(contact(target, route, hop)).isEqualTo(TLS + "example.com;gr=x");
    scene.sipTls = Optional.empty();
    assertThat(contact(target, route, hop)).isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "sip:r@192.0.2.7, '', sip:proxy.example.net;transport=tls",
    "sip:r@192.0.2.7;transport=tls, <sip:192.0.2.8;lr>, sips:proxy.example.net",
    "sip:romeo@example.net, '', sip:proxy.example.net",
    "sip:romeo@example.net, '', ''",
    "'', '', ''"
  })
  void itIsNot(String target, String route, String hop) {
    scene.sipTls = Optional.of("192.0.2.2:5061");
    assertThat(contact(target, route, hop)).isEqualTo(PLAIN);
  }

  /** RFC 3261 §8.1.1.8, §12.1.1. */
  @ParameterizedTest
  @CsvSource({
    "sips:r@192.0.2.7, ''",
    "sips:r@192.0.2.7, <sip:192.0.2.8;transport=tls;lr>",
    "sip:r@192.0.2.7, <sips:192.0.2.8;lr>"
  })
  void sipsIsAnsweredWithSips(String target, String route) {
    scene.sipTls = Optional.of("192.0.2.2:5061");
    assertThat(contact(target, route, ""))
        .isEqualTo("sips:juliet@192.0.2.2:5061;im-domain=example.com;gr=x");
  }
}
