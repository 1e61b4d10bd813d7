/**
 * SIP's own terms (RFC 3261, RFC 3264) as immutable records, and the port behind which the SIP
 * stack stands.
 */
@Export
@Version("4.0.0")
@NullMarked
package im.balcony.api.sip;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
