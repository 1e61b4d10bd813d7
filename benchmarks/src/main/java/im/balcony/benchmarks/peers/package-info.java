/**
 * The outer sides of the gateway for measurements: SIP users, an XMPP server with its users, MSRP
 * sessions. All of them live on one thread of a {@link im.balcony.benchmarks.peers.Loop}, read no
 * more than they need, and check nothing but whether a message has arrived.
 */
@org.jspecify.annotations.NullMarked
package im.balcony.benchmarks.peers;
