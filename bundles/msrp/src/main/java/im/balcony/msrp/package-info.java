/**
 * The connection as a protocol, its factory, and how it is handed to another version. It stands
 * above all other packages of the bundle: it puts their parts together and owns the deadlines.
 */
@NullMarked
package im.balcony.msrp;

import org.jspecify.annotations.NullMarked;
