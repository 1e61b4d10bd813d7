package im.balcony.session;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Event;
import im.balcony.api.session.SessionTimer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** At least one event of each kind and shade, for a given leg, message and effect. */
final class Events {

  private static final List<Optional<Failure>> ENDS =
      List.of(
          Optional.empty(),
          Optional.of(Failure.msrp(0, "lost")),
          Optional.of(Failure.msrp(408, "")),
          Optional.of(Failure.msrp(413, "")),
          Optional.of(Failure.msrp(415, "")),
          Optional.of(Failure.msrp(481, "")),
          Optional.of(Failure.msrp(599, "")),
          Optional.of(Failure.sip(491, "")),
          Optional.of(Failure.sip(408, "")),
          Optional.of(Failure.sip(503, "").withRetryAfter(Integer.MAX_VALUE)),
          Optional.of(Failure.of(Failure.Cause.TOO_LARGE, "")),
          Optional.of(Failure.of(Failure.Cause.EXPIRED, "")),
          Optional.of(Failure.of(Failure.Cause.TRANSPORT, "")));

  private Events() {}

  /** Every event; {@code ref} and {@code effectId} may or may not mean something. */
  static List<Event> all(String leg, String ref, String effectId) {
    var events = new ArrayList<Event>();
    fromJuliet(events, ref);
    fromRomeo(events, leg, ref);
    sessions(events, leg);
    media(events, leg, ref);
    for (var end : ENDS) {
      events.add(new Event.Result(effectId, end, true));
      events.add(new Event.Result(effectId, end, false));
      events.add(new Event.Reported(ref, end));
    }
    events.add(new Event.Due());
    events.add(new Event.EndWanted("test"));
    events.add(new Event.GivenUp("test"));
    return events;
  }

  private static void fromJuliet(List<Event> events, String ref) {
    for (var kind : ChatMessage.Kind.values()) {
      for (var gruu : List.of("", "balcony")) {
        events.add(
            new Event.XmppText(
                message(ref, kind, true), gruu.isEmpty() ? Optional.empty() : Optional.of(gruu)));
      }
    }
    for (var state : ChatState.values()) {
      events.add(new Event.XmppState(state));
    }
    events.add(new Event.XmppReceipt(ref));
    events.add(new Event.XmppError(ref, Failure.stanza("gone", true), true));
    events.add(new Event.XmppError(ref, Failure.stanza("resource-constraint", false), false));
  }

  private static void fromRomeo(List<Event> events, String leg, String ref) {
    for (var known : List.of(true, false)) {
      var message = message(ref, ChatMessage.Kind.NORMAL, known);
      events.add(new Event.SipText(message, Optional.empty(), known));
      events.add(new Event.SipText(message, Optional.of(leg), known));
      events.add(new Event.SipComposing(ref, known, OptionalLong.of(Long.MAX_VALUE)));
    }
  }

  private static void sessions(List<Event> events, String leg) {
    var timers =
        List.of(
            Optional.<SessionTimer>empty(),
            Optional.of(new SessionTimer(600_000, true)),
            Optional.of(new SessionTimer(Long.MIN_VALUE, false)));
    var media = List.of(Optional.<Failure>empty(), Optional.of(Failure.sip(488, "")));
    for (var timer : timers) {
      for (var yes : List.of(true, false)) {
        events.add(
            new Event.SessionOffered(
                leg, yes, Optional.of("balcony"), OptionalLong.empty(), timer));
        events.add(new Event.SessionChanged(leg, "change", yes, yes, timer));
        events.add(new Event.SessionChanged(leg, "change", yes, !yes, timer));
        for (var failure : media) {
          events.add(
              new Event.SessionAccepted(leg, yes, true, Optional.of("balcony"), failure, timer));
          events.add(new Event.SessionAcked(leg, yes, failure));
        }
      }
    }
    events.add(new Event.SessionCancelled(leg));
    events.add(new Event.SessionEnded(leg, "bye"));
    events.add(new Event.SessionProgress(leg));
    events.add(new Event.SessionForked(leg, "fork"));
    ENDS.forEach(
        end ->
            end.ifPresent(
                failure -> {
                  events.add(new Event.SessionRefused(leg, failure, true));
                  events.add(new Event.SessionRefused(leg, failure, false));
                }));
  }

  private static void media(List<Event> events, String leg, String ref) {
    events.add(new Event.MediaUp(leg));
    events.add(new Event.MediaDown(leg, Failure.msrp(0, "lost")));
    events.add(new Event.MediaDown(leg, Failure.msrp(0, "restarted"), true));
    events.add(new Event.MsrpText(leg, message(ref, ChatMessage.Kind.CHAT, true), true));
    events.add(new Event.MsrpText(leg, message(ref, ChatMessage.Kind.CHAT, true), false));
    events.add(new Event.MsrpText(leg, message(ref, ChatMessage.Kind.CHAT, false), false));
    events.add(new Event.MsrpComposing(leg, true, OptionalLong.of(Long.MIN_VALUE)));
    events.add(new Event.MsrpComposing(leg, false, OptionalLong.empty()));
  }

  /** A text with everything, or an old one with next to nothing. */
  static ChatMessage message(String ref, ChatMessage.Kind kind, boolean full) {
    return full
        ? new ChatMessage(
            ref,
            kind,
            "text of " + ref,
            Optional.of("subject"),
            Optional.of("thread"),
            Optional.of("en"),
            Optional.empty(),
            Optional.of("nick"),
            true,
            FailureReport.PARTIAL,
            Optional.of(ChatState.ACTIVE),
            Optional.of(Long.MAX_VALUE),
            false)
        : new ChatMessage(
            ref,
            kind,
            "é",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Instant.MIN),
            Optional.empty(),
            false,
            FailureReport.YES,
            Optional.empty(),
            Optional.of(Long.MIN_VALUE),
            true);
  }
}
