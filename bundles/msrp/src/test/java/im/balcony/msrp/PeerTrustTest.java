package im.balcony.msrp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.Fingerprint.Hash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions are bound to the other end that they were agreed upon with, and to no other. */
class PeerTrustTest {

  private static final Fingerprint HIS = new Fingerprint(Hash.SHA_256, "AB:CD");
  private static final Fingerprint OTHER = new Fingerprint(Hash.SHA_256, "AB:CE");
  private static final String FAULT = "the peer's certificate has expired";

  private static String secret(String uri) {
    return uri.replaceFirst("^msrp:", "msrps:");
  }

  private static MsrpSession session(
      boolean first, String own, String his, Fingerprint... described) {
    return new MsrpSession(
        Peer.uri(own),
        List.of(Peer.uri(his)),
        first,
        List.of("text/plain"),
        List.of(),
        65_536,
        2048,
        32,
        60_000,
        0,
        List.of(described),
        Optional.empty());
  }

  private static MsrpSession session(boolean first, Fingerprint... described) {
    return session(first, secret(Peer.US), secret(Peer.THEM), described);
  }

  private static String broken(Peer peer) {
    var broken = peer.records(MsrpEvent.Broken.class);
    return broken.isEmpty() ? "" : broken.get(0).reason();
  }

  @Test
  void whoIsVouchedForIsSpokenTo() {
    var peer = Peer.withTls(true, "", HIS);
    peer.tell(new MsrpCommand.Bind(session(true)));
    assertThat(broken(peer)).isEmpty();
    assertThat(peer.heard()).startsWith("MSRP ");
  }

  @Test
  void whoIsNotVouchedForHearsNothing() {
    var peer = Peer.withTls(true, FAULT, HIS);
    peer.tell(new MsrpCommand.Bind(session(true)));
    assertThat(broken(peer)).isEqualTo(FAULT);
    assertThat(peer.heard()).isEmpty();
    assertThat(peer.close).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFingerprintDecidesAlone(boolean outgoing) {
    var right = Peer.withTls(outgoing, FAULT, HIS);
    bind(right, outgoing, OTHER, HIS);
    assertThat(broken(right)).isEmpty();
    assertThat(right.close).isFalse();

    var wrong = Peer.withTls(outgoing, "", HIS);
    bind(wrong, outgoing, OTHER);
    assertThat(broken(wrong)).contains("its description");
    assertThat(wrong.close).isTrue();

    var nobody = Peer.withTls(outgoing, "");
    bind(nobody, outgoing, HIS);
    assertThat(broken(nobody)).isEqualTo("the peer shows no certificate");
    assertThat(nobody.close).isTrue();
  }

  private static void bind(Peer peer, boolean outgoing, Fingerprint... described) {
    if (!outgoing) {
      peer.say(Peer.bodiless("hello1"));
    }
    peer.tell(new MsrpCommand.Bind(session(outgoing, described)));
  }

  /** What he said is refused, and nothing of it is brought on. */
  @Test
  void whatAStrangerSaysIsNotHeard() {
    var peer = Peer.withTls(false, "", OTHER);
    peer.say(Peer.text("t1", "m1", "1-10/10", "I am Romeo", '$'));
    peer.tell(new MsrpCommand.Bind(session(false, HIS)));
    assertThat(peer.heard()).contains(" 403 ");
    assertThat(peer.delivered()).isEmpty();
    assertThat(peer.close).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withTlsAndWithoutItAreNotTheSame(boolean outgoing) {
    var plain = new Peer(outgoing);
    bind(plain, outgoing);
    assertThat(broken(plain)).isEqualTo("the connection is one without TLS");
    assertThat(plain.close).isTrue();

    var secret = Peer.withTls(outgoing, "");
    if (!outgoing) {
      secret.say(Peer.bodiless("hello1"));
    }
    secret.tell(new MsrpCommand.Bind(session(outgoing, Peer.US, Peer.THEM)));
    assertThat(broken(secret)).isEqualTo("the connection is one of TLS");
    assertThat(secret.close).isTrue();
  }

  /** A connection of several sessions goes on for those that trust it. */
  @Test
  void whoSharesAConnectionIsJudgedForHimself() {
    var peer = Peer.withTls(true, "", HIS);
    peer.tell(new MsrpCommand.Bind(session(true, HIS)));
    peer.heard();
    peer.tell(
        new MsrpCommand.Bind(session(true, secret(Peer.OTHER_US), secret(Peer.OTHER_THEM), OTHER)));
    assertThat(broken(peer)).contains("its description");
    assertThat(peer.heard()).isEmpty();
    assertThat(peer.close).isFalse();
  }
}
