/** The storage port: what is owed is committed here before it is promised. */
@Export
@Version("3.0.0")
@NullMarked
package im.balcony.api.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
