package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody makes the gateway connect into its own network (RFC 4975 §14.5). */
class ThirdPartyConnectTest {

  @Test
  @Requirement({"SEC-20"})
  void loopbackIsNotConnectedToByDefault() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("msrp.connect-allow", ""))) {
      scene.say("juliet@example.com/x", "romeo@example.net", "chat", "t1", "<body>x</body>");
      var hers = romeo.invites.next(WAIT);
      hers.answer(hers.sdp("passive"), "");
      assertThat(hers.expectBye(WAIT).method()).isEqualTo("BYE");
      assertThat(romeo.messages.next(WAIT).text()).isEqualTo("x");
      assertThat(hers.isCalled(SILENCE)).isFalse();

      var his = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN.withSetup("passive"));
      if (his.response().status() < 300) {
        his.expectBye(WAIT);
      } else {
        assertThat(his.response().status()).isEqualTo(488);
      }
      assertThat(his.isCalled(SILENCE)).isFalse();
      assertThat(scene.violations.all()).isEmpty();
    }
  }

  /** Whatever the machine answers on that is not public: loopback, link-local and private. */
  @Test
  @Requirement({"SEC-20"})
  void noPathLeadsIntoTheMachineItself() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("msrp.connect-allow", ""))) {
      for (var address : inner()) {
        try (var trap = new ServerSocket(0, 1, address)) {
          var place = host(address) + ":" + trap.getLocalPort();
          var call =
              romeo.invite(
                  "sip:hero@example.com",
                  Call.Offer.PLAIN.withSetup("passive"),
                  sdp -> sdp.replaceFirst("(?<=a=path:msrp://)[^/]*", place));
          if (call.response().status() < 300) {
            call.expectBye(WAIT);
          } else {
            assertThat(call.response().status()).isEqualTo(488);
          }
          trap.setSoTimeout((int) SILENCE.toMillis());
          assertThatThrownBy(trap::accept).as(place).isInstanceOf(SocketTimeoutException.class);
        }
      }
    }
  }

  private static List<InetAddress> inner() throws IOException {
    var all = new ArrayList<>(List.of(InetAddress.getByName("127.1.2.3")));
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a.isLoopbackAddress() || a.isLinkLocalAddress() || a.isSiteLocalAddress())
        .forEach(all::add);
    return all;
  }

  private static String host(InetAddress address) {
    var text = address.getHostAddress().replaceFirst("%.*", "");
    return text.contains(":") ? "[" + text + "]" : text;
  }
}
