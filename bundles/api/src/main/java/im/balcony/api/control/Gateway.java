package im.balcony.api.control;

import im.balcony.api.store.Store;
import java.util.List;
import java.util.Optional;

/**
 * What operators may ask of the running gateway and do to it; served by the router. May be called
 * by any thread.
 */
public interface Gateway {

  /** The tenants with the state of their links. */
  List<TenantStatus> tenants();

  /** The conversations, of one tenant or of all. */
  List<ConversationStatus> conversations(Optional<String> tenant);

  /** One conversation by its short id. */
  Optional<ConversationStatus> conversation(String id);

  /**
   * The story of a message, by the gateway's reference or by the stanza id, Call-ID or Message-ID
   * it came with.
   */
  List<Store.Journal> message(String id);

  /** Ends a conversation; texts in hand go first. False if there is none with this id. */
  boolean end(String id);

  /**
   * What a SIP message or a stanza would become, without any effect.
   *
   * @param tenant the tenant's id
   * @param input a SIP request or a stanza as text
   * @return lines for people: what comes out and what was dropped
   */
  List<String> dryRun(String tenant, String input);

  /** What keeps tenants or parts from working; empty when all is well. */
  List<Problem> why();

  /** Whether listeners are open and each tenant's link is up or its problem is known. */
  boolean ready();

  /**
   * A tenant as operators see it.
   *
   * @param id its id
   * @param state {@code up}, {@code connecting}, {@code down}, {@code draining}, {@code refused}
   * @param links one line a component domain: {@code capulet.example up}
   * @param conversations how many there are
   * @param sessions how many sessions they hold
   * @param refusals refused configuration, a line each
   */
  record TenantStatus(
      String id,
      String state,
      List<String> links,
      int conversations,
      int sessions,
      List<String> refusals) {}

  /**
   * A conversation as operators see it; addresses are masked.
   *
   * @param id the short id
   * @param tenant the tenant's id
   * @param juliet the XMPP user, masked
   * @param romeo the SIP user, masked
   * @param sessions a line each: name and state
   * @param queued texts waiting
   * @param idle milliseconds since the last event
   */
  record ConversationStatus(
      String id,
      String tenant,
      String juliet,
      String romeo,
      List<String> sessions,
      int queued,
      long idle) {}

  /**
   * A reason why something does not work.
   *
   * @param part the part or {@code tenant NAME}
   * @param reason what is missing or wrong
   */
  record Problem(String part, String reason) {}
}
