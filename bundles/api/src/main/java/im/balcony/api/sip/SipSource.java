package im.balcony.api.sip;

/**
 * Where a request came from.
 *
 * @param transport what carried it
 * @param address the numeric address
 * @param port the port
 */
public record SipSource(Transport transport, String address, int port) {}
