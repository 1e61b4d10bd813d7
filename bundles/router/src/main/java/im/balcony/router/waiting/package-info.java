/**
 * Traffic that waits while a part is away or a tenant ends, and the refusals of work that may not
 * wait. Each place is bounded in number and age; refusals leave by {@code egress}.
 */
@NullMarked
package im.balcony.router.waiting;

import org.jspecify.annotations.NullMarked;
