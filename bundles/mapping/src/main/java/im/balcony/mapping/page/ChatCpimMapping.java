package im.balcony.mapping.page;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.content.Imdn;
import im.balcony.mapping.content.Subjects;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import im.balcony.mapping.text.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Texts and documents of the XMPP user in message/cpim (RFC 3862, RFC 4975 §13). */
public final class ChatCpimMapping {

  private static final String TEXT = "text/plain; charset=utf-8";

  private ChatCpimMapping() {}

  /** A text with its sender, addressee, time and subject, in a session. */
  public static Octets wrap(CorrelationTurn turn, ChatMessage message, Octets text) {
    return wrap(turn, message, text, true, List.of());
  }

  /** A text of a MESSAGE, with all its subjects and further headers. */
  static Octets wrap(CorrelationTurn turn, ChatMessage message, Octets text, List<Header> further) {
    return wrap(turn, message, text, false, further);
  }

  private static Octets wrap(
      CorrelationTurn turn,
      ChatMessage message,
      Octets text,
      boolean inSession,
      List<Header> further) {
    var headers = addresses(turn, message.nick().map(TextRules::headerLine).orElse(""));
    var sent = message.sent().orElse(Instant.ofEpochMilli(turn.context.now()));
    headers.add(header("DateTime", Timestamps.stamp(sent)));
    headers.addAll(Subjects.headers(message, inSession));
    headers.addAll(further);
    var language = message.language().flatMap(Languages::checked);
    return turn.context.formats().wrap(headers, TEXT, language, text);
  }

  /** Any other document. */
  public static Octets wrap(CorrelationTurn turn, String contentType, Octets document) {
    var headers = addresses(turn, "");
    headers.add(header("DateTime", Timestamps.stamp(Instant.ofEpochMilli(turn.context.now()))));
    return turn.context.formats().wrap(headers, contentType, document);
  }

  /** A notification with its further headers; it says what it is (RFC 5438 §7.2.1). */
  static Octets notification(CorrelationTurn turn, List<Header> further, Octets document) {
    var headers = addresses(turn, "");
    headers.addAll(further);
    return turn.context
        .formats()
        .wrap(headers, Imdn.CONTENT_TYPE, Optional.empty(), Optional.of("notification"), document);
  }

  private static List<Header> addresses(CorrelationTurn turn, String name) {
    var book = turn.context.book();
    var headers = new ArrayList<Header>();
    var juliet = "<" + AddressMapping.toSipUri(turn.key.juliet(), book) + ">";
    headers.add(header("From", name.isEmpty() ? juliet : quoted(name) + " " + juliet));
    headers.add(header("To", "<" + AddressMapping.toSipUri(turn.key.romeo(), book) + ">"));
    return headers;
  }

  private static String quoted(String name) {
    return '"' + name.replaceAll("[\"\\\\]", "'") + '"';
  }

  private static Header header(String name, String value) {
    return new Header(Header.BASE, name, Optional.empty(), value);
  }
}
