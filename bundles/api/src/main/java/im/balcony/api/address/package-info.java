/**
 * Addresses of both worlds: parsed, normalised and comparable. Beyond the edges no address is a
 * bare String.
 */
@Export
@Version("1.2.0")
@NullMarked
package im.balcony.api.address;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
