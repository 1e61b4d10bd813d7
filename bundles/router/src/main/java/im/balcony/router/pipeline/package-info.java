/**
 * Which turn is made, how it becomes true, what comes back after a restart, and what becomes of
 * tenants that go. It knows nothing of where records come from ({@code intake}).
 */
@NullMarked
package im.balcony.router.pipeline;

import org.jspecify.annotations.NullMarked;
