package im.balcony.net;

import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.tls.TlsIdentity;
import java.util.List;
import java.util.Optional;

/** One identity under every name, or none. */
final class Keyring implements TlsIdentities {

  volatile Optional<TlsIdentity> own = Optional.empty();

  @Override
  public Optional<TlsIdentity> byName(String name) {
    return own;
  }

  @Override
  public List<State> states() {
    return List.of();
  }
}
