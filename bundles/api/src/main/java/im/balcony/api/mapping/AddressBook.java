package im.balcony.api.mapping;

import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Exact spellings seen before, of one tenant, read-only (ADDR-38, ADDR-45). Two JIDs may share one
 * SIP URI and two URIs one JID; the book remembers who was meant.
 */
@ProviderType
public interface AddressBook {

  /** A book without entries. */
  AddressBook EMPTY =
      new AddressBook() {
        @Override
        public Optional<SipUri> uriOf(Jid jid) {
          return Optional.empty();
        }

        @Override
        public Optional<Jid> jidOf(SipUri uri) {
          return Optional.empty();
        }
      };

  /** The SIP URI from which this bare JID was made, as it was written. */
  Optional<SipUri> uriOf(Jid jid);

  /** The bare JID from which this URI (compared by {@link SipUri#key}) was made. */
  Optional<Jid> jidOf(SipUri uri);

  /**
   * A pair to remember.
   *
   * @param jid the bare JID
   * @param uri the address of record as written
   */
  record Entry(Jid jid, SipUri uri) {}
}
