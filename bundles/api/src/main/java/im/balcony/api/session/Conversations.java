package im.balcony.api.session;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The machine of the conversations of a topic, of chats for example (RFC 7573): total, and pure but
 * for the {@link Memory} that it is given. It never throws for any event in any state.
 */
public interface Conversations {

  /**
   * The service property with the topic of the conversations that it serves; chat if it is not
   * there.
   */
  String TOPIC = "balcony.topic";

  /**
   * What the rows of a conversation say, read.
   *
   * @param rows all its rows by name; empty for a new conversation. Not kept, and not changed
   */
  Memory open(Map<String, Facts> rows);

  /**
   * What is remembered of one conversation, in the form in which the machine works on it. The rows
   * are the truth; this is made of them and may be dropped between any two calls. Whoever holds it
   * uses one thread at a time, drops it where changes that it told were not committed, and uses it
   * only with the service that made it.
   */
  interface Memory {

    /**
     * One event happens.
     *
     * @param event what happens
     * @param now milliseconds of the gateway's clock
     * @param ids for effect ids and legs
     * @param tenant the tenant's limits and policy
     * @param peer what is known of the SIP user
     */
    Step step(Event event, long now, Ids ids, Tenant tenant, PeerView peer);

    /** When it wants to hear {@link Event.Due}, milliseconds; none if it waits for nothing. */
    OptionalLong due(Limits limits);

    /**
     * The references of the texts, of both sides, that were accepted and have no outcome yet; asked
     * after a start.
     */
    Set<String> unfinished();

    /** The sessions, for operators. */
    List<SessionInfo> sessions();
  }

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
