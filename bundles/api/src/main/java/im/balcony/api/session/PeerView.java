package im.balcony.api.session;

import org.osgi.annotation.versioning.ProviderType;

/** What the tenant's peer book knows of this conversation's SIP user; read-only. */
@ProviderType
public interface PeerView {

  /** A peer of whom nothing is known. */
  PeerView UNKNOWN = kind -> 0L;

  /** Until when the note holds, milliseconds of the gateway's clock; 0 if there is none. */
  long until(PeerNote.Kind kind);
}
