package im.balcony.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.Direction;
import im.balcony.api.message.Outcome;
import im.balcony.api.observe.Trace;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.CpimWrapping;
import im.balcony.api.tenant.Durability;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.api.tenant.MsrpReachable;
import im.balcony.api.tenant.MsrpTls;
import im.balcony.api.tenant.PageHtml;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.api.tls.CipherSuites;
import im.balcony.api.tls.Fingerprint;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The words as they stand in stores, files, logs and consoles of those who upgrade: one that is
 * changed here is not read any more.
 */
class WordTest {

  static Stream<Arguments> vocabularies() {
    return Stream.of(
        Arguments.of(Outcome.Kind.class, "PENDING HANDED_OVER DELIVERED FAILED EXPIRED"),
        Arguments.of(Direction.class, "xmpp-to-sip sip-to-xmpp"),
        Arguments.of(
            Trace.Word.class,
            "received accepted by-message handed-over unreported delivered failed expired late"
                + " refused duplicate dropped quarantined"),
        Arguments.of(Transport.class, "UDP TCP TLS"),
        Arguments.of(FailureReport.class, "yes partial no"),
        Arguments.of(ChatMode.class, "msrp page"),
        Arguments.of(CpimWrapping.class, "when-needed always"),
        Arguments.of(PageOversize.class, "split reject upgrade"),
        Arguments.of(PageHtml.class, "refuse convert"),
        Arguments.of(PageStatus.class, "202 200"),
        Arguments.of(MsrpReachable.class, "yes no"),
        Arguments.of(MsrpCema.class, "yes no"),
        Arguments.of(CipherSuites.class, "modern compatible"),
        Arguments.of(MsrpTls.class, "off accepted offered required"),
        Arguments.of(Fingerprint.Hash.class, "sha-512 sha-384 sha-256 sha-1"),
        Arguments.of(Durability.class, "none process power"));
  }

  @ParameterizedTest
  @MethodSource("vocabularies")
  void theWordsStay(Class<? extends Word> vocabulary, String words) {
    assertThat(Word.all(vocabulary)).containsExactly(words.split(" "));
  }

  @Test
  void aWordIsFoundToTheLetter() {
    assertThat(Word.of(Durability.class, "power")).contains(Durability.POWER);
    assertThat(Word.of(Durability.class, "POWER")).isEmpty();
    assertThat(Word.of(Durability.class, "")).isEmpty();
  }

  @Test
  void aTransportIsNamedInAnyCase() {
    assertThat(Transport.of("tcp")).contains(Transport.TCP);
    assertThat(Transport.of("Udp")).contains(Transport.UDP);
    assertThat(Transport.of("tls")).contains(Transport.TLS);
    assertThat(Transport.of("tlsx")).isEmpty();
    assertThat(Transport.stored("")).isEqualTo(Transport.UDP);
    assertThat(Transport.TCP.reliable()).isTrue();
    assertThat(Transport.UDP.reliable()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Outcome.Kind.class)
  void eachOutcomeHasATraceOfItsOwn(Outcome.Kind kind) {
    var plain = Trace.Word.of(kind, false);
    assertThat(Stream.of(Outcome.Kind.values()).filter(k -> Trace.Word.of(k, false) == plain))
        .containsExactly(kind);
    assertThat(kind.isFinal()).isEqualTo(Trace.Word.of(kind, true) == plain);
  }
}
