/** The conversation port: snapshot and event in, snapshot and effects out (RFC 7573). */
@Export
@Version("3.1.0")
@NullMarked
package im.balcony.api.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
