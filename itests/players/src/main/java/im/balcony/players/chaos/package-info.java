/**
 * The fault run: load from both sides, faults from a seed, and a reconciliation of what the peers
 * offered, heard and were told with what the gateway's journal says.
 */
@NullMarked
package im.balcony.players.chaos;

import org.jspecify.annotations.NullMarked;
