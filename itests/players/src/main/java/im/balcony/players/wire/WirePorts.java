package im.balcony.players.wire;

import java.util.Set;

/**
 * By which ports one tells what the gateway sent.
 *
 * @param sip its SIP port, UDP and TCP
 * @param sipPeers TCP ports of SIP peers to which nobody but the gateway connects
 * @param msrp its MSRP port
 * @param component the port of the XMPP server for components
 */
public record WirePorts(int sip, Set<Integer> sipPeers, int msrp, int component) {}
