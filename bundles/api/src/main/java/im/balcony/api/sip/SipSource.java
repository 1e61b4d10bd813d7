package im.balcony.api.sip;

/**
 * Where a request came from.
 *
 * @param transport {@code UDP}, {@code TCP} or {@code TLS}
 * @param address the numeric address
 * @param port the port
 */
public record SipSource(String transport, String address, int port) {}
