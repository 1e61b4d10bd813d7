/** What operators may do to the running gateway. */
@Export
@Version("1.3.0")
@NullMarked
package im.balcony.api.control;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
