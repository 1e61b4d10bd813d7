package im.balcony.api.msrp;

import im.balcony.api.tls.Fingerprint;
import im.balcony.api.wire.Place;
import java.util.List;
import java.util.Optional;

/**
 * What a connection has to know of a session bound to it.
 *
 * @param localUri our own URI, the From-Path of what we send
 * @param remotePath the peer's path as negotiated, leftmost first: the To-Path of what we send
 * @param speaksFirst whether we send the first request (the active side), bodiless if nothing is
 *     queued
 * @param acceptTypes what we take, as in our SDP; other types are answered 415
 * @param acceptWrappedTypes what we take inside message/cpim besides {@code acceptTypes}
 * @param maxSize the largest message we take, in octets
 * @param chunkSize the largest chunk we send, in octets
 * @param partialMessages how many incomplete messages we keep
 * @param partialAge how long an incomplete message is kept without a new chunk, in milliseconds
 * @param keepAlive interval of bodiless SENDs in an idle session, in milliseconds; 0 for none,
 *     {@link #AS_CONFIGURED} for what holds for all connections
 * @param fingerprints of the certificates that the connection's other end may show, as the peer's
 *     description names them; empty where it names none, or where a relay is that end
 * @param anchor where to connect instead of the first URI of {@code remotePath}, if somebody else
 *     carries the octets there (RFC 6714 §4.2)
 */
public record MsrpSession(
    MsrpUri localUri,
    List<MsrpUri> remotePath,
    boolean speaksFirst,
    List<String> acceptTypes,
    List<String> acceptWrappedTypes,
    int maxSize,
    int chunkSize,
    int partialMessages,
    long partialAge,
    long keepAlive,
    List<Fingerprint> fingerprints,
    Optional<Place> anchor) {

  /** An interval that the connection's own settings name. */
  public static final long AS_CONFIGURED = -1;

  /** Copies the lists. */
  public MsrpSession {
    remotePath = List.copyOf(remotePath);
    acceptTypes = List.copyOf(acceptTypes);
    acceptWrappedTypes = List.copyOf(acceptWrappedTypes);
    fingerprints = List.copyOf(fingerprints);
  }

  /** A session whose peer names no fingerprints, and who is reached by his path. */
  public MsrpSession(
      MsrpUri localUri,
      List<MsrpUri> remotePath,
      boolean speaksFirst,
      List<String> acceptTypes,
      List<String> acceptWrappedTypes,
      int maxSize,
      int chunkSize,
      int partialMessages,
      long partialAge,
      long keepAlive) {
    this(
        localUri,
        remotePath,
        speaksFirst,
        acceptTypes,
        acceptWrappedTypes,
        maxSize,
        chunkSize,
        partialMessages,
        partialAge,
        keepAlive,
        List.of(),
        Optional.empty());
  }

  /** The name of the session everywhere: the session-id of our own URI. */
  public String id() {
    return localUri.sessionId();
  }
}
