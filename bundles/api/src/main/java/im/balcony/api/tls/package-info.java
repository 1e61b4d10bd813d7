/**
 * Key material by name: who speaks TLS asks for it here, whatever the protocol inside, and never
 * sees a key; and what is known of a peer's certificate.
 */
@Export
@Version("2.0.0")
@NullMarked
package im.balcony.api.tls;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
