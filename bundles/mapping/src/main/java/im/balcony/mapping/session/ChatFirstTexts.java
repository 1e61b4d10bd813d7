package im.balcony.mapping.session;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.sip.SipRequest;
import im.balcony.mapping.content.DialogBodies;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.content.PageBody;
import im.balcony.mapping.content.Subjects;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.page.PageInMapping;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.stanza.ChatStanzaMapping;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import im.balcony.mapping.text.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an INVITE says besides its session description: texts that begin the chat, and whether the
 * caller is composing (RFC 3261 §8.2.3). The 200 that accepts the session accepts the texts.
 *
 * @param texts the texts in their order
 * @param composing what is said of composing, if anything
 */
record ChatFirstTexts(List<Text> texts, Optional<IsComposing> composing) {

  /**
   * One text.
   *
   * @param body what it says
   * @param octets the part it came in
   */
  record Text(PageBody body, Octets octets) {}

  /**
   * Reads the body of an INVITE.
   *
   * @throws FormatException 400 for a body that cannot be taken apart, 415 if a part of it is
   *     required and not understood
   */
  static ChatFirstTexts read(SipRequest invite, CorrelationTurn turn) throws FormatException {
    var formats = turn.context.formats();
    var texts = new ArrayList<Text>();
    var composing = Optional.<IsComposing>empty();
    for (var part : DialogBodies.parts(invite, turn.context, DialogBodies.WITH_INVITE)) {
      if (SdpPeer.bareType(part.contentType()).equals(DialogBodies.SDP)) {
        continue;
      }
      try {
        var body = PageBody.readOne(part, formats, false);
        if (body.text().filter(t -> !t.isEmpty()).isPresent()) {
          texts.add(new Text(body, part.body()));
        }
        composing = body.composing().isPresent() ? body.composing() : composing;
      } catch (FormatException e) {
        if (part.required()) {
          throw e;
        }
      }
    }
    return new ChatFirstTexts(List.copyOf(texts), composing);
  }

  /**
   * The messages of the texts, which are known from now on as having come with {@code leg}; one
   * that was heard before is left out.
   *
   * @throws FormatException 413 if the stanza of one would be too large
   */
  List<ChatMessage> messages(CorrelationTurn turn, SipRequest invite, CorrelationLeg leg)
      throws FormatException {
    // There is no Message-ID that a REPORT could name.
    var memory = CorrelationMessage.ofLeg(turn.context.now(), leg).asFirst();
    var messages = new ArrayList<ChatMessage>();
    for (var text : texts) {
      var message = message(turn, text.body(), invite, leg);
      if (ChatStanzaMapping.tooLarge(turn, message, memory, Optional.of(leg))) {
        throw new FormatException(413, "Request Entity Too Large");
      }
      messages.add(message);
    }
    // Only now, for nothing may be known of an INVITE that is refused.
    var fresh = new ArrayList<ChatMessage>();
    for (var i = 0; i < messages.size(); i++) {
      if (isNew(turn, texts.get(i), messages.get(i).ref(), memory)) {
        fresh.add(messages.get(i));
      }
    }
    return fresh;
  }

  /** Remembers a text, unless it names itself and is on its way, or has just arrived. */
  private static boolean isNew(
      CorrelationTurn turn, Text text, String ref, CorrelationMessage memory) {
    var name = text.body().cpim().flatMap(c -> PageInMapping.name(c, text.octets()));
    if (name.isEmpty()) {
      CorrelationMessages.remember(turn, ref, memory);
      return true;
    }
    var known = CorrelationMessages.heard(turn, name.get(), ref);
    if (known.isPresent() && !CorrelationMessages.memory(turn, known.get()).isEmpty()) {
      return false;
    }
    if (known.isPresent()) {
      // It failed, or was long ago.
      CorrelationMessages.unknown(turn, name.get());
      CorrelationMessages.heard(turn, name.get(), ref);
    }
    CorrelationMessages.remember(turn, ref, memory.heardAs(name.get()));
    return true;
  }

  /** The session was refused, and with it what came in its INVITE: it was never heard. */
  static void refused(CorrelationTurn turn, CorrelationLeg leg) {
    for (var ref : CorrelationMessages.firstOf(turn, leg)) {
      CorrelationMessages.unheard(turn, ref);
      CorrelationMessages.forget(turn, ref);
    }
  }

  private static ChatMessage message(
      CorrelationTurn turn, PageBody body, SipRequest invite, CorrelationLeg leg) {
    var now = Instant.ofEpochMilli(turn.context.now());
    var subjects = Subjects.of(Optional.empty(), body.cpim());
    var language =
        body.language().or(() -> invite.header("Content-Language").flatMap(Languages::first));
    return new ChatMessage(
        CorrelationMessages.newRef(turn),
        ChatMessage.Kind.CHAT,
        body.text().orElse(""),
        Subjects.first(subjects),
        leg.thread(),
        language,
        body.cpim()
            .flatMap(c -> c.header("DateTime"))
            .flatMap(Timestamps::fromStamp)
            .filter(t -> !t.isAfter(now)),
        leg.dialog().remote().display().map(TextRules::headerLine).filter(n -> !n.isEmpty()),
        false,
        FailureReport.NO,
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        Subjects.besides(subjects, language));
  }
}
