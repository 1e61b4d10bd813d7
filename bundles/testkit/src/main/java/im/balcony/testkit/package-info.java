/**
 * What tests of Balcony share: seeded identifiers, the default scene, and the names of requirement
 * rows.
 */
@NullMarked
package im.balcony.testkit;

import org.jspecify.annotations.NullMarked;
