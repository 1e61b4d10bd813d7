package im.balcony.msrp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.msrp.MsrpSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two instances talk in one thread through a wire that cuts octets anywhere, holds them back and
 * sometimes ends; now and then an instance is exchanged. Every message sent has exactly one result,
 * and what was answered 200 arrived whole and once.
 */
class TalkTest {

  private static final class End {
    final Peer peer;
    final Random random;
    final Map<String, String> sent = new HashMap<>();
    int written;
    int routed;

    End(boolean outgoing, Random random) {
      peer = new Peer(outgoing);
      peer.eager = false;
      this.random = random;
    }

    void route() {
      for (; routed < peer.records.size(); routed++) {
        if (peer.records.get(routed) instanceof MsrpEvent.Received r) {
          peer.tell(
              new MsrpCommand.Respond(
                  r.sessionId(), r.transactionId(), random.nextInt(9) == 0 ? 413 : 200, ""));
        }
      }
    }

    void send(String session, String effect) {
      var body = new StringBuilder(effect + ":");
      for (var i = random.nextInt(3) * random.nextInt(4000); i > 0; i--) {
        body.append("-\r\n$x".charAt(random.nextInt(5)));
      }
      sent.put(effect, body.toString());
      peer.tell(
          new MsrpCommand.Send(
              effect,
              session,
              new MsrpMessage(
                  "m" + effect,
                  "text/plain",
                  Peer.octets(body.toString()),
                  random.nextBoolean(),
                  FailureReport.YES)));
    }

    void write(End other, boolean all) {
      var ready = peer.wire.length() - written;
      var size = all ? ready : random.nextInt(Math.min(ready, 3000) + 1);
      if (size > 0) {
        other.peer.say(peer.wire.substring(written, written + size));
        written += size;
      }
      if (written == peer.wire.length() && peer.wantsWritable) {
        peer.writable(1 + random.nextInt(5000));
      }
    }
  }

  private static MsrpSession session(String own, String peer, boolean first, int chunk) {
    return new MsrpSession(
        Peer.uri("msrp://h:1/" + own + ";tcp"),
        List.of(Peer.uri("msrp://h:2/" + peer + ";tcp")),
        first,
        List.of("*"),
        List.of("*"),
        100_000,
        chunk,
        32,
        60_000,
        0);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  @Tag("broad")
  void everyMessageHasOneResult(long seed) {
    talk(seed);
  }

  @Test
  void everyMessageOfOneTalkHasOneResult() {
    talk(1);
  }

  private static void talk(long seed) {
    var random = new Random(seed);
    var a = new End(true, random);
    var b = new End(false, random);
    var chunk = 2048 << random.nextInt(4);
    for (var s = 1; s <= 3; s++) {
      a.peer.tell(new MsrpCommand.Bind(session("a" + s, "b" + s, true, chunk)));
      b.peer.tell(new MsrpCommand.Bind(session("b" + s, "a" + s, false, chunk)));
    }
    var steps = 3000;
    var lost = random.nextInt(3) == 0;
    for (var i = 0; i < steps; i++) {
      if (i < steps / 3 && random.nextInt(8) == 0) {
        var end = random.nextBoolean() ? a : b;
        end.send((end == a ? "a" : "b") + (1 + random.nextInt(3)), (end == a ? "a" : "b") + i);
      }
      a.write(b, false);
      b.write(a, false);
      a.route();
      b.route();
      if (random.nextInt(30) == 0) {
        (random.nextBoolean() ? a : b).peer.exchange();
      }
      if (lost && i == steps / 4) {
        break;
      }
    }
    while (!lost && (a.written < a.peer.wire.length() || b.written < b.peer.wire.length())) {
      a.write(b, true);
      b.write(a, true);
      a.route();
      b.route();
    }
    if (lost) {
      a.peer.closed();
      b.peer.closed();
    }
    assertThat(a.peer.close).isEqualTo(lost);
    check(a, b, lost);
    check(b, a, lost);
  }

  private static void check(End from, End to, boolean lost) {
    var results = new HashMap<String, Integer>();
    for (var sent : from.peer.records(MsrpEvent.Sent.class)) {
      assertThat(results.put(sent.effectId(), sent.status())).isNull();
    }
    assertThat(results.keySet()).isEqualTo(from.sent.keySet());
    var arrived = new HashMap<String, String>();
    for (var received : to.peer.records(MsrpEvent.Received.class)) {
      var text =
          new String(
              received.message().body().toArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThat(arrived.put(received.message().messageId().substring(1), text)).isNull();
    }
    results.forEach(
        (effect, status) -> {
          if (status == 200 || !lost) {
            assertThat(arrived.get(effect)).isEqualTo(from.sent.get(effect));
            assertThat(status).isIn(200, 413);
          }
        });
    arrived.forEach((effect, text) -> assertThat(text).isEqualTo(from.sent.get(effect)));
  }
}
