/** What the edge decides about a request before anybody else sees it. */
@NullMarked
package im.balcony.sip.admission;

import org.jspecify.annotations.NullMarked;
