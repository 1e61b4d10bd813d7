package im.balcony.sip.digest;

import im.balcony.api.config.SecretFile;
import im.balcony.api.data.Ids;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenant.Credentials;
import im.balcony.sip.transport.Hop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers challenges to requests of ours with the credentials of their tenant, and keeps what each
 * next hop has asked for, so that the next request brings it along (RFC 3261 §22.2, §22.3). May be
 * called by any thread.
 */
public final class Logins {

  /** Reads a password at the moment when it is needed. */
  public interface Passwords {

    /**
     * The password in a file.
     *
     * @throws IOException with a reason fit for operators
     */
    String read(String file) throws IOException;
  }

  /** Octets that credentials usually take; so much more than itself each request is reckoned. */
  public static final int ROOM = 600;

  /** Tenants at next hops of which challenges are kept; the one not used for longest goes. */
  static final int MOST = 1000;

  /** Realms of one tenant at one next hop: as a rule one, with proxies behind each other more. */
  static final int MOST_REALMS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

  /** A tenant at a next hop. */
  record At(String tenant, Hop hop) {}

  private final Function<String, Optional<Tenant>> tenants;
  private final Passwords passwords;
  private final Ids ids;

  /**
   * The last complaint, so that a file that is gone is one line in the log and not one a message.
   */
  private volatile String complaint = "";

  /** Guarded by itself. */
  private final Map<At, List<Session>> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<At, List<Session>> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Passwords come from the files that the tenants name.
   *
   * @param tenants the tenants by their ids
   */
  public Logins(Function<String, Optional<Tenant>> tenants, Ids ids) {
    this(tenants, SecretFile::read, ids);
  }

  Logins(Function<String, Optional<Tenant>> tenants, Passwords passwords, Ids ids) {
    this.tenants = tenants;
    this.passwords = passwords;
    this.ids = ids;
  }

  /** A request of a tenant at a next hop; empty if the tenant has no credentials. */
  public Optional<Login> at(String tenant, Hop hop) {
    if (tenant.isEmpty()) {
      return Optional.empty();
    }
    var at = new At(tenant, hop);
    return tenants
        .apply(tenant)
        .map(Tenant::digest)
        .flatMap(Tenant.Digest::credentials)
        .map(own -> new Login(this, at, own, known(at, own)));
  }

  private List<Session> known(At at, Credentials credentials) {
    synchronized (kept) {
      return kept.getOrDefault(at, List.of()).stream()
          .filter(session -> session.serves(credentials))
          .toList();
    }
  }

  Ids ids() {
    return ids;
  }

  /** The password is read anew, so that a change of the file holds from the next challenge on. */
  Optional<Session> answer(At at, Credentials credentials, Challenge challenge) {
    try {
      var password = passwords.read(credentials.passwordFile());
      var session = new Session(challenge, credentials, password);
      keep(at, session);
      return Optional.of(session);
    } catch (IOException e) {
      complain(at.tenant, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void complain(String tenant, String why) {
    var line = tenant + ' ' + why;
    if (!line.equals(complaint)) {
      complaint = line;
      LOG.warn("a challenge to tenant {} is not answered: {}", tenant, why);
    }
  }

  private void keep(At at, Session session) {
    synchronized (kept) {
      var sessions = new ArrayList<>(kept.getOrDefault(at, List.of()));
      sessions.removeIf(s -> s.challenge().place().equals(session.challenge().place()));
      while (sessions.size() >= MOST_REALMS) {
        sessions.remove(0);
      }
      sessions.add(session);
      kept.put(at, List.copyOf(sessions));
    }
  }

  /** A nonce that was refused serves no other request. */
  void forget(At at, Session session) {
    synchronized (kept) {
      var sessions = new ArrayList<>(kept.getOrDefault(at, List.of()));
      if (sessions.remove(session)) {
        kept.put(at, List.copyOf(sessions));
      }
    }
  }

  /** How many tenants at next hops are remembered. */
  int size() {
    synchronized (kept) {
      return kept.size();
    }
  }
}
