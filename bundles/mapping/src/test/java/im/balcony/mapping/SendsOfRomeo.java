package im.balcony.mapping;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.List;
import java.util.Optional;

/** What Romeo sends on a session, and the stanza that Juliet gets for it. */
final class SendsOfRomeo {

  private final Scene scene;
  private int texts;

  SendsOfRomeo(Scene scene) {
    this.scene = scene;
  }

  MsrpEvent.Received received(String leg, String id, String text, boolean success) {
    return received(leg, id, text, success, FailureReport.YES);
  }

  MsrpEvent.Received received(
      String leg, String id, String text, boolean success, FailureReport failure) {
    return typed(leg, id, "text/plain", Octets.utf8(text), success, failure);
  }

  MsrpEvent.Received typed(
      String leg, String id, String type, Octets octets, boolean success, FailureReport failure) {
    return new MsrpEvent.Received(
        scene.session(leg),
        "tid",
        List.of(SdpWriting.uri(Scene.PEER_PATH).orElseThrow()),
        new MsrpMessage(id, type, octets, success, failure),
        new MsrpContent(type, Optional.empty(), octets, Optional.empty()));
  }

  /** The stanza of a text of Romeo's. */
  Stanza stanza(MsrpEvent.Received received) {
    var heard = scene.hear(Event.MsrpText.class, received);
    return scene.stanza(new Effect.TextToXmpp("x", heard.message(), Optional.of(heard.leg())));
  }

  /** Romeo writes on the session and wants to hear nothing of it; the stanza. */
  Stanza reply(String leg, String text) {
    return stanza(received(leg, "mid-" + ++texts, text, false, FailureReport.NO));
  }
}
