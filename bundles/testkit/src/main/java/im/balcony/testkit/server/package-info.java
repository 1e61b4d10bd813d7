/**
 * Stand-ins for the component side of an XMPP server and for a name server, for tests that need no
 * real ones.
 */
@NullMarked
package im.balcony.testkit.server;

import org.jspecify.annotations.NullMarked;
