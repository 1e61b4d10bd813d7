package im.balcony.examples.softphones;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.session.Effect;

/**
 * Some softphones show nothing at all of a text that holds U+2028 or U+2029, which editors insert
 * for a line break within a paragraph. They get a plain line end instead.
 */
final class LineSeparators {

  private LineSeparators() {}

  /** The effect with a text that such a phone shows; any other effect as it is. */
  static Effect asLineEnds(Effect effect) {
    if (effect instanceof Effect.TextToMsrp e) {
      return new Effect.TextToMsrp(e.effectId(), e.leg(), plain(e.message()), e.until());
    }
    if (effect instanceof Effect.PageToSip e) {
      return new Effect.PageToSip(e.effectId(), plain(e.message()), e.gruu(), e.leg());
    }
    return effect;
  }

  private static ChatMessage plain(ChatMessage m) {
    return new ChatMessage(
        m.ref(),
        m.kind(),
        // LF is the line end of the vocabulary; the standard rules write it as CRLF.
        m.text().replace('\u2028', '\n').replace('\u2029', '\n'),
        m.subject(),
        m.thread(),
        m.language(),
        m.sent(),
        m.nick(),
        m.receiptWanted(),
        m.failureWanted(),
        m.state(),
        m.expires(),
        m.stored(),
        m.html(),
        m.subjects());
  }
}
