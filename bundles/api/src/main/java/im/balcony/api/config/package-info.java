/** How a component reads its keys: what is wrong is refused, and the last good value stays. */
@Export
@Version("2.2.0")
@NullMarked
package im.balcony.api.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
