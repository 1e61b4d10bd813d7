package im.balcony.api.session;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a conversation hears. {@code leg} names one of its sessions (one dialog with one MSRP
 * stream); legs are named by mapping for sessions that the SIP user starts and by the machine for
 * its own. {@code ref} names a message or a request to be answered; {@code effectId} an effect of
 * the machine.
 */
public sealed interface Event {

  /** Brings this event to the method for its type. */
  void accept(Visitor visitor);

  /**
   * Who has something to do for each event. A new event is a new method here, so that no machine
   * can pass it over unseen, and somebody has to say what its sender hears where it is not taken.
   */
  interface Visitor {

    /** For {@link XmppText}. */
    void visit(XmppText event);

    /** For {@link XmppState}. */
    void visit(XmppState event);

    /** For {@link XmppReceipt}. */
    void visit(XmppReceipt event);

    /** For {@link XmppError}. */
    void visit(XmppError event);

    /** For {@link SipText}. */
    void visit(SipText event);

    /** For {@link SipComposing}. */
    void visit(SipComposing event);

    /** For {@link SessionOffered}. */
    void visit(SessionOffered event);

    /** For {@link SessionAcked}. */
    void visit(SessionAcked event);

    /** For {@link SessionCancelled}. */
    void visit(SessionCancelled event);

    /** For {@link SessionChanged}. */
    void visit(SessionChanged event);

    /** For {@link SessionEnded}. */
    void visit(SessionEnded event);

    /** For {@link SessionProgress}. */
    void visit(SessionProgress event);

    /** For {@link SessionAccepted}. */
    void visit(SessionAccepted event);

    /** For {@link SessionForked}. */
    void visit(SessionForked event);

    /** For {@link SessionRefused}. */
    void visit(SessionRefused event);

    /** For {@link MediaUp}. */
    void visit(MediaUp event);

    /** For {@link MediaDown}. */
    void visit(MediaDown event);

    /** For {@link MsrpText}. */
    void visit(MsrpText event);

    /** For {@link MsrpComposing}. */
    void visit(MsrpComposing event);

    /** For {@link Reported}. */
    void visit(Reported event);

    /** For {@link Shown}. */
    void visit(Shown event);

    /** For {@link Result}. */
    void visit(Result event);

    /** For {@link Due}. */
    void visit(Due event);

    /** For {@link EndWanted}. */
    void visit(EndWanted event);

    /** For {@link GivenUp}. */
    void visit(GivenUp event);
  }

  /** An event that brings texts. */
  sealed interface Carrier extends Event {

    /** The texts. */
    List<ChatMessage> texts();
  }

  // From the XMPP user.

  /**
   * A text, possibly with a chat state and a wish for a receipt.
   *
   * @param gruu the resource of the SIP user it is addressed to, if any (CHAT-53)
   */
  record XmppText(ChatMessage message, Optional<String> gruu) implements Carrier {
    @Override
    public List<ChatMessage> texts() {
      return List.of(message);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** A standalone chat state; {@code GONE} asks for the end. */
  record XmppState(ChatState state) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The XMPP user's client has the message {@code ref} of the SIP user. */
  record XmppReceipt(String ref) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * An error stanza for the message {@code ref} of the SIP user.
   *
   * @param permanent whether another try makes no sense (CHAT-42)
   */
  record XmppError(String ref, Failure failure, boolean permanent) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  // From the SIP user, outside of sessions.

  /**
   * A MESSAGE, to be answered by {@link Effect.Answer} with its {@code message.ref()}.
   *
   * @param leg the session in whose dialog it came, if any
   * @param alreadyKnown whether the text was accepted before under another transaction and only an
   *     answer is due
   */
  record SipText(ChatMessage message, Optional<String> leg, boolean alreadyKnown)
      implements Carrier {
    @Override
    public List<ChatMessage> texts() {
      return List.of(message);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * An isComposing document in a MESSAGE, to be answered by {@link Effect.Answer}; refresh in
   * milliseconds.
   */
  record SipComposing(String ref, boolean active, OptionalLong refresh) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  // Sessions that the SIP user starts or changes.

  /**
   * An INVITE with an acceptable offer, or without one.
   *
   * @param lateOffer whether our 200 has to make the offer
   * @param gruu the instance of the SIP user, if known
   * @param expires when it has to be answered at the latest (Expires), in milliseconds from now
   * @param first texts that came in the INVITE itself: accepted with the session, or refused with
   *     it, and answered by nothing else
   */
  record SessionOffered(
      String leg,
      boolean lateOffer,
      Optional<String> gruu,
      OptionalLong expires,
      Optional<SessionTimer> timer,
      List<ChatMessage> first)
      implements Carrier {
    @Override
    public List<ChatMessage> texts() {
      return first;
    }

    /** Copies the texts. */
    public SessionOffered {
      first = List.copyOf(first);
    }

    /** An INVITE without texts. */
    public SessionOffered(
        String leg,
        boolean lateOffer,
        Optional<String> gruu,
        OptionalLong expires,
        Optional<SessionTimer> timer) {
      this(leg, lateOffer, gruu, expires, timer, List.of());
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * The ACK to our 2xx.
   *
   * @param media for a late offer, whether the answer can be used; empty if it can
   * @param connect whether we are the side that connects
   * @param secret whether its texts go by TLS: they are not to go another way because there is no
   *     connection
   */
  record SessionAcked(String leg, boolean connect, Optional<Failure> media, boolean secret)
      implements Event {

    /** Of a session without TLS. */
    public SessionAcked(String leg, boolean connect, Optional<Failure> media) {
      this(leg, connect, media, false);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** A CANCEL for an INVITE that we have not answered. */
  record SessionCancelled(String leg) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A re-INVITE or UPDATE that is acceptable, to be answered by {@link Effect.Answer}.
   *
   * @param moved whether the MSRP path changed
   * @param invite whether it is a re-INVITE, whose 2xx waits for an ACK
   */
  record SessionChanged(
      String leg, String ref, boolean moved, boolean invite, Optional<SessionTimer> timer)
      implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** A BYE, to be answered by {@link Effect.Answer}. */
  record SessionEnded(String leg, String ref) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  // Sessions that we start.

  /** A provisional response to our INVITE. */
  record SessionProgress(String leg) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A 2xx to our INVITE or re-INVITE; each has to be acknowledged.
   *
   * @param repeated whether it is a copy of one heard before
   * @param connect whether we are the side that connects
   * @param gruu the instance of the SIP user that answered, if known
   * @param media why the answer cannot be used; empty if it can
   * @param secret whether its texts go by TLS: they are not to go another way because there is no
   *     connection, or an answer without TLS
   */
  record SessionAccepted(
      String leg,
      boolean repeated,
      boolean connect,
      Optional<String> gruu,
      Optional<Failure> media,
      Optional<SessionTimer> timer,
      boolean secret)
      implements Event {

    /** Of a session without TLS. */
    public SessionAccepted(
        String leg,
        boolean repeated,
        boolean connect,
        Optional<String> gruu,
        Optional<Failure> media,
        Optional<SessionTimer> timer) {
      this(leg, repeated, connect, gruu, media, timer, false);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** A 2xx to our INVITE from another fork; to be acknowledged and ended, each copy of it. */
  record SessionForked(String leg, String fork) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A final refusal of our INVITE or re-INVITE, or none in time.
   *
   * @param noSession whether it says that the peer has no sessions, so that page mode may do
   *     (CHAT-35)
   */
  record SessionRefused(String leg, Failure failure, boolean noSession) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  // MSRP.

  /** The session's connection is bound: texts may flow. */
  record MediaUp(String leg) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * The session's connection could not be made or is gone.
   *
   * @param leg the session
   * @param failure why
   * @param restarted whether it went with the gateway itself, so that it tells nothing of the peer
   */
  record MediaDown(String leg, Failure failure, boolean restarted) implements Event {

    /** A connection that was lost, or could not be made, while the gateway was there. */
    public MediaDown(String leg, Failure failure) {
      this(leg, failure, false);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A text, to be answered by {@link Effect.Answer} with its {@code message.ref()}; {@code
   * duplicate} as MSRP-61.
   */
  record MsrpText(String leg, ChatMessage message, boolean duplicate) implements Carrier {
    @Override
    public List<ChatMessage> texts() {
      return List.of(message);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** An isComposing document, already answered; refresh in milliseconds. */
  record MsrpComposing(String leg, boolean active, OptionalLong refresh) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Reports, or notifications of each MESSAGE, now cover the whole message {@code ref} of the XMPP
   * user (no failure), or tell its failure.
   */
  record Reported(String ref, Optional<Failure> failure) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The SIP user was shown the message {@code ref} of the XMPP user, which he therefore has. */
  record Shown(String ref) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  // Our own.

  /**
   * What became of an effect: handed over, or failed.
   *
   * @param maybeArrived whether it failed after its octets may have reached the peer
   * @param timer the session timer that the 2xx to a refresh settled anew (RFC 4028 §9)
   */
  record Result(
      String effectId,
      Optional<Failure> failure,
      boolean maybeArrived,
      Optional<SessionTimer> timer)
      implements Event {

    /** A result that says nothing of a session timer. */
    public Result(String effectId, Optional<Failure> failure, boolean maybeArrived) {
      this(effectId, failure, maybeArrived, Optional.empty());
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Something is due: what, is found in what is remembered. */
  record Due() implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** An operator or a draining tenant wants the conversation to end: texts in hand first. */
  record EndWanted(String reason) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * The tenant is about to go: what is still owed has expired, and its senders are told now, while
   * they can be.
   */
  record GivenUp(String reason) implements Event {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
