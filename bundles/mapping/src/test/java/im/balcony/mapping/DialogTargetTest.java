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

  private static final List<String> PLAIN = List.of("sip:192.0.2.1;lr");
  private static final List<List<String>> SECURE =
      List.of(
          List.of("<sips:192.0.2.1;lr>"),
          List.of("<sip:192.0.2.1;transport=tls;lr>", "<sip:192.0.2.2>"));

  private static boolean leads(String uri, List<String> routes) {
    return DialogTarget.leads(SipParty.of(uri), routes, false);
  }

  private static boolean leadsWithTls(String uri, List<String> routes) {
    return DialogTarget.leads(SipParty.of(uri), routes, true);
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
    assertThat(leadsWithTls(uri, List.of())).isTrue();
    assertThat(SECURE).allMatch(routes -> leadsWithTls(uri, routes) && !leads(uri, routes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:x@abc.invalid;transport=ws",
        "sip:romeo@h;transport=wss",
        "sip:romeo@h;transport=SCTP"
      })
  void othersNeedARoute(String uri) {
    assertThat(leads(uri, List.of())).isFalse();
    assertThat(leadsWithTls(uri, List.of())).isFalse();
    assertThat(leads(uri, ROUTED)).isTrue();
    assertThat(leads(uri, PLAIN)).isTrue();
    assertThat(SECURE).allMatch(routes -> leadsWithTls(uri, routes) && !leads(uri, routes));
  }

  @Test
  void overTlsItLeadsWhereTlsIsSpoken() {
    var uri = "sip:romeo@h;transport=TLS";
    assertThat(leads(uri, List.of())).isFalse();
    assertThat(leadsWithTls(uri, List.of())).isTrue();
    assertThat(leads(uri, PLAIN)).isTrue();
    assertThat(SECURE).allMatch(routes -> leadsWithTls(uri, routes) && !leads(uri, routes));
  }

  /** RFC 3261 §8.1.2: nothing of sips goes in the clear. */
  @ParameterizedTest
  @ValueSource(strings = {"sips:romeo@h", "SIPS:romeo@h:5071;transport=tcp"})
  void sipsWantsARouteOfTls(String uri) {
    assertThat(leads(uri, List.of())).isFalse();
    assertThat(leadsWithTls(uri, List.of())).isTrue();
    assertThat(leads(uri, PLAIN)).isFalse();
    assertThat(leadsWithTls(uri, PLAIN)).isFalse();
    assertThat(leadsWithTls(uri, ROUTED)).isFalse();
    assertThat(SECURE).allMatch(routes -> leadsWithTls(uri, routes) && !leads(uri, routes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "", "tel:+15551234", "im:romeo@example.net", "sip:", "urn:x:y"})
  void whatIsNoSipUriNeverLeads(String uri) {
    assertThat(leadsWithTls(uri, List.of())).isFalse();
    assertThat(leadsWithTls(uri, ROUTED)).isFalse();
  }

  @Test
  void aRefreshThatLeadsNowhereChangesNothing() {
    var dialog = Dialog.ofPeer(Scene.fromRomeo("INVITE", "c"), "ours");
    assertThat(dialog.targeted(List.of(SipParty.of("tel:+1")), false)).isEqualTo(dialog);
    assertThat(dialog.targeted(List.of(SipParty.of("sip:r@192.0.2.9")), false).target())
        .isEqualTo("sip:r@192.0.2.9");
  }
}
