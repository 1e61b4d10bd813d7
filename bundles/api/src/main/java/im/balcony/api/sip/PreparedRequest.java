package im.balcony.api.sip;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;

/**
 * A request of ours as it will be sent, branch and all; stored before it is sent, so that it can be
 * repeated to the letter.
 *
 * @param effectId under which its responses come back
 * @param octets the request on the wire
 * @param hop transport, address and port of the next hop, branch, and what else the edge needs to
 *     send it again
 */
public record PreparedRequest(String effectId, Octets octets, Facts hop) {}
