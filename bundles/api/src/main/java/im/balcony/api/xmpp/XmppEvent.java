package im.balcony.api.xmpp;

import im.balcony.api.data.Facts;
import im.balcony.api.wire.EffectResult;
import im.balcony.api.wire.WireRecord;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a component stream says besides stanzas. */
public sealed interface XmppEvent extends WireRecord {

  /** Brings this to the method for its type. */
  void accept(Visitor visitor);

  /**
   * Who has something to do for each event. A new event is a new method here, so that nobody can
   * pass it over unseen.
   */
  interface Visitor {

    /** For {@link Up}. */
    void visit(Up event);

    /** For {@link Down}. */
    void visit(Down event);

    /** For {@link HandedOver}. */
    void visit(HandedOver event);

    /** For {@link PassedOver}. */
    void visit(PassedOver event);

    /** For {@link NotSent}. */
    void visit(NotSent event);

    /** For {@link Expired}. */
    void visit(Expired event);

    /** For {@link Refused}. */
    void visit(Refused event);
  }

  /**
   * The handshake was accepted: stanzas may be sent.
   *
   * @param maxStanza the server's own stanza limit in octets, if it announced one (XEP-0478)
   */
  record Up(OptionalLong maxStanza) implements XmppEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * The stream ended or never began.
   *
   * @param condition the stream error condition (RFC 6120 §4.9.3), {@code closed}, {@code timeout},
   *     {@code connection-failed}, or what speaks against the server's certificate, in words
   * @param operatorNeeded whether another try makes no sense before an operator acted
   *     (not-authorized)
   * @param otherHost where the server sends us to (see-other-host, RFC 6120 §4.9.3.19), if it says
   *     so in the form that it has to have
   * @param resumption for the setting of that name of the next stream, which goes on with this one
   *     if the server lets it (XEP-0198 §5): {@link HandedOver} then comes before {@link Up} for
   *     what the server turns out to have; empty where there is nothing to go on with
   */
  record Down(
      String condition, boolean operatorNeeded, Optional<OtherHost> otherHost, Facts resumption)
      implements XmppEvent {

    /** An end of a stream with which no other can go on. */
    public Down(String condition, boolean operatorNeeded, Optional<OtherHost> otherHost) {
      this(condition, operatorNeeded, otherHost, Facts.NONE);
    }

    /** An end behind which no other host is to be seen. */
    public Down(String condition, boolean operatorNeeded) {
      this(condition, operatorNeeded, Optional.empty());
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * Where a server sends us to.
   *
   * @param host a name or an address, IPv6 in brackets
   * @param port its port; empty for the one that we know
   */
  record OtherHost(String host, OptionalInt port) {}

  /**
   * The ping after this stanza came back on the same stream and no error before it, or the server
   * acknowledged it (XEP-0198 §4): the server has it.
   */
  record HandedOver(String effectId) implements XmppEvent, EffectResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * A stanza was passed over unread, because it is past a limit or not namespace-well-formed (RFC
   * 6120 §11.3); its sender was answered where stanza errors allow it. The stream goes on.
   *
   * @param condition the stanza error condition that fits it
   * @param from its sender as written, if that could be read
   */
  record PassedOver(String condition, Optional<String> from) implements XmppEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** The stream ended while this stanza was unwritten or behind the last answered ping. */
  record NotSent(String effectId, boolean written) implements XmppEvent, EffectResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * The time that this stanza may wait for a stream is over, and there is none. It is not sent any
   * more.
   *
   * @param written whether a stream that ended had octets of it
   */
  record Expired(String effectId, boolean written) implements XmppEvent, EffectResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /**
   * An error came back for this stanza before its ping: the server had it and gave it back. Comes
   * right behind the error stanza; nothing else comes for this stanza.
   */
  record Refused(String effectId) implements XmppEvent, EffectResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
