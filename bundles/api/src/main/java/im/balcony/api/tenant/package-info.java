/** A tenant and its limits, as published by whoever reads the configuration. */
@Export
@Version("6.0.0")
@NullMarked
package im.balcony.api.tenant;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
