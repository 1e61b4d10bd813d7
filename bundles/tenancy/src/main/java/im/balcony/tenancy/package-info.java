/** One factory configuration is one tenant. */
@NullMarked
package im.balcony.tenancy;

import org.jspecify.annotations.NullMarked;
