/** Timers of a process that may have stood still; for whoever has threads, not for pure code. */
@Export
@Version("1.0.0")
@NullMarked
package im.balcony.api.time;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
