/**
 * What both worlds mean: chat messages, chat states, failures and outcomes, in the words of neither
 * wire.
 */
@Export
@Version("1.4.0")
@NullMarked
package im.balcony.api.message;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
