package im.balcony.api.control;

import im.balcony.api.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What operators may ask of the running gateway and do to it; served by the router. May be called
 * by any thread.
 */
@ProviderType
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
   *
   * @throws java.io.UncheckedIOException if the store does not answer within 5 s
   */
  List<Store.Journal> message(String id);

  /**
   * The messages of a tenant whose outcome changed last, the newest first. What changes while they
   * are read may be missing.
   *
   * @param since leaves out outcomes recorded before this time
   * @param count at most so many
   * @throws java.io.UncheckedIOException if the store does not answer within 5 s
   */
  List<Store.Journal> journal(String tenant, long since, int count);

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

  /** The exchangeable parts that are there, and the places that are empty. */
  List<PartStatus> parts();

  /**
   * The version of the mapping that serves a tenant with this range as its {@code mapping.version}
   * now; empty if none does.
   *
   * @throws IllegalArgumentException if it is no OSGi version range; an empty one is the default
   */
  Optional<String> mappingFor(String range);

  /**
   * Takes a tenant out of service, until {@link #endDrain} or a restart: new conversations and
   * single messages are refused, what is in hand is finished, sessions end. Asked again, it tells
   * how far that is.
   *
   * @return what is left; empty if there is no such tenant
   */
  Optional<Left> drain(String tenant);

  /** Takes a tenant into service again; false if it was not drained by {@link #drain}. */
  boolean endDrain(String tenant);

  /**
   * Whether so many threads hang in parts that no more may be lost: new messages are refused until
   * one comes back, or the process starts again.
   */
  boolean critical();

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
   * @param topic what it is about: {@code chat}
   * @param sessions a line each: name and state
   * @param queued texts waiting
   * @param idle milliseconds since the last event
   */
  record ConversationStatus(
      String id,
      String tenant,
      String juliet,
      String romeo,
      String topic,
      List<String> sessions,
      int queued,
      long idle) {}

  /**
   * One version of an exchangeable part, or the empty place of one.
   *
   * @param part {@code mapping}, {@code session}, {@code formats}, {@code sip}, {@code msrp},
   *     {@code xmpp}
   * @param version its version; empty where none is known
   * @param bundle symbolic name and number of its bundle; may be empty
   * @param state {@code active}; {@code standby} if nobody is served by it now; {@code quarantined}
   *     if it failed and another serves instead; {@code draining} while it leaves; {@code missing}
   *     for an empty place
   * @param reason why it was quarantined, or that threads hang in it; else empty
   * @param since when it was quarantined
   * @param tenants whom it serves, for a mapping
   * @param calls calls in flight
   * @param parked what waits until the place is filled, told once a place
   */
  record PartStatus(
      String part,
      String version,
      String bundle,
      String state,
      String reason,
      Optional<Instant> since,
      List<String> tenants,
      int calls,
      int parked) {}

  /**
   * What a drained tenant still has in hand.
   *
   * @param limit its {@code drain-limit}, milliseconds
   * @param conversations that have a session, or a message without an outcome
   * @param messages those without an outcome
   * @param parked records that wait for a part
   */
  record Left(long limit, int conversations, int messages, int parked) {

    /** Whether nothing is left. */
    public boolean isNothing() {
      return conversations == 0 && parked == 0;
    }
  }

  /**
   * A reason why something does not work.
   *
   * @param part the part or {@code tenant NAME}
   * @param reason what is missing or wrong
   */
  record Problem(String part, String reason) {}
}
