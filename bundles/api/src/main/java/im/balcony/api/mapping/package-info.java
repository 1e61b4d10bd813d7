/** The mapping port: wire records to vocabulary and back (RFC 7247, RFC 7572, RFC 7573). */
@Export
@Version("2.4.0")
@NullMarked
package im.balcony.api.mapping;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
