package im.balcony.mapping.msrp;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.tenant.CpimWrapping;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.correlation.CorrelationEffect;
import im.balcony.mapping.correlation.CorrelationEffect.Kind;
import im.balcony.mapping.correlation.CorrelationEnds;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.page.ChatCpimMapping;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpReading;
import im.balcony.mapping.sdp.SdpWriting;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import java.util.List;
import java.util.Optional;

/** What goes to the SIP user by MSRP (RFC 7573 §4 to §8, RFC 4975). */
public final class ChatMediaMapping {

  private static final int MESSAGE_ID = 22;
  private static final int REFRESH_SECONDS = (int) (IsComposing.DEFAULT_REFRESH / 1000);

  private ChatMediaMapping() {}

  /** Binds the session, and connects where that is ours to do. */
  public static void open(CorrelationTurn turn, Effect.OpenMedia effect) {
    var leg = turn.correlation.leg(effect.leg());
    var peer = leg.flatMap(CorrelationLeg::peer);
    var path = leg.flatMap(CorrelationLeg::path);
    if (leg.isEmpty() || peer.isEmpty() || path.isEmpty()) {
      turn.fail(Failure.of(Cause.INTERNAL, "Nothing was negotiated"));
      return;
    }
    turn.correlation.put(leg.get().notClosed());
    if (peer.get().again()) {
      return;
    }
    var connect = peer.get().connect();
    turn.send(new MsrpCommand.Open(session(turn, path.get(), peer.get(), connect), connect));
  }

  private static MsrpSession session(
      CorrelationTurn turn, MsrpUri path, SdpPeer peer, boolean connect) {
    var limits = turn.context.tenant().limits();
    return new MsrpSession(
        path,
        peer.path().stream().flatMap(p -> SdpWriting.uri(p).stream()).toList(),
        connect,
        SdpWriting.ACCEPT_TYPES,
        SdpWriting.ACCEPT_WRAPPED_TYPES,
        SdpWriting.maxSize(turn.context),
        limits.chunkSize(),
        limits.partialMessages(),
        limits.partialAge(),
        MsrpSession.AS_CONFIGURED,
        peer.fingerprints(),
        peer.anchor());
  }

  /** The peer's answer to the last offer in a session. */
  public static Optional<SdpReading> answer(
      CorrelationTurn turn, CorrelationLeg leg, SessionDescription answer) {
    return leg.path()
        .flatMap(
            path -> leg.sdp().map(ours -> SdpReading.answer(answer, ours, path, turn.context)));
  }

  /**
   * There is a media anchor that the peer knows nothing of: the session is offered anew without
   * (RFC 6714 §4.2), as after a connection that went for no fault of the peer's.
   */
  public static void offerAgain(CorrelationTurn turn, CorrelationLeg leg) {
    var why = Failure.of(Cause.TRANSPORT, "A media anchor cannot be used");
    turn.tell(new Event.MediaDown(leg.name(), why, true));
  }

  /** Lets the session go. */
  public static void close(CorrelationTurn turn, Effect.CloseMedia effect) {
    var leg = turn.correlation.leg(effect.leg());
    leg.flatMap(CorrelationLeg::path)
        .ifPresent(path -> turn.send(new MsrpCommand.Unbind(path.sessionId())));
    leg.ifPresent(l -> CorrelationEnds.close(turn, l));
  }

  /** A text as SEND. */
  public static void text(CorrelationTurn turn, Effect.TextToMsrp effect) {
    var leg = turn.correlation.leg(effect.leg()).filter(l -> !l.ended());
    var peer = leg.flatMap(CorrelationLeg::peer);
    var path = leg.flatMap(CorrelationLeg::path);
    if (leg.isEmpty() || peer.isEmpty() || path.isEmpty()) {
      turn.fail(Failure.msrp(481, "Session is gone").withCondition("recipient-unavailable"));
      return;
    }
    var message = message(turn, effect.message(), peer.get(), leg.get());
    if (message.isEmpty()) {
      return;
    }
    var used = effect.message().thread();
    turn.correlation.put(leg.get().thread(used).subjectOf(effect.message()));
    used.ifPresent(thread -> turn.correlation.state(s -> s.thread(thread)));
    expect(turn, effect.effectId(), Kind.TEXT, effect.leg());
    turn.send(
        new MsrpCommand.Send(
            effect.effectId(), path.get().sessionId(), message.get(), patience(turn, effect)));
  }

  private static long patience(CorrelationTurn turn, Effect.TextToMsrp effect) {
    return effect.until() == Long.MAX_VALUE
        ? MsrpCommand.Send.ENDLESS
        : Math.max(0, effect.until() - turn.context.now());
  }

  /** The MSRP message, or a failure told to the turn. */
  private static Optional<MsrpMessage> message(
      CorrelationTurn turn, ChatMessage message, SdpPeer peer, CorrelationLeg leg) {
    if (!peer.takes()) {
      turn.fail(
          Failure.of(Cause.FORBIDDEN, "Recipient takes no messages").withCondition("not-allowed"));
      return Optional.empty();
    }
    var always = turn.context.tenant().policy().cpim() == CpimWrapping.ALWAYS;
    var form = leg.deaf() ? SdpPeer.Form.NONE : peer.text(always);
    if (form == SdpPeer.Form.NONE) {
      turn.fail(
          Failure.of(Cause.UNSUPPORTED_TYPE, "Recipient takes no text")
              .withCondition("not-acceptable"));
      return Optional.empty();
    }
    var wrap = form == SdpPeer.Form.WRAPPED;
    var text = Octets.utf8(TextRules.crlf(words(message, leg, wrap)));
    var body = wrap ? ChatCpimMapping.wrap(turn, message, text) : text;
    if (body.length() > peer.maxSize()) {
      turn.fail(
          Failure.of(Cause.TOO_LARGE, "Message is longer than the recipient takes")
              .withCondition("policy-violation"));
      return Optional.empty();
    }
    var id = remember(turn, message.ref(), leg, body.length());
    var type = wrap ? SdpPeer.CPIM : "text/plain";
    return Optional.of(
        new MsrpMessage(
            id,
            type,
            body,
            message.receiptWanted(),
            failureReport(turn),
            wrap ? Optional.empty() : message.language().flatMap(Languages::checked)));
  }

  /**
   * The text as the SIP user reads it. A subject has no place of its own in a session without
   * message/cpim and must not be lost: where it is not the one that the INVITE said or that was
   * read last, it is the first line.
   */
  private static String words(ChatMessage message, CorrelationLeg leg, boolean wrapped) {
    var subject = message.subject().orElse("");
    if (message.text().isEmpty()) {
      return subject;
    }
    return wrapped || subject.isEmpty() || leg.hasSubject(subject)
        ? message.text()
        : subject + "\n" + message.text();
  }

  /** A message keeps its Message-ID when it is sent again in another session (RFC 4975 §5.4). */
  private static String remember(CorrelationTurn turn, String ref, CorrelationLeg leg, int length) {
    var memory = CorrelationMessages.memory(turn, ref);
    var id = memory.messageId().orElseGet(() -> turn.context.ids().token(MESSAGE_ID));
    CorrelationMessages.remember(turn, ref, memory.sentBy(leg, id, length));
    return id;
  }

  private static FailureReport failureReport(CorrelationTurn turn) {
    return turn.context.tenant().policy().failureReport();
  }

  private static void expect(CorrelationTurn turn, String effectId, Kind kind, String leg) {
    turn.correlation.effects().put(effectId, CorrelationEffect.of(kind, leg));
  }

  /** Only where the peer takes it (STATE-09); a refusal is wanted, a success is not (STATE-31). */
  public static void composing(CorrelationTurn turn, Effect.ComposingToMsrp effect) {
    var leg = turn.correlation.leg(effect.leg()).filter(l -> !l.ended() && !l.mute());
    var peer = leg.flatMap(CorrelationLeg::peer).filter(SdpPeer::takes);
    var path = leg.flatMap(CorrelationLeg::path);
    var type = IsComposing.CONTENT_TYPE;
    var form = peer.map(p -> p.document(type)).orElse(SdpPeer.Form.NONE);
    if (path.isEmpty() || peer.isEmpty() || form == SdpPeer.Form.NONE) {
      return;
    }
    var document = IsComposing.write(effect.active(), REFRESH_SECONDS);
    var wrap = form == SdpPeer.Form.WRAPPED;
    var body = wrap ? ChatCpimMapping.wrap(turn, type, document) : document;
    if (body.length() > peer.get().maxSize()) {
      return;
    }
    // By one name for both a REPORT finds what the document was.
    var id = turn.context.ids().token(MESSAGE_ID);
    turn.correlation.forgetComposings(effect.leg());
    expect(turn, id, Kind.COMPOSING, effect.leg());
    turn.send(
        new MsrpCommand.Send(
            id,
            path.get().sessionId(),
            new MsrpMessage(id, wrap ? SdpPeer.CPIM : type, body, false, FailureReport.PARTIAL)));
  }

  /** A REPORT on the SIP user's message, as far as he asked for it (RFC 4975 §7.1.2). */
  public static void report(CorrelationTurn turn, Effect.ReportToMsrp effect) {
    var memory = CorrelationMessages.memory(turn, effect.ref());
    if (effect.failure().isPresent()) {
      CorrelationMessages.unheard(turn, effect.ref());
    }
    var wanted = effect.failure().isPresent() ? memory.failureWanted() : memory.successWanted();
    var status = effect.failure().map(ErrorMapping::toMsrpStatus).orElse(200);
    if (wanted && memory.messageId().isPresent()) {
      reported(turn, memory, status, comment(effect.failure()));
    }
  }

  private static String comment(Optional<Failure> failure) {
    return failure.map(f -> f.text().map(TextRules::headerLine).orElse("")).orElse("OK");
  }

  /** To-Path is the complete From-Path of the SEND; nothing once the session is over. */
  static void reported(
      CorrelationTurn turn, CorrelationMessage memory, int status, String comment) {
    var path =
        memory
            .leg()
            .flatMap(turn.correlation::leg)
            .filter(l -> !l.ended() && !l.closed())
            .flatMap(CorrelationLeg::path);
    List<MsrpUri> to = memory.path().stream().flatMap(p -> SdpWriting.uri(p).stream()).toList();
    if (path.isPresent() && !to.isEmpty()) {
      turn.send(
          new MsrpCommand.Report(
              path.get().sessionId(),
              to,
              memory.messageId().orElse(""),
              memory.length(),
              status,
              comment));
    }
  }
}
