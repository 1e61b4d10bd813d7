package im.balcony.mapping.page;

import im.balcony.api.data.Octets;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.api.session.Effect;
import im.balcony.api.sip.SipRequest;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.content.Imdn;
import im.balcony.mapping.content.ImdnWish;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.stanza.StanzaNotices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A notification for the SIP user, in a MESSAGE (RFC 5438 §7.2.1, §12.1.3). */
final class PageNoticeOut {

  private PageNoticeOut() {}

  /** Sends it to whom {@code draft} is for, over the addresses that its message came over. */
  static void out(
      CorrelationTurn turn, Effect.PageToSip effect, SipRequest draft, ImdnWish notice) {
    var target =
        notice.routes().stream().findFirst().map(StanzaNotices::uri).orElse(draft.requestUri());
    var request =
        new SipRequest(
            draft.method(),
            target,
            draft.from(),
            draft.to(),
            draft.callId(),
            draft.cseq(),
            draft.maxForwards(),
            draft.routes(),
            draft.contact(),
            draft.headers(),
            Optional.of(SdpPeer.CPIM),
            body(turn, notice),
            Optional.empty());
    if (turn.context.sizes().of(PageOutMapping.command(turn, request))
        > PageOutMapping.MAX_OCTETS) {
      turn.fail(Failure.of(Cause.TOO_LARGE, "Notification is too long for one SIP MESSAGE"));
      return;
    }
    turn.correlation.state(s -> s.sequence(draft.cseq()));
    turn.request(effect.effectId(), request);
  }

  private static Octets body(CorrelationTurn turn, ImdnWish notice) {
    var headers = new ArrayList<Header>();
    headers.add(PageNotices.header("Message-ID", PageNotices.newId(turn)));
    notice.routes().forEach(route -> headers.add(PageNotices.header("IMDN-Route", route)));
    var juliet = AddressMapping.toSipUri(turn.key.juliet(), turn.context.book()).toString();
    var recipients = notice.original().map(original -> List.of(juliet, original)).orElse(List.of());
    var document =
        new Imdn(notice.id(), notice.said().orElseThrow()).write(notice.time(), recipients);
    return ChatCpimMapping.notification(turn, headers, document);
  }
}
