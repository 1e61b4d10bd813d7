/** Key material from files: read, judged, watched. */
@NullMarked
package im.balcony.net.tls;

import org.jspecify.annotations.NullMarked;
