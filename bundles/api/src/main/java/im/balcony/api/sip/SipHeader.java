package im.balcony.api.sip;

/**
 * A header field that has no place of its own in {@link SipRequest} or {@link SipResponse}.
 *
 * @param name the long form of the name
 * @param value the value, unfolded, without line ends
 */
public record SipHeader(String name, String value) {}
