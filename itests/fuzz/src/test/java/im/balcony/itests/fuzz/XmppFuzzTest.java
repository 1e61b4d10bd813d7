package im.balcony.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Octets on a component stream mean the same in whatever pieces they come. */
class XmppFuzzTest {

  static Stream<byte[]> stream() {
    return Corpus.of("Xmpp.stream");
  }

  static Stream<byte[]> stanzas() {
    return Corpus.of("Xmpp.stanzas");
  }

  @MethodSource
  @FuzzTest
  void stream(byte[] octets) {
    var whole = Worlds.component().hears(octets);
    var slow = Worlds.component().hears(octets, 1);
    assertThat(slow.told()).isEqualTo(whole.told());
    assertThat(slow.all()).isEqualTo(whole.all());
    var half = octets.length / 2;
    var exchanged =
        Worlds.component()
            .hears(Arrays.copyOf(octets, half))
            .exchanged()
            .hears(Arrays.copyOfRange(octets, half, octets.length));
    assertThat(exchanged.told()).isEqualTo(whole.told());
    assertThat(exchanged.all()).isEqualTo(whole.all());
  }

  /** What was read is written as something that is read alike. */
  @MethodSource
  @FuzzTest
  void stanzas(byte[] octets) {
    for (var record : Worlds.component().hears(octets).told()) {
      if (record instanceof Stanza stanza) {
        var back =
            new Stanza(
                stanza.kind(),
                stanza.to(),
                Gate.JULIET,
                stanza.id(),
                stanza.type(),
                stanza.language(),
                stanza.children());
        var said = Worlds.saidBy(new XmppCommand.Send(Optional.empty(), back));
        if (said.length > 0) {
          assertThat(Worlds.stanzas(said)).hasSize(1);
          assertThat(Worlds.stanzas(said).get(0).children()).isEqualTo(back.children());
          assertThat(Worlds.stanzas(said).get(0).id()).isEqualTo(back.id());
        }
      }
    }
  }
}
