/** What operators may see of a message on its way: traces without bodies or clear addresses. */
@Export
@Version("2.0.0")
@NullMarked
package im.balcony.api.observe;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
