package im.balcony.mapping.stanza;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.msrp.MsrpContent.Cpim;
import im.balcony.api.session.Event;
import im.balcony.api.tenant.Notifications;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.Imdn;
import im.balcony.mapping.content.Imdn.Disposition;
import im.balcony.mapping.content.ImdnWish;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.text.Timestamps;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Notifications of what became of the SIP user's single messages (RFC 5438): who wants them, and
 * what stanzas bring them about. Each is a message of its own to the machine, and one to which
 * nobody replies.
 */
public final class StanzaNotices {

  private static final int MAX_ROUTES = 10;
  private static final int MAX_LENGTH = 255;

  private StanzaNotices() {}

  // Wanting.

  /** What the sender of a MESSAGE wants to be notified of; none if that cannot be done. */
  public static Optional<ImdnWish> wish(CorrelationTurn turn, Cpim cpim) {
    var id = values(cpim, "Message-ID").stream().findFirst().orElse("");
    var routes = values(cpim, "IMDN-Record-Route");
    if (turn.context.tenant().policy().notifications() == Notifications.NEVER
        || !isShort(id)
        || routes.size() > MAX_ROUTES
        || !routes.stream().allMatch(StanzaNotices::isRoute)) {
      return Optional.empty();
    }
    var wanted =
        values(cpim, "Disposition-Notification").stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(value -> value.split(";", 2)[0].strip())
            .toList();
    var time =
        cpim.header("DateTime")
            .filter(t -> Timestamps.fromStamp(t).isPresent())
            .orElseGet(() -> Timestamps.stamp(Instant.ofEpochMilli(turn.context.now())));
    var original = values(cpim, "Original-To").stream().map(StanzaNotices::uri).findFirst();
    return Optional.of(
            ImdnWish.of(id, time, wanted, routes, original.filter(StanzaNotices::isShort)))
        .filter(ImdnWish::isWanted);
  }

  private static List<String> values(Cpim cpim, String name) {
    return cpim.headers().stream()
        .filter(h -> h.namespace().equals(Imdn.HEADERS) && h.name().equals(name))
        .map(h -> h.value().strip())
        .toList();
  }

  private static boolean isShort(String text) {
    return !text.isEmpty() && text.length() <= MAX_LENGTH;
  }

  private static boolean isRoute(String route) {
    try {
      return isShort(route) && !SipUri.parse(uri(route)).host().isEmpty();
    } catch (AddressException e) {
      return false;
    }
  }

  /** The URI of an address: what stands in brackets, if there are some. */
  public static String uri(String address) {
    var open = address.indexOf('<');
    var close = address.indexOf('>', open + 1);
    return open < 0 || close < 0 ? address : address.substring(open + 1, close);
  }

  // Telling.

  /** A stanza says what became of a message: told to whom it was not told yet, if he wants it. */
  static void tell(CorrelationTurn turn, Stanza stanza, String ref, Disposition what) {
    var memory = CorrelationMessages.memory(turn, ref);
    var wish = memory.notice().filter(w -> w.wants(what));
    if (wish.isEmpty() || turn.context.tenant().policy().notifications() == Notifications.NEVER) {
      return;
    }
    CorrelationMessages.remember(turn, ref, memory.noticing(wish.map(w -> w.told(what))));
    var own = CorrelationMessages.newRef(turn);
    CorrelationMessages.remember(
        turn,
        own,
        CorrelationMessage.ofNotice(
            turn.context.now(), stanza.from().toString(), wish.get().saying(what)));
    turn.tell(
        new Event.XmppText(ChatMessage.plain(own, ChatMessage.Kind.HEADLINE, ""), memory.gruu()));
  }

  /** A marker for a text that asked for one; one behind that of a newer text is nothing. */
  static void displayed(CorrelationTurn turn, Stanza stanza, String id) {
    var found =
        CorrelationMessages.ofStanza(turn, id)
            .filter(known -> wants(known.getValue(), Disposition.DISPLAYED));
    if (found.isEmpty()) {
      turn.note("marker nobody asked for");
      return;
    }
    var ref = found.get().getKey();
    if (ref.compareTo(turn.correlation.state().shown()) < 0) {
      turn.note("marker behind a newer one");
      return;
    }
    turn.correlation.state(s -> s.shown(ref));
    // What is shown has arrived.
    CorrelationMessages.remember(turn, ref, found.get().getValue().received());
    turn.tell(new Event.XmppReceipt(ref));
    tell(turn, stanza, ref, Disposition.DELIVERED);
    tell(turn, stanza, ref, Disposition.DISPLAYED);
  }

  private static boolean wants(CorrelationMessage memory, Disposition what) {
    return memory.notice().filter(wish -> wish.wants(what)).isPresent();
  }
}
