/**
 * The players of the demo, the plays and the fault runs: Juliet with a real XMPP library, the XMPP
 * server, the appliance. Romeo is the strict endpoint of the testkit.
 */
@NullMarked
package im.balcony.players;

import org.jspecify.annotations.NullMarked;
