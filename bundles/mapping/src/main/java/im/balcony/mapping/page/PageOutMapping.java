package im.balcony.mapping.page;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.session.Effect;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.tenant.CpimWrapping;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationThreads;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.dialog.DialogRequests;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import im.balcony.mapping.text.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A text of the XMPP user in MESSAGE requests (RFC 7572 §4, RFC 3428 §4). */
public final class PageOutMapping {

  /** The most octets of a MESSAGE outside of media sessions (RFC 3428 §8). */
  static final int MAX_OCTETS = 1300;

  /** A body of which the Content-Length has as many digits as any that fits. */
  private static final Octets SAMPLE = Octets.utf8("x".repeat(1000));

  private static final int TAG = 12;

  /** Growing CSeq numbers count from here, in seconds, so that they grow over restarts too. */
  private static final long EPOCH = 1_577_836_800;

  private static final long MAX_SEQUENCE = (1L << 31) - 1;

  private PageOutMapping() {}

  /** A text as one MESSAGE, or several. */
  public static void out(CorrelationTurn turn, Effect.PageToSip effect) {
    var notice =
        CorrelationMessages.memory(turn, effect.message().ref())
            .notice()
            .filter(n -> n.said().isPresent());
    if (notice.isPresent()) {
      PageNoticeOut.out(turn, effect, alone(turn, effect), notice.get());
      return;
    }
    var leg =
        effect
            .leg()
            .flatMap(turn.correlation::leg)
            .filter(l -> !l.ended() && l.dialog().remoteTag().isPresent());
    var draft = leg.isPresent() ? inDialog(effect, leg.get()) : alone(turn, effect);
    var parts = parts(turn, draft, effect.message());
    if (parts.isEmpty()) {
      turn.fail(
          Failure.of(Cause.TOO_LARGE, "Message is too long for one SIP MESSAGE")
              .withCondition("policy-violation"));
      return;
    }
    send(turn, effect, draft, parts.get(), leg);
  }

  private static void send(
      CorrelationTurn turn,
      Effect.PageToSip effect,
      SipRequest draft,
      List<String> parts,
      Optional<CorrelationLeg> leg) {
    var step = step(turn);
    var sequence = draft.cseq();
    var asked = new ArrayList<String>();
    for (var part : parts) {
      var body = Octets.utf8(part);
      var id = PageNotices.newId(turn, effect.message());
      id.ifPresent(asked::add);
      turn.request(effect.effectId(), with(turn, draft, effect.message(), id, body, sequence));
      sequence += step;
    }
    PageNotices.asked(turn, effect.message(), asked);
    var last = sequence - 1;
    if (leg.isPresent()) {
      turn.correlation.put(leg.get().with(leg.get().dialog().sent(last)));
    } else {
      turn.correlation.state(s -> s.sequence(last));
    }
  }

  /**
   * How far CSeq numbers of parts are apart. They are made ready together and sent one after
   * another, so where challenges are answered each has room for the numbers that this takes.
   */
  private static int step(CorrelationTurn turn) {
    var challenged = turn.context.tenant().digest().credentials().isPresent();
    return challenged ? 1 + SipEvent.Answered.MOST_RAISED : 1;
  }

  /** The parts by the tenant's policy; empty if the text does not fit (SIZE-01). */
  private static Optional<List<String>> parts(
      CorrelationTurn turn, SipRequest draft, ChatMessage message) {
    var most =
        switch (turn.context.tenant().policy().pageOversize()) {
          case SPLIT -> turn.context.tenant().limits().pageParts();
          case REJECT, UPGRADE -> 1;
        };
    // The last part has the largest CSeq number, hence the most digits.
    var id = PageNotices.newId(turn, message);
    var sample = with(turn, draft, message, id, SAMPLE, draft.cseq() + (long) most * step(turn));
    var head = turn.context.sizes().of(command(turn, sample)) - SAMPLE.length();
    return PageSplitter.split(
        TextRules.crlf(message.text()),
        most,
        part -> (long) head + Octets.utf8(part).length() <= MAX_OCTETS);
  }

  static SipCommand.Request command(CorrelationTurn turn, SipRequest request) {
    return new SipCommand.Request("", turn.key.tenant(), request);
  }

  private static SipRequest with(
      CorrelationTurn turn,
      SipRequest draft,
      ChatMessage message,
      Optional<String> id,
      Octets part,
      long cseq) {
    var always = turn.context.tenant().policy().cpim() == CpimWrapping.ALWAYS && !part.isEmpty();
    var wrap = always || id.isPresent();
    var body =
        wrap ? ChatCpimMapping.wrap(turn, message, part, PageNotices.headers(message, id)) : part;
    var type = wrap ? SdpPeer.CPIM : "text/plain;charset=utf-8";
    return new SipRequest(
        draft.method(),
        draft.requestUri(),
        draft.from(),
        draft.to(),
        draft.callId(),
        cseq,
        draft.maxForwards(),
        draft.routes(),
        draft.contact(),
        draft.headers(),
        part.isEmpty() ? Optional.empty() : Optional.of(type),
        body,
        Optional.empty());
  }

  private static SipRequest inDialog(Effect.PageToSip effect, CorrelationLeg leg) {
    var dialog = leg.dialog();
    var headers = headers(effect.message());
    return DialogRequests.plain(dialog, "MESSAGE", dialog.localSeq() + 1, headers);
  }

  private static SipRequest alone(CorrelationTurn turn, Effect.PageToSip effect) {
    var context = turn.context;
    var message = effect.message();
    var memory = CorrelationMessages.memory(turn, message.ref());
    var romeo = AddressMapping.toSipUri(turn.key.romeo(), context.book());
    return new SipRequest(
        "MESSAGE",
        effect.gruu().map(romeo::withGruu).orElse(romeo).toString(),
        from(turn, message, memory).tagged(context.ids().token(TAG)),
        SipParty.of(romeo.toString()),
        CorrelationThreads.pageCallId(turn.correlation, message.thread(), context.ids()),
        sequence(turn),
        (int) Math.min(DialogRequests.MAX_FORWARDS, memory.hops().orElse(255)),
        List.of(),
        Optional.empty(),
        headers(message),
        Optional.empty(),
        Octets.EMPTY,
        Optional.empty());
  }

  /** The bare JID and the resource as GRUU (RFC 7572 §4 note 1). */
  private static SipParty from(
      CorrelationTurn turn, ChatMessage message, CorrelationMessage memory) {
    var juliet = CorrelationMessages.sender(turn, memory);
    var uri = AddressMapping.toSipUri(juliet, turn.context.book());
    var name = message.nick().map(TextRules::headerLine).filter(n -> !n.isEmpty());
    return new SipParty(uri.toString(), name, java.util.Map.of());
  }

  private static long sequence(CorrelationTurn turn) {
    var clock = turn.context.now() / 1000 - EPOCH;
    var next = Math.max(turn.correlation.state().sequence() + 1, Math.max(1, clock));
    return Math.min(
        next, MAX_SEQUENCE - (long) turn.context.tenant().limits().pageParts() * step(turn));
  }

  /** What RFC 7572 Table 1 maps to headers. */
  private static List<SipHeader> headers(ChatMessage message) {
    var headers = new ArrayList<SipHeader>();
    headers.add(DialogRequests.SUPPORTED);
    message
        .subject()
        .map(TextRules::headerLine)
        .filter(s -> !s.isEmpty())
        .ifPresent(s -> headers.add(new SipHeader("Subject", s)));
    message
        .language()
        .flatMap(Languages::checked)
        .ifPresent(l -> headers.add(new SipHeader("Content-Language", l)));
    message
        .sent()
        .filter(t -> t.getEpochSecond() > 0 && t.getEpochSecond() < 253_402_300_800L)
        .ifPresent(t -> headers.add(new SipHeader("Date", Timestamps.sipDate(t))));
    return headers;
  }
}
