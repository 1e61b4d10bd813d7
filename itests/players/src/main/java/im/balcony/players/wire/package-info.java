/**
 * Judges what the gateway wrote to the wire by the eyes of tshark, which shares nothing with it: a
 * capture of the loopback interface, dissected, and rules over the decoded fields.
 */
@NullMarked
package im.balcony.players.wire;

import org.jspecify.annotations.NullMarked;
