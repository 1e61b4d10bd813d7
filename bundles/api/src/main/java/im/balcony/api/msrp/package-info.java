/** MSRP's own terms (RFC 4975) as immutable records. */
@Export
@Version("4.0.0")
@NullMarked
package im.balcony.api.msrp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
