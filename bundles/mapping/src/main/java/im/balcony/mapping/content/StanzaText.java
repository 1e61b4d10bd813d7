package im.balcony.mapping.content;

import im.balcony.api.message.ChatMessage.Subject;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import im.balcony.mapping.text.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a message stanza matters to the SIP side; children that are not named here are ignored
 * (RFC 6120 §8.4).
 *
 * @param body the one text to be sent, line ends as LF; never empty
 * @param subjects the subjects with their languages, that in the language of the body first
 * @param language the well-formed language tag of the body
 * @param thread the thread as written, never empty
 * @param delay when it was written, if it was delayed on the way (XEP-0203)
 * @param nick the sender's display name, one line (XEP-0172)
 * @param receiptRequested whether a receipt is wanted (XEP-0184)
 * @param state a chat state (XEP-0085)
 * @param received the id of the message that is acknowledged (XEP-0184)
 * @param markable whether it is to be said that the message was shown (XEP-0333)
 * @param displayed the id of the message that was shown (XEP-0333)
 * @param correction whether the body replaces one sent before (XEP-0308); it is marked as such
 * @param stored whether the text may be kept on disk (XEP-0334)
 * @param refusal why the text cannot go to the SIP side at all: it is encrypted (XEP-0380)
 */
public record StanzaText(
    Optional<String> body,
    List<Subject> subjects,
    Optional<String> language,
    Optional<String> thread,
    Optional<Instant> delay,
    Optional<String> nick,
    boolean receiptRequested,
    Optional<ChatState> state,
    Optional<String> received,
    boolean markable,
    Optional<String> displayed,
    boolean correction,
    boolean stored,
    Optional<Failure> refusal) {

  /** The namespace of receipts (XEP-0184). */
  public static final String RECEIPTS = "urn:xmpp:receipts";

  /** The namespace of delayed delivery (XEP-0203). */
  public static final String DELAY = "urn:xmpp:delay";

  /** The namespace of nicknames (XEP-0172). */
  public static final String NICK = "http://jabber.org/protocol/nick";

  /** The namespace of chat markers (XEP-0333). */
  public static final String MARKERS = "urn:xmpp:chat-markers:0";

  static final String HINTS = "urn:xmpp:hints";

  private static final String CORRECTION = "urn:xmpp:message-correct:0";
  private static final String CARBONS = "urn:xmpp:carbons:2";
  private static final String OUT_OF_BAND = "jabber:x:oob";

  /** Elements that stand for a text nobody but the XMPP recipient can read, by namespace. */
  private static final Map<String, String> ENCRYPTION =
      Map.of(
          "urn:xmpp:eme:0", "encryption",
          "eu.siacs.conversations.axolotl", "encrypted",
          "urn:xmpp:omemo:1", "encrypted",
          "urn:xmpp:omemo:2", "encrypted",
          "urn:xmpp:openpgp:0", "openpgp",
          "jabber:x:encrypted", "x");

  private static final String EDIT_MARK = "[edit] ";

  /** The subject that goes where there is room for no other. */
  public Optional<String> subject() {
    return Subjects.first(subjects);
  }

  /** Reads a message stanza of any type but error. */
  public static StanzaText read(Stanza stanza) {
    var refusal = refusal(stanza);
    var readable = refusal.isEmpty() && !isCarbon(stanza);
    var chosen = readable ? chosenBody(stanza) : Optional.<Element>empty();
    var language = chosen.map(e -> language(e, stanza)).orElse(stanza.language());
    var correction = isCorrection(stanza);
    var body =
        chosen
            .map(Element::text)
            .or(() -> readable ? url(stanza) : Optional.empty())
            .map(text -> TextRules.xml(TextRules.lf(text)));
    return new StanzaText(
        correction ? body.map(EDIT_MARK::concat) : body,
        readable ? subjects(stanza, language) : List.of(),
        body.isPresent() ? language.flatMap(Languages::checked) : Optional.empty(),
        stanza.child(Stanza.NAMESPACE, "thread").map(Element::text).filter(t -> !t.isBlank()),
        stanza
            .child(DELAY, "delay")
            .flatMap(e -> e.attribute("stamp"))
            .flatMap(Timestamps::fromStamp),
        stanza
            .child(NICK, "nick")
            .map(e -> TextRules.headerLine(e.text()))
            .filter(n -> !n.isEmpty()),
        stanza.child(RECEIPTS, "request").isPresent(),
        ChatStates.read(stanza.children()),
        received(stanza),
        stanza.child(MARKERS, "markable").isPresent(),
        stanza.child(MARKERS, "displayed").flatMap(e -> e.attribute("id")),
        correction,
        isStored(stanza),
        refusal);
  }

  /** Without the id of what it replaces it replaces nothing (XEP-0308 §3). */
  private static boolean isCorrection(Stanza stanza) {
    return stanza
        .child(CORRECTION, "replace")
        .flatMap(replace -> replace.attribute("id"))
        .filter(id -> !id.isBlank())
        .isPresent();
  }

  /** Whether there is a text or a subject to be sent. */
  public boolean hasContent() {
    return body.isPresent() || !subjects.isEmpty();
  }

  private static Optional<Failure> refusal(Stanza stanza) {
    for (var child : stanza.children()) {
      if (child.name().equals(ENCRYPTION.get(child.namespace()))) {
        return Optional.of(
            Failure.stanza("not-acceptable", false)
                .withText("Encrypted messages cannot be delivered to SIP users"));
      }
    }
    return Optional.empty();
  }

  /** A copy of somebody's message: never taken out, never relayed (XEP-0280 §11). */
  private static boolean isCarbon(Stanza stanza) {
    return stanza.child(CARBONS, "sent").isPresent()
        || stanza.child(CARBONS, "received").isPresent();
  }

  /** The body in the stanza's own language, or else the first (I18N-09); empty ones are none. */
  private static Optional<Element> chosenBody(Stanza stanza) {
    var bodies = all(stanza, "body");
    bodies.removeIf(body -> body.text().isEmpty());
    return inLanguage(bodies, stanza, stanza.language()).or(() -> bodies.stream().findFirst());
  }

  private static Optional<Element> inLanguage(
      List<Element> elements, Stanza stanza, Optional<String> wanted) {
    for (var element : elements) {
      if (sameLanguage(language(element, stanza), wanted)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  /** First that in the body's language, else that without a language, else as they stand. */
  private static List<Subject> subjects(Stanza stanza, Optional<String> language) {
    var elements = all(stanza, "subject");
    inLanguage(elements, stanza, language)
        .or(() -> elements.stream().filter(s -> s.attribute("xml:lang").isEmpty()).findFirst())
        .ifPresent(first -> elements.add(0, first));
    return Subjects.of(
        elements.stream().map(e -> new Subject(e.text(), language(e, stanza))).toList());
  }

  private static List<Element> all(Stanza stanza, String name) {
    var all = new ArrayList<Element>(1);
    for (var child : stanza.children()) {
      if (child.is(Stanza.NAMESPACE, name)) {
        all.add(child);
      }
    }
    return all;
  }

  private static Optional<String> language(Element element, Stanza stanza) {
    return element.attribute("xml:lang").or(stanza::language);
  }

  private static boolean sameLanguage(Optional<String> one, Optional<String> other) {
    return one.orElse("").equalsIgnoreCase(other.orElse(""));
  }

  private static Optional<String> url(Stanza stanza) {
    return stanza
        .child(OUT_OF_BAND, "x")
        .flatMap(x -> x.child(OUT_OF_BAND, "url"))
        .map(u -> u.text().strip())
        .filter(u -> !u.isEmpty());
  }

  /** Clients of XEP-0184 1.0 leave out the id and repeat it as the stanza's own. */
  private static Optional<String> received(Stanza stanza) {
    return stanza
        .child(RECEIPTS, "received")
        .flatMap(e -> e.attribute("id").or(stanza::id))
        .filter(id -> !id.isEmpty());
  }

  private static boolean isStored(Stanza stanza) {
    return stanza.child(HINTS, "no-store").isEmpty()
        && stanza.child(HINTS, "no-permanent-store").isEmpty();
  }
}
