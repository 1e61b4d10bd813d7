package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstLightTest {

  @Test
  void messageOverUdp() throws Exception {
    try (var edge = Edge.open();
        var romeo = edge.udpPeer()) {
      edge.answerAll(202);
      romeo.send(Texts.message(romeo));
      assertThat(romeo.receive().status()).isEqualTo(202);
      assertThat(edge.intake.received().request().body().utf8()).isEqualTo("Art thou not Romeo?");
    }
  }
}
