package im.balcony.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SourcesTest {

  @Test
  void oneSourceCannotTakeAllConnections() throws Exception {
    var one = InetAddress.getByName("192.0.2.1");
    var other = InetAddress.getByName("192.0.2.2");
    var sources = new Sources(2);
    assertThat(sources.enter(one)).isTrue();
    assertThat(sources.enter(one)).isTrue();
    assertThat(sources.enter(one)).isFalse();
    assertThat(sources.enter(other)).isTrue();
    sources.leave(one);
    assertThat(sources.enter(one)).isTrue();
    assertThat(sources.enter(one)).isFalse();
  }
}
