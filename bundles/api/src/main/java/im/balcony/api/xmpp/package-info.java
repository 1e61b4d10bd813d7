/** XMPP's own terms (RFC 6120, XEP-0114) as immutable records. */
@Export
@Version("2.1.0")
@NullMarked
package im.balcony.api.xmpp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
