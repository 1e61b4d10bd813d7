package im.balcony.sip.dns;

import im.balcony.api.sip.Transport;

/**
 * A server that a domain is served by.
 *
 * @param transport what it is spoken to over
 * @param host its name, or the domain itself where no record says more
 * @param port its port
 * @param byService whether an SRV record names it
 */
public record Target(Transport transport, String host, int port, boolean byService) {}
