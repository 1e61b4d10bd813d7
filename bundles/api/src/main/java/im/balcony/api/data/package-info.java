/** Values that outlive the classes that made them: octets, and the facts a snapshot is made of. */
@Export
@Version("1.4.0")
@NullMarked
package im.balcony.api.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
