/**
 * Tenants and what is theirs: how records find them and their conversations, address books, trust,
 * secrets. It uses bounds only.
 */
@NullMarked
package im.balcony.router.tenants;

import org.jspecify.annotations.NullMarked;
