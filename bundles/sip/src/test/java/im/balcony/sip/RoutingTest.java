package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.UnsendableException;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where requests go. */
class RoutingTest {

  private static Tenant tenant(List<String> nextHop, Optional<String> advertise) {
    var t = Tenants.verona();
    return new Tenant(
        t.id(),
        false,
        t.sipDomains(),
        t.xmppDomains(),
        t.component(),
        nextHop,
        t.trustedPeers(),
        advertise,
        t.msrpAdvertise(),
        t.msrpConnectAllow(),
        t.policy(),
        t.limits());
  }

  private static SipRequest request(String uri, List<String> routes, boolean inDialog) {
    var r = Texts.toRomeo("MESSAGE", 5060, "", 0);
    return new SipRequest(
        r.method(),
        uri,
        r.from(),
        inDialog ? r.to().tagged("t") : SipParty.of("sip:romeo@example.net"),
        r.callId(),
        1,
        70,
        routes,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        r.body(),
        Optional.empty());
  }

  private static PreparedRequest prepare(Tenant tenant, SipRequest request) throws Exception {
    try (var edge = Edge.open(new VirtualTimers(), tenant)) {
      return edge.port.prepare(new SipCommand.Request("effect", "verona", request));
    }
  }

  private static String hop(PreparedRequest prepared) {
    var hop = prepared.hop();
    return hop.text("transport", "") + ' ' + hop.text("host", "") + ' ' + hop.number("port", 0);
  }

  @Test
  @Requirement("SIP-50")
  void theOutboundProxyIsAPreloadedRoute() throws Exception {
    var tenant = tenant(List.of("sip:proxy.example.net:5070;transport=tcp"), Optional.empty());
    var prepared = prepare(tenant, request("sip:romeo@example.net", List.of(), false));
    assertThat(hop(prepared)).isEqualTo("TCP proxy.example.net 5070");
    var seen = Seen.of(prepared.octets().toArray());
    assertThat(seen.header("Route")).isEqualTo("<sip:proxy.example.net:5070;transport=tcp;lr>");
    assertThat(seen.start()).isEqualTo("MESSAGE sip:romeo@example.net SIP/2.0");
  }

  @Test
  void aDialogHasItsOwnRoutes() throws Exception {
    var tenant = tenant(List.of("sip:proxy.example.net"), Optional.empty());
    var routed =
        request(
            "sip:romeo@192.0.2.1",
            List.of("\"P, 1\" <sip:p1.example.net;lr>;x=y", "<sip:p2.example.net;lr>"),
            true);
    assertThat(hop(prepare(tenant, routed))).isEqualTo("UDP p1.example.net 0");
    var direct = request("sip:romeo@[2001:db8::1]:5080", List.of(), true);
    assertThat(hop(prepare(tenant, direct))).isEqualTo("UDP 2001:db8::1 5080");
  }

  @Test
  @Requirement("SIP-29")
  void aStrictRouterIsSentToByTheRequestUri() throws Exception {
    var tenant = tenant(List.of(), Optional.empty());
    var far = "<sip:far.example.net;lr>";
    for (var others : List.of(List.<String>of(), List.of(far))) {
      var routes = new ArrayList<>(others);
      routes.add(0, "<sip:strict.example.net:5062;x=y>");
      var prepared = prepare(tenant, request("sip:romeo@192.0.2.1", routes, true));
      assertThat(hop(prepared)).isEqualTo("UDP strict.example.net 5062");
      var seen = Seen.of(prepared.octets().toArray());
      assertThat(seen.start()).isEqualTo("MESSAGE sip:strict.example.net:5062;x=y SIP/2.0");
      var behind = new ArrayList<>(others);
      behind.add("<sip:romeo@192.0.2.1>");
      assertThat(seen.all("Route")).isEqualTo(behind);
    }
  }

  @Test
  void theAdvertisedAddressStandsInVia() throws Exception {
    var tenant = tenant(List.of(), Optional.of("gw.example.net:5160"));
    var prepared = prepare(tenant, request("sip:romeo@192.0.2.1", List.of(), false));
    assertThat(Seen.of(prepared.octets().toArray()).header("Via"))
        .startsWith("SIP/2.0/UDP gw.example.net:5160;branch=z9hG4bK");
  }

  @Test
  @Requirement("SIP-48")
  void aSilentProxyIsPassedOverForAWhile() throws Exception {
    var timers = new VirtualTimers();
    var tenant =
        tenant(
            List.of("sip:127.0.0.1:1;transport=tcp", "sip:127.0.0.1:2;transport=tcp"),
            Optional.empty());
    try (var edge = Edge.open(timers, tenant)) {
      var command =
          new SipCommand.Request(
              "effect", "verona", request("sip:romeo@example.net", List.of(), false));
      var first = edge.port.prepare(command);
      assertThat(hop(first)).isEqualTo("TCP 127.0.0.1 1");
      edge.port.send(first);
      // Both refused the connection.
      edge.intake.next(im.balcony.api.sip.SipEvent.NotAnswered.class);
      assertThat(hop(edge.port.prepare(command))).isEqualTo("TCP 127.0.0.1 1");
    }
  }

  @Test
  void aHopThatWantsAnotherTransportSaysSo() {
    for (var uri : List.of("sips:p.example.net", "sip:p.example.net;transport=TLS")) {
      assertThatThrownBy(
              () ->
                  prepare(
                      tenant(List.of(), Optional.empty()),
                      request("sip:romeo@example.net", List.of("<" + uri + ";lr>"), true)))
          .isInstanceOfSatisfying(
              UnsendableException.class,
              e -> {
                assertThat(e.failure().cause()).isEqualTo(Failure.Cause.TRANSPORT);
                assertThat(e.failure().condition()).hasValue("remote-server-not-found");
                assertThat(e.failure().text().orElse("")).contains("TLS");
              });
    }
  }
}
