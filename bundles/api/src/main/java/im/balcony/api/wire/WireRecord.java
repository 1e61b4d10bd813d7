package im.balcony.api.wire;

/**
 * Something in a wire's own terms, decoded or to be encoded. The kinds are {@link
 * im.balcony.api.sip.SipEvent}, {@link im.balcony.api.sip.SipCommand}, {@link
 * im.balcony.api.msrp.MsrpEvent}, {@link im.balcony.api.msrp.MsrpCommand}, {@link
 * im.balcony.api.xmpp.Stanza} and {@link im.balcony.api.xmpp.XmppEvent}.
 */
public interface WireRecord {}
