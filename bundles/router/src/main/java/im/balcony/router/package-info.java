/**
 * The switchboard between the edges, mapping and sessions: its shell for Declarative Services, its
 * settings, and what is wired to what. It stands above all other packages of the bundle, and none
 * of them knows it.
 */
@NullMarked
package im.balcony.router;

import org.jspecify.annotations.NullMarked;
