package im.balcony.api.session;

import im.balcony.api.data.Ids;
import im.balcony.api.tenant.Tenant;
import java.util.List;
import java.util.Set;

/**
 * The machine of a conversation (RFC 7573): pure, total, stateless. It never throws for any event
 * in any state.
 */
public interface Conversations {

  /**
   * One event happens to one conversation.
   *
   * @param snapshot the conversation before; {@link Snapshot#empty} for a new one
   * @param event what happens
   * @param now milliseconds of the gateway's clock
   * @param ids for effect ids and legs
   * @param tenant the tenant's limits and policy
   * @param peer what is known of the SIP user
   */
  Step step(Snapshot snapshot, Event event, long now, Ids ids, Tenant tenant, PeerView peer);

  /**
   * The conversation as it may be written to disk: texts that must not be (XEP-0334 no-store) are
   * left out. A step on what is left gives such a text up and tells its sender.
   *
   * @param all whether no text at all may be written
   */
  Snapshot withoutTexts(Snapshot snapshot, boolean all);

  /**
   * The references of the texts, of both sides, that were accepted and have no outcome yet; none
   * from a machine that does not tell.
   */
  default Set<String> unfinished(Snapshot snapshot) {
    return Set.of();
  }

  /** The sessions of a conversation, for operators. */
  List<SessionInfo> sessions(Snapshot snapshot);

  /**
   * A session as operators see it.
   *
   * @param leg its name
   * @param state the name of its state
   * @param queued texts waiting for it
   * @param halfOpen whether it is begun and not in use yet: the peer's answer, its ACK or its
   *     connection is still to come
   */
  record SessionInfo(String leg, String state, int queued, boolean halfOpen) {

    /** A session that is not half open. */
    public SessionInfo(String leg, String state, int queued) {
      this(leg, state, queued, false);
    }
  }
}
