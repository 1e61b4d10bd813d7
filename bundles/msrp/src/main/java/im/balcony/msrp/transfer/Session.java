package im.balcony.msrp.transfer;

import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.msrp.MsrpUri;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A session bound to the connection, with what it has half received and not yet sent. */
public final class Session {

  private static final int REMEMBERED_REFUSALS = 64;

  /** What was negotiated. */
  public final MsrpSession spec;

  /** To-Path and From-Path of what we send. */
  final String to;

  /** The From-Path of what we send. */
  public final String from;

  /** Whether a valid request of the peer arrived. */
  boolean heard;

  /** Whether the router was told that the session is up. */
  public boolean up;

  /** Whether the peer says that this session is not here (481, 506): nothing more is sent. */
  boolean stopped;

  /** When anything was last sent or received. */
  public long active;

  /** What is to be sent, in order; the first may be half sent. */
  final Deque<Outgoing> queue = new ArrayDeque<>();

  /** Incomplete messages by Message-ID, the one that waits longest first. */
  final Map<String, PartialMessage> partials = new LinkedHashMap<>();

  private final Map<String, Integer> refused = new LinkedHashMap<>();

  /** A session that is bound {@code now}, milliseconds. */
  public Session(MsrpSession spec, long now) {
    this.spec = spec;
    to = path(spec.remotePath());
    from = spec.localUri().raw();
    active = now;
  }

  /** A path as it stands in a header. */
  public static String path(List<MsrpUri> uris) {
    return uris.stream().map(MsrpUri::raw).collect(Collectors.joining(" "));
  }

  /** Its session-id at our end. */
  public String id() {
    return spec.id();
  }

  /** On an accepted connection only after the peer spoke (MSRP-40). */
  public boolean maySpeak() {
    return !stopped && (spec.speaksFirst() || heard);
  }

  /**
   * Whether a From-Path is the peer's: only the session-id of its last URI counts, for border
   * controllers rewrite hosts and relays come in between.
   */
  boolean isPeer(MsrpUri lastFrom) {
    var path = spec.remotePath();
    return !path.isEmpty() && path.get(path.size() - 1).sessionId().equals(lastFrom.sessionId());
  }

  /**
   * Answers later chunks of this message with {@code status}, as its first one. Only a chunk from
   * octet 1 begins anew.
   */
  void refuse(String messageId, int status) {
    refused.put(messageId, status);
    if (refused.size() > REMEMBERED_REFUSALS) {
      refused.remove(refused.keySet().iterator().next());
    }
  }

  int refusal(String messageId) {
    return refused.getOrDefault(messageId, 0);
  }

  Map<String, Integer> refusals() {
    return refused;
  }
}
