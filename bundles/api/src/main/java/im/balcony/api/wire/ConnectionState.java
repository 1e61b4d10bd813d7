package im.balcony.api.wire;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import java.util.List;

/**
 * What one version of a protocol hands to the next so that the peer notices nothing.
 *
 * @param schema the version of {@code facts}' names; a version reads its own and the one before
 * @param facts the state between two frames or stanzas
 * @param unread raw octets since the last frame or stanza border
 * @param pending records accepted but not yet written, in order
 */
public record ConnectionState(int schema, Facts facts, Octets unread, List<Command> pending) {}
