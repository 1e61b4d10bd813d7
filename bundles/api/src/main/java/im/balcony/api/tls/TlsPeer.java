package im.balcony.api.tls;

import java.util.List;

/**
 * What TLS found out about the other end of a connection. Whether that is enough is for the
 * protocol inside to say, before anything is said.
 *
 * @param fault why nobody who is trusted vouches for the peer, and for the name that we called, in
 *     words for operators; empty if somebody does, or nobody has to
 * @param fingerprints those of the certificate that it showed, one for each hash; empty if it
 *     showed none
 */
public record TlsPeer(String fault, List<Fingerprint> fingerprints) {

  /** Copies the fingerprints. */
  public TlsPeer {
    fingerprints = List.copyOf(fingerprints);
  }

  /**
   * Whether the certificate is the one that a description names: of the fingerprints there, those
   * with the best hash decide (RFC 8122 §5.1).
   *
   * @param described what the description names; nothing describes nobody
   */
  public boolean isDescribedBy(List<Fingerprint> described) {
    var best = described.stream().map(Fingerprint::hash).sorted().findFirst();
    return described.stream()
        .filter(fingerprint -> best.filter(fingerprint.hash()::equals).isPresent())
        .anyMatch(fingerprints::contains);
  }
}
