package im.balcony.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A port at which nothing can be accepted for a while. */
class AcceptingTest {

  @Test
  void itIsLetAloneForAWhileAndTriedAgain() {
    var port = new EmbeddedChannel(new Accepting());
    port.freezeTime();
    for (var i = 0; i < 3; i++) {
      port.pipeline().fireExceptionCaught(new IOException("Too many open files"));
      assertThat(port.config().isAutoRead()).isFalse();
      port.advanceTimeBy(Accepting.PAUSE_MILLIS - 1, TimeUnit.MILLISECONDS);
      port.runScheduledPendingTasks();
      assertThat(port.config().isAutoRead()).isFalse();
      port.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      port.runScheduledPendingTasks();
      assertThat(port.config().isAutoRead()).isTrue();
    }
    // Nobody else hears of the failure, and what is accepted goes on as ever.
    port.checkException();
    port.writeInbound("a connection");
    assertThat(port.<String>readInbound()).isEqualTo("a connection");
    assertThat(port.finish()).isFalse();
  }
}
