package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Ids;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.XmppEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another version goes on wherever the last one stopped, and the server notices nothing. */
class ReplacementTest {

  private static final String BEFORE =
      "<?xml version='1.0' encoding='UTF-8'?> " + Link.HEADER + " <handshake/>\n";

  /** All that a stream can hold, with a stanza over the limit in it. */
  private static final String STREAM =
      BEFORE
          + "<message from='juliet@example.com/b' to='romeo@example.net' id='1' xml:lang='en'>"
          + "<body a=\"'/>\" b='&amp;'>Wherefore &#x1F339; \uD83C\uDF39 \u00e9?</body><x xmlns='u'/></message>"
          + " \n<message from='@@' to='romeo@example.net' id='2'/>"
          + "<message from='juliet@example.com' to='romeo@example.net' id='3'><a b='"
          + "x".repeat(60)
          + "&lt;\u20ac'><c/>"
          + "</a><d>"
          + "\u00e9".repeat(5_000)
          + "</d></message>"
          + "<presence from='juliet@example.com' to='romeo@example.net'/>"
          + Link.loop("PING", "get", "<ping xmlns='urn:xmpp:ping'/>")
          + "<message from='juliet@example.com' to='romeo@example.net' id='m2' type='error'/>"
          + Link.loop("PING", "result", "")
          + "</stream:stream>";

  private record Heard(String said, List<WireRecord> told) {}

  private static Link link() {
    var link = Link.opened(Link.SETTINGS.with("receive-limit", 10_000));
    link.ids =
        new Ids() {
          @Override
          public String token(int characters) {
            return "PING";
          }

          @Override
          public long below(long bound) {
            return 0;
          }
        };
    link.sends("e1", Link.message("m1", "one")).sends("e2", Link.message("m2", "two"));
    return link;
  }

  private static Heard whole() {
    var link = link().hears(STREAM);
    return new Heard(link.said(), link.told());
  }

  @Test
  void theRecordedStreamHoldsWhatItShould() {
    var heard = whole();
    assertThat(heard.told()).hasSize(8);
    assertThat(heard.told())
        .contains(new XmppEvent.HandedOver("e1"), new XmppEvent.Refused("e2"), Link.down("closed"))
        .doesNotContain(new XmppEvent.HandedOver("e2"));
    assertThat(heard.said()).contains("jid-malformed", "policy-violation", "<body>two</body>");
  }

  @Test
  @Tag("broad")
  void anotherVersionGoesOnAtEveryOctet() {
    goesOnEach(1);
  }

  @Test
  void anotherVersionGoesOnAtSomeOctets() {
    goesOnEach(499);
  }

  private static void goesOnEach(int step) {
    var heard = whole();
    var octets = STREAM.getBytes(StandardCharsets.UTF_8);
    for (var at = 0; at <= octets.length; at += step) {
      var link = link().hears(Arrays.copyOf(octets, at)).handsOver();
      link.hears(Arrays.copyOfRange(octets, at, octets.length));
      assertThat(new Heard(link.said(), link.told())).as("at " + at).isEqualTo(heard);
    }
  }

  @Test
  @Tag("broad")
  void manyVersionsGoOnOctetByOctet() {
    var link = link();
    for (var octet : STREAM.getBytes(StandardCharsets.UTF_8)) {
      link.hears(new byte[] {octet}).handsOver();
    }
    assertThat(new Heard(link.said(), link.told())).isEqualTo(whole());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 4_096})
  void piecesAndTailsChangeNothing(int size) {
    var link = link();
    var octets = (STREAM + " and what nobody reads <").getBytes(StandardCharsets.UTF_8);
    for (var at = 0; at < octets.length; at += size) {
      link.hears(Arrays.copyOfRange(octets, at, Math.min(octets.length, at + size)));
    }
    assertThat(new Heard(link.said(), link.told())).isEqualTo(whole());
  }

  @Test
  void whatIsOpenGoesAlong() {
    var link = Link.up().sends("covered", Link.message("m1", "one"));
    var ping = Link.pingId(link.said());
    link.sends("uncovered", Link.message("m2", "two"));
    for (var i = 0; i < 3; i++) {
      link.sends("big" + i, Link.message("b" + i, "x".repeat(60_000)));
    }
    link.sends("unwritten", Link.message("m3", "three"));
    link.said();
    var before = link.deadline;
    link.handsOver().at(link.now);
    assertThat(link.deadline).isEqualTo(before);
    assertThat(link.wantsWritable).isTrue();
    assertThat(link.said()).isEmpty();
    link.pong(ping).writable(1_000_000);
    assertThat(link.said()).contains("three");
    assertThat(link.told()).containsExactly(new XmppEvent.HandedOver("covered"));
    link.handsOver().loses();
    assertThat(link.told())
        .containsExactly(
            new XmppEvent.NotSent("uncovered", true),
            new XmppEvent.NotSent("big0", true),
            new XmppEvent.NotSent("big1", true),
            new XmppEvent.NotSent("big2", true),
            new XmppEvent.NotSent("unwritten", true),
            Link.down("closed"));
  }

  @Test
  void aLostStreamStaysLost() {
    var link = Link.up().loses().handsOver();
    link.told();
    link.hears("<message from='a@example.com' to='b@example.net'/>").at(99_999).loses();
    assertThat(link.told()).isEmpty();
  }
}
