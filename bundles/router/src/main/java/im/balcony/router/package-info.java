/**
 * The switchboard between the edges, mapping and sessions: the only imperative place that sees both
 * worlds. Start reading at {@link im.balcony.router.Router}, then {@link im.balcony.router.Turn}.
 */
@NullMarked
package im.balcony.router;

import org.jspecify.annotations.NullMarked;
