/**
 * Parts that can be exchanged: the only place where their code is called, counted and watched. It
 * uses bounds only.
 */
@NullMarked
package im.balcony.router.slot;

import org.jspecify.annotations.NullMarked;
