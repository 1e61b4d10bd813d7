package im.balcony.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipParty;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogTarget;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests in a dialog can go. */
class DialogTargetTest {

  private static final List<String> ROUTED =
      List.of("\"proxy\" <sip:192.0.2.1;transport=tcp;lr>;x=y", "<sips:far.example.net;lr>");

  private static boolean leads(String uri, List<String> routes) {
    return DialogTarget.leads(SipParty.of(uri), routes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:romeo@192.0.2.1",
        "SIP:192.0.2.1:5070",
        "sip:romeo@h;transport=UDP",
        "sip:romeo@h;transport=tcp;gr=x"
      })
  void aSipUriOverUdpOrTcpLeads(String uri) {
    assertThat(leads(uri, List.of())).isTrue();
    assertThat(leads(uri, ROUTED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sips:romeo@h",
        "sip:x@abc.invalid;transport=ws",
        "sip:romeo@h;transport=wss",
        "sip:romeo@h;transport=SCTP",
        "sip:romeo@h;transport=tls"
      })
  void othersNeedARoute(String uri) {
    assertThat(leads(uri, List.of())).isFalse();
    assertThat(leads(uri, ROUTED)).isTrue();
    assertThat(leads(uri, List.of("sip:192.0.2.1;lr"))).isTrue();
    assertThat(leads(uri, List.of("<sips:192.0.2.1;lr>"))).isFalse();
    assertThat(leads(uri, List.of("<sip:192.0.2.1;transport=tls;lr>", "<sip:192.0.2.2>")))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "", "tel:+15551234", "im:romeo@example.net", "sip:", "urn:x:y"})
  void whatIsNoSipUriNeverLeads(String uri) {
    assertThat(leads(uri, List.of())).isFalse();
    assertThat(leads(uri, ROUTED)).isFalse();
  }

  @Test
  void aRefreshThatLeadsNowhereChangesNothing() {
    var dialog = Dialog.ofPeer(Scene.fromRomeo("INVITE", "c"), "ours");
    assertThat(dialog.targeted(List.of(SipParty.of("tel:+1")))).isEqualTo(dialog);
    assertThat(dialog.targeted(List.of(SipParty.of("sip:r@192.0.2.9"))).target())
        .isEqualTo("sip:r@192.0.2.9");
  }
}
