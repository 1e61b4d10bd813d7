/**
 * The machine as a service: which event goes to a leg and which to the texts, and what is due when.
 * It stands above all other packages of the bundle.
 */
@NullMarked
package im.balcony.session;

import org.jspecify.annotations.NullMarked;
