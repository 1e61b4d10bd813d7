package im.balcony.api.session;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import java.util.Optional;

/**
 * What a conversation wants done. An effect with an {@code effectId} has a result, which comes back
 * as {@link Event.Result} or as one of the session events.
 */
public sealed interface Effect {

  /** Brings this effect to the method for its type. */
  void accept(Visitor visitor);

  /**
   * Who has something to do for each effect. A new effect is a new method here, so that nobody who
   * writes effects to a wire can forget it.
   */
  interface Visitor {

    /** For {@link TextToXmpp}. */
    void visit(TextToXmpp effect);

    /** For {@link StateToXmpp}. */
    void visit(StateToXmpp effect);

    /** For {@link ReceiptToXmpp}. */
    void visit(ReceiptToXmpp effect);

    /** For {@link MarkerToXmpp}. */
    void visit(MarkerToXmpp effect);

    /** For {@link ErrorToXmpp}. */
    void visit(ErrorToXmpp effect);

    /** For {@link PageToSip}. */
    void visit(PageToSip effect);

    /** For {@link Answer}. */
    void visit(Answer effect);

    /** For {@link StartSession}. */
    void visit(StartSession effect);

    /** For {@link CancelSession}. */
    void visit(CancelSession effect);

    /** For {@link AckSession}. */
    void visit(AckSession effect);

    /** For {@link EndSession}. */
    void visit(EndSession effect);

    /** For {@link AcceptSession}. */
    void visit(AcceptSession effect);

    /** For {@link RefuseSession}. */
    void visit(RefuseSession effect);

    /** For {@link RefreshSession}. */
    void visit(RefreshSession effect);

    /** For {@link OpenMedia}. */
    void visit(OpenMedia effect);

    /** For {@link CloseMedia}. */
    void visit(CloseMedia effect);

    /** For {@link TextToMsrp}. */
    void visit(TextToMsrp effect);

    /** For {@link ComposingToMsrp}. */
    void visit(ComposingToMsrp effect);

    /** For {@link ReportToMsrp}. */
    void visit(ReportToMsrp effect);

    /** For {@link Forget}. */
    void visit(Forget effect);
  }

  /** An effect whose result comes back under its id. */
  sealed interface Awaited extends Effect {

    /** The name of the effect, and of its result. */
    String effectId();
  }

  /** An effect that brings a text to somebody. */
  sealed interface Carrier extends Awaited {

    /** The text. */
    ChatMessage message();
  }

  // To the XMPP user.

  /** A text of the SIP user; its result is the hand-over. */
  record TextToXmpp(String effectId, ChatMessage message, Optional<String> leg) implements Carrier {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** A standalone chat state on behalf of the SIP user. */
  record StateToXmpp(ChatState state) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The XMPP user's message {@code ref} was delivered. */
  record ReceiptToXmpp(String effectId, String ref) implements Awaited {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The XMPP user's message {@code ref} was shown. */
  record MarkerToXmpp(String effectId, String ref) implements Awaited {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The XMPP user's message {@code ref} failed. */
  record ErrorToXmpp(String effectId, String ref, Failure failure) implements Awaited {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  // To the SIP user, outside of sessions.

  /** A text of the XMPP user in MESSAGE requests, one after another; one result. */
  record PageToSip(
      String effectId, ChatMessage message, Optional<String> gruu, Optional<String> leg)
      implements Carrier {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * The answer to the request {@code ref} of the SIP user (MESSAGE, SEND, BYE, re-INVITE, UPDATE):
   * accepted, or why not. It is what accepts a message, so it leaves after the commit.
   */
  record Answer(String ref, Optional<Failure> failure) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  // Sessions.

  /**
   * An INVITE.
   *
   * @param leg the new session's name
   * @param first the text that starts it, for thread, subject and language
   * @param gruu the instance of the SIP user, if one is meant
   */
  record StartSession(String effectId, String leg, ChatMessage first, Optional<String> gruu)
      implements Awaited {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** A CANCEL of our INVITE. */
  record CancelSession(String leg, Optional<Failure> why) implements Effect {

    /** Without a reason that the peer is told. */
    public CancelSession(String leg) {
      this(leg, Optional.empty());
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** An ACK to a 2xx; {@code fork} names another fork's dialog. */
  record AckSession(String leg, Optional<String> fork) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** A BYE; {@code fork} names another fork's dialog. */
  record EndSession(String effectId, String leg, Optional<String> fork, Optional<Failure> why)
      implements Awaited {

    /** Without a reason that the peer is told. */
    public EndSession(String effectId, String leg, Optional<String> fork) {
      this(effectId, leg, fork, Optional.empty());
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The 200 to an INVITE, with SDP; {@code repeat} sends the very same again. */
  record AcceptSession(String leg, boolean repeat) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The refusal of an INVITE that is not answered yet. */
  record RefuseSession(String leg, Failure failure) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A re-INVITE or UPDATE: to refresh the session timer, or with a new path after a lost
   * connection.
   */
  record RefreshSession(String effectId, String leg, boolean newPath) implements Awaited {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  // MSRP.

  /**
   * Connects, or waits for the peer to connect, as negotiated. {@link Event.MediaUp} or {@code
   * MediaDown} follows.
   */
  record OpenMedia(String leg) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Forgets the session's MSRP side; its URI is dead from now on. */
  record CloseMedia(String leg) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A text of the XMPP user.
   *
   * @param until when it need not be sent any more if nothing of it was
   */
  record TextToMsrp(String effectId, String leg, ChatMessage message, long until)
      implements Carrier {

    /** A text that waits as long as its session lasts. */
    public TextToMsrp(String effectId, String leg, ChatMessage message) {
      this(effectId, leg, message, Long.MAX_VALUE);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** An isComposing document; dropped where the peer does not take it (STATE-09). */
  record ComposingToMsrp(String leg, boolean active) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** A REPORT for the SIP user's message {@code ref}: delivered, or why not. */
  record ReportToMsrp(String leg, String ref, Optional<Failure> failure) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Forgets what mapping remembers of a message: no receipt, report or error for it counts any
   * more.
   */
  record Forget(String ref) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
