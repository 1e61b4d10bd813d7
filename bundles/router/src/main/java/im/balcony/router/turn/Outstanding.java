package im.balcony.router.turn;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import java.util.Optional;

/**
 * Something that was put on a wire, or soon will be, and has no result yet.
 *
 * @param key whose it is
 * @param effectId the name of this piece, under which the edge tells its result
 * @param base the effect's own name; differs from {@code effectId} for later parts of a page
 * @param kind on which wire
 * @param part which part of the effect this is, from 1; 0 for what is never stored
 * @param place the MSRP session-id for {@code MSRP}, the SIP method for {@code SIP}
 * @param request the request as prepared, or what stands for the stanza in the store
 */
public record Outstanding(
    ConversationKey key,
    String effectId,
    String base,
    Kind kind,
    int part,
    String place,
    PreparedRequest request) {

  /** The wires. */
  public enum Kind {
    SIP,
    XMPP,
    MSRP
  }

  // What the router itself writes into the hop of a request; edges do not read it.
  private static final String OURS = "balcony.router";

  private static final String UNTIL = "until";
  private static final String TOPIC = "topic";

  /** A piece of an effect; the request gets what finds its way back after a restart. */
  static Outstanding of(
      ConversationKey key,
      String base,
      Kind kind,
      int part,
      String place,
      PreparedRequest request) {
    var ours =
        Facts.draft()
            .with("tenant", key.tenant())
            .with("juliet", key.juliet().toString())
            .with("romeo", key.romeo().toString())
            .with("base", base)
            .with("kind", kind.name())
            .with("part", part)
            .with("place", place);
    if (!key.isChat()) {
      ours.with(TOPIC, key.topic());
    }
    var hop = request.hop().with(OURS, ours.facts());
    var marked = new PreparedRequest(request.effectId(), request.octets(), hop);
    return new Outstanding(key, request.effectId(), base, kind, part, place, marked);
  }

  /** A stanza with a result. */
  public static Outstanding stanza(ConversationKey key, String effectId, XmppCommand.Send send) {
    var stanza = Facts.NONE.with("stanza", StanzaFacts.of(send.stanza()));
    var hop = send.until().isPresent() ? stanza.with(UNTIL, send.until().getAsLong()) : stanza;
    return of(key, effectId, Kind.XMPP, 1, "", new PreparedRequest(effectId, Octets.EMPTY, hop));
  }

  /** An MSRP message; its text stays in the snapshot, for the connection dies with the process. */
  static Outstanding msrp(ConversationKey key, String effectId, String sessionId) {
    return of(
        key,
        effectId,
        Kind.MSRP,
        1,
        sessionId,
        new PreparedRequest(effectId, Octets.EMPTY, Facts.NONE));
  }

  /** What the store kept, if the router wrote it. */
  public static Optional<Outstanding> read(PreparedRequest request) {
    var ours = request.hop().facts(OURS);
    try {
      var key =
          new ConversationKey(
              ours.text("tenant", ""),
              Jid.parse(ours.text("juliet", "")),
              Jid.parse(ours.text("romeo", "")),
              ours.text(TOPIC, ConversationKey.CHAT));
      return Optional.of(
          new Outstanding(
              key,
              request.effectId(),
              ours.text("base", request.effectId()),
              Kind.valueOf(ours.text("kind", "")),
              (int) ours.number("part", 1),
              ours.text("place", ""),
              request));
    } catch (AddressException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The same without a user's text: what the store may keep of a message that must not be stored.
   */
  Outstanding withoutText() {
    var ours = Facts.NONE.with(OURS, request.hop().facts(OURS));
    var bare = new PreparedRequest(effectId, Octets.EMPTY, ours);
    return new Outstanding(key, effectId, base, kind, part, place, bare);
  }

  /** The stanza to be sent again, if this is one and its text was stored. */
  public Optional<XmppCommand.Send> stanza() {
    var hop = request.hop();
    var stanza =
        hop.has("stanza") ? StanzaFacts.read(hop.facts("stanza")) : Optional.<Stanza>empty();
    return stanza.map(s -> new XmppCommand.Send(Optional.of(effectId), s, hop.number(UNTIL)));
  }

  /** The same, but of no weight: nothing of it is stored, only its result is heard. */
  Outstanding volatileOne() {
    return new Outstanding(key, effectId, base, kind, 0, place, request);
  }

  /** Whether the store knows of it. */
  public boolean isStored() {
    return part > 0;
  }

  /** Whether it is an INVITE, whose response may take long. */
  public boolean isInvite() {
    return kind == Kind.SIP && place.equals("INVITE");
  }
}
