package im.balcony.mapping.page;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.PageHtml;
import im.balcony.mapping.content.DialogBodies;
import im.balcony.mapping.content.Imdn;
import im.balcony.mapping.content.Imdn.Disposition;
import im.balcony.mapping.content.ImdnWish;
import im.balcony.mapping.content.PageBody;
import im.balcony.mapping.content.Subjects;
import im.balcony.mapping.content.XhtmlIm;
import im.balcony.mapping.correlation.CorrelationAsked;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationThreads;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.route.Routing;
import im.balcony.mapping.stanza.ChatStanzaMapping;
import im.balcony.mapping.stanza.StanzaNotices;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import im.balcony.mapping.text.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A MESSAGE of the SIP user (RFC 7572 §5, RFC 3428 §7). */
public final class PageInMapping {

  private static final long SECOND = 1000;

  /**
   * How long a message may take to the XMPP server that is valid no longer than now, in
   * milliseconds; as long ago it may have expired, for dates are in whole seconds.
   */
  private static final long AT_ONCE = 2_000;

  private PageInMapping() {}

  /** A MESSAGE outside of dialogs, or within the dialog of {@code leg} (PAGE-51). */
  public static void received(
      CorrelationTurn turn, SipEvent.Received received, Optional<CorrelationLeg> leg) {
    var request = received.request();
    var refusal = DialogBodies.refusal(request);
    if (refusal.isPresent()) {
      turn.respond(received.transaction(), refusal.get());
      return;
    }
    try {
      hear(turn, received, body(request, turn), leg);
    } catch (FormatException e) {
      var why = Failure.sip(e.status(), String.valueOf(e.getMessage()));
      var answer = ErrorMapping.toSipResponse(why, false, leg.isPresent(), turn.context.book());
      turn.respond(
          received.transaction(),
          e.status() == 415 && takesHtml(turn)
              ? answer.with("Accept", XhtmlIm.CONTENT_TYPE)
              : answer);
    }
  }

  private static boolean takesHtml(CorrelationTurn turn) {
    return turn.context.tenant().policy().pageHtml() == PageHtml.CONVERT;
  }

  private static PageBody body(SipRequest request, CorrelationTurn turn) throws FormatException {
    if (request.body().isEmpty()) {
      return withoutBody(request);
    }
    var html = takesHtml(turn);
    if (html && request.body().length() > turn.context.tenant().limits().stanza()) {
      // Before it is read: markup that was made to be slow shall not be long as well.
      throw new FormatException(413, "Request Entity Too Large");
    }
    try {
      var type = request.contentType().orElse("");
      return PageBody.read(type, request.body(), turn.context.formats(), html)
          .orElseGet(() -> withoutBody(request));
    } catch (FormatException e) {
      if (e.status() == 415 && DialogBodies.isOptional(request)) {
        return withoutBody(request);
      }
      throw e;
    }
  }

  private static PageBody withoutBody(SipRequest request) {
    return PageBody.of(request.header("Subject").map(s -> ""));
  }

  private static void hear(
      CorrelationTurn turn, SipEvent.Received received, PageBody body, Optional<CorrelationLeg> leg)
      throws FormatException {
    var ref = CorrelationMessages.newRef(turn);
    if (body.composing().isPresent()) {
      var document = body.composing().get();
      ChatStanzaMapping.writes(turn, speaker(received.request(), leg));
      ask(turn, received, ref, leg);
      turn.tell(new Event.SipComposing(ref, document.active(), document.refresh()));
    } else if (body.notification()) {
      PageNotices.received(turn, received);
    } else if (body.text().isPresent()) {
      hearText(turn, received, ref, body, leg);
    } else {
      turn.respond(received.transaction(), 202, "Accepted");
      turn.note("nothing to show");
    }
  }

  private static void hearText(
      CorrelationTurn turn,
      SipEvent.Received received,
      String ref,
      PageBody body,
      Optional<CorrelationLeg> leg) {
    var request = received.request();
    var wish = body.cpim().filter(c -> leg.isEmpty()).flatMap(c -> StanzaNotices.wish(turn, c));
    var message = message(turn, ref, request, body, leg, wish);
    var memory = memory(turn, request, leg).noticing(wish);
    if (ChatStanzaMapping.tooLarge(turn, message, memory, leg)) {
      turn.respond(received.transaction(), 413, "Request Entity Too Large");
      turn.note("stanza would be too large");
      return;
    }
    var known = body.cpim().flatMap(c -> name(c, request.body()));
    var first = known.flatMap(name -> CorrelationMessages.heard(turn, name, ref));
    CorrelationMessages.remember(turn, ref, known.map(n -> memory.heardAs(n)).orElse(memory));
    ask(turn, received, ref, leg);
    turn.tell(new Event.SipText(message, leg.map(CorrelationLeg::name), first.isPresent()));
  }

  private static void ask(
      CorrelationTurn turn, SipEvent.Received received, String ref, Optional<CorrelationLeg> leg) {
    CorrelationMessages.ask(
        turn, ref, CorrelationAsked.of(CorrelationAsked.Kind.PAGE, leg, received.transaction()));
  }

  /** How a message is known again that names itself (RFC 5438 §6.3) and came in {@code body}. */
  public static Optional<String> name(MsrpContent.Cpim cpim, Octets body) {
    return cpim.headers().stream()
        .filter(h -> h.namespace().startsWith(Imdn.HEADERS) && h.name().equals("Message-ID"))
        .findFirst()
        .map(h -> CorrelationMessages.name("imdn " + h.value(), body));
  }

  private static ChatMessage message(
      CorrelationTurn turn,
      String ref,
      SipRequest request,
      PageBody body,
      Optional<CorrelationLeg> leg,
      Optional<ImdnWish> wish) {
    var subjects = Subjects.of(request.header("Subject"), body.cpim());
    var language =
        body.language()
            .or(() -> request.header("Content-Language").flatMap(Languages::first))
            .or(() -> leg.flatMap(CorrelationLeg::language));
    var thread =
        leg.flatMap(CorrelationLeg::thread)
            .orElseGet(() -> CorrelationThreads.threadOf(turn.correlation, request.callId()));
    return new ChatMessage(
        ref,
        leg.isPresent() ? Kind.CHAT : Kind.NORMAL,
        body.text().orElse(""),
        Subjects.first(subjects),
        Optional.of(thread),
        language,
        sent(turn, request, body),
        request.from().display().map(TextRules::headerLine).filter(n -> !n.isEmpty()),
        wish.filter(w -> w.wants(Disposition.DELIVERED)).isPresent(),
        FailureReport.YES,
        Optional.empty(),
        expires(turn, request),
        true,
        body.html(),
        Subjects.besides(subjects, language),
        wish.filter(w -> w.wants(Disposition.DISPLAYED)).isPresent());
  }

  /** CPIM's DateTime, else Date; what claims to come from the future is not believed. */
  private static Optional<Instant> sent(CorrelationTurn turn, SipRequest request, PageBody body) {
    return body.cpim()
        .flatMap(c -> c.header("DateTime"))
        .flatMap(Timestamps::fromStamp)
        .or(() -> request.header("Date").flatMap(Timestamps::fromSipDate))
        .filter(time -> !time.isAfter(Instant.ofEpochMilli(turn.context.now())));
  }

  /**
   * Expires counts from Date, else from now (RFC 3428 §7). What expires right now can still be
   * delivered right now.
   */
  private static Optional<Long> expires(CorrelationTurn turn, SipRequest request) {
    var now = turn.context.now();
    var seconds = seconds(request, "Expires");
    if (seconds.isEmpty()) {
      return Optional.empty();
    }
    var date = request.header("Date").flatMap(Timestamps::fromSipDate);
    var from = date.flatMap(PageInMapping::milliseconds).map(d -> Math.min(d, now)).orElse(now);
    var until = from + seconds.getAsLong() * SECOND;
    return Optional.of(until + AT_ONCE >= now ? Math.max(until, now + AT_ONCE) : until);
  }

  private static Optional<Long> milliseconds(Instant time) {
    try {
      return Optional.of(time.toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** A header that holds a number of seconds. */
  public static OptionalLong seconds(SipRequest request, String header) {
    return request
        .header(header)
        .map(String::strip)
        .filter(v -> v.matches("[0-9]{1,10}"))
        .map(v -> OptionalLong.of(Long.parseLong(v)))
        .orElse(OptionalLong.empty());
  }

  /** What is needed to make the stanza, and to understand what comes back. */
  private static CorrelationMessage memory(
      CorrelationTurn turn, SipRequest request, Optional<CorrelationLeg> leg) {
    var hops = request.maxForwards() - 1;
    return CorrelationMessage.ofPage(turn.context.now(), hops, leg.map(CorrelationLeg::name))
        .from(speaker(request, leg), resource(request, turn));
  }

  private static Optional<String> speaker(SipRequest request, Optional<CorrelationLeg> leg) {
    return gruu(request.from().uri()).or(() -> leg.flatMap(CorrelationLeg::gruu));
  }

  /** Only then a URI may name an endpoint, and is worth being read once more. */
  private static boolean hasParameters(String uri) {
    return uri.indexOf(';') >= 0;
  }

  /** The GRUU of a SIP URI. */
  public static Optional<String> gruu(String uri) {
    if (!hasParameters(uri)) {
      return Optional.empty();
    }
    try {
      return SipUri.parse(uri).gruu();
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** The resource of the XMPP user that the Request-URI names (PAGE-49). */
  public static Optional<String> resource(SipRequest request, CorrelationTurn turn) {
    if (!hasParameters(request.requestUri())) {
      return Optional.empty();
    }
    try {
      return Routing.addressee(request, turn.context).resource();
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** The response that accepts a MESSAGE: no body, no Contact (RFC 3428 §7). */
  public static SipResponse accepted(int status) {
    return status == 200 ? SipResponse.of(200, "OK") : SipResponse.of(202, "Accepted");
  }
}
