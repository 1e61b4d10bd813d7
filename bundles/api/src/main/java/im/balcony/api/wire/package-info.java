/** What sockets and a protocol say to each other, and what every edge says to the router. */
@Export
@Version("3.0.0")
@NullMarked
package im.balcony.api.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
