package im.balcony.api.wire;

/**
 * Where a connection leads.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port the port
 */
public record Place(String host, int port) {}
