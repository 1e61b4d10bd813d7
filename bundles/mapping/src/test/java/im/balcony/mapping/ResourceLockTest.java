package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.address.Jid;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.Route;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To which of her resources a chat goes: RFC 6121 §5.1. */
class ResourceLockTest {

  private static final Jid FULL = Vectors.jid(Scene.JULIET);
  private static final Jid BARE = FULL.bare();

  private final Scene scene = new Scene();
  private int texts;

  @BeforeEach
  void establish() {
    scene.established("leg", sdp("text/plain"));
  }

  @ParameterizedTest
  @CsvSource({
    "unavailable, juliet@example.com/yn0cl4bnw0yr3vym",
    "'', juliet@example.com/yn0cl4bnw0yr3vym",
    "'', juliet@example.com/another",
    "unavailable, juliet@example.com"
  })
  void presenceReleasesIt(String type, String from) {
    assertThat(reply().to()).isEqualTo(FULL);
    var presence = presence(type, Vectors.jid(from));
    assertThat(scene.route(presence)).isInstanceOf(Route.ToConversation.class);
    scene.in(presence);

    assertThat(reply().to()).isEqualTo(BARE);

    scene.text("chat", "again", body("I am back"));
    assertThat(reply().to()).isEqualTo(FULL);
  }

  @Test
  void aBounceReleasesIt() {
    var sent = reply();
    scene.hear(
        Event.XmppError.class,
        ErrorMapping.bounce(sent, ErrorMapping.stanzaError("service-unavailable", "")));

    assertThat(reply().to()).isEqualTo(BARE);
  }

  @Test
  void presenceOfSomebodyWithoutASessionIsNotRemembered() {
    var other = new Scene();
    other.in(presence("unavailable", FULL));

    assertThat(other.rows.isEmpty()).isTrue();
  }

  private static Stanza presence(String type, Jid from) {
    return new Stanza(
        Stanza.Kind.PRESENCE,
        from,
        Vectors.jid(Scene.ROMEO),
        Optional.empty(),
        Optional.of(type).filter(t -> !t.isEmpty()),
        Optional.empty(),
        List.of());
  }

  /** Romeo writes on the session, and Juliet gets it. */
  private Stanza reply() {
    var octets = Octets.utf8("text " + ++texts);
    var received =
        new MsrpEvent.Received(
            scene.session("leg"),
            "tid",
            List.of(SdpWriting.uri(Scene.PEER_PATH).orElseThrow()),
            new MsrpMessage("mid-" + texts, "text/plain", octets, false, FailureReport.NO),
            new MsrpContent("text/plain", Optional.empty(), octets, Optional.empty()));
    var heard = scene.hear(Event.MsrpText.class, received);
    return scene.stanza(
        new Effect.TextToXmpp("x" + texts, heard.message(), Optional.of(heard.leg())));
  }
}
