/** A stand-in for the component side of an XMPP server, for tests that need no real one. */
@NullMarked
package im.balcony.testkit.server;

import org.jspecify.annotations.NullMarked;
