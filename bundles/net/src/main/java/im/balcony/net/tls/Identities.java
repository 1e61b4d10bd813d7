package im.balcony.net.tls;

import im.balcony.api.control.Gateway;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identities and their files. What changes on the disk is in force at the next look; what
 * cannot be used is told and changes nothing, and is tried again at each look. All methods may be
 * called by any thread.
 */
final class Identities implements TlsIdentities {

  private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

  /** How long before its end a certificate is complained of. */
  private static final Duration SOON = Duration.ofDays(14);

  private final Supplier<Instant> wallClock;

  // Under this object's lock, but for what is in force.
  private final Map<String, Watched> byPid = new TreeMap<>();
  private volatile Map<String, TlsIdentity> inForce = Map.of();

  /** One configuration. */
  private static final class Watched {
    private final String name;
    private Optional<IdentityFiles> files = Optional.empty();
    private Optional<TlsIdentity> identity = Optional.empty();
    private List<String> seen = List.of();
    private long due;

    /** Why its configuration was refused; the one before holds. */
    private Optional<String> refused = Optional.empty();

    /** Why its files were refused; what they held before holds. */
    private Optional<String> fault = Optional.empty();

    private String told = "";

    private Watched(String name) {
      this.name = name;
    }

    private Optional<String> trouble() {
      return refused.or(() -> fault);
    }
  }

  Identities(Supplier<Instant> wallClock) {
    this.wallClock = wallClock;
  }

  /**
   * A configuration came or changed.
   *
   * @param now milliseconds of a clock that never goes back
   */
  synchronized void update(String pid, String name, Map<String, String> entries, long now) {
    var watched = byPid.computeIfAbsent(pid, key -> new Watched(name));
    try {
      watched.files = Optional.of(IdentityFiles.of(entries));
      watched.refused = Optional.empty();
      watched.seen = List.of();
      look(watched, now);
    } catch (RefusedException e) {
      watched.refused = Optional.of(String.valueOf(e.getMessage()));
    }
    tell(watched);
    publish();
  }

  /** A configuration is gone; connections that were begun with its identity go on. */
  synchronized void remove(String pid) {
    byPid.remove(pid);
    publish();
  }

  /** Looks at the files whose time has come. */
  synchronized void look(long now) {
    for (var watched : byPid.values()) {
      if (now >= watched.due) {
        var before = watched.trouble();
        look(watched, now);
        if (watched.trouble().isEmpty() || watched.trouble().equals(before)) {
          // One file may be there before the other: what is wrong twice is wrong.
          tell(watched);
        }
      }
    }
    publish();
  }

  private void look(Watched watched, long now) {
    watched.files.ifPresent(
        files -> {
          watched.due = now + files.interval();
          var found = files.named().stream().map(Identities::stamp).toList();
          if (!found.equals(watched.seen) || watched.fault.isPresent()) {
            watched.seen = found;
            read(watched, files);
          }
        });
  }

  private void read(Watched watched, IdentityFiles files) {
    try {
      var identity = IdentityReader.read(watched.name, files, wallClock.get());
      watched.identity = Optional.of(identity);
      watched.fault = Optional.empty();
      LOG.info("TLS identity {} is in force until {}", watched.name, identity.expires());
    } catch (RefusedException e) {
      watched.fault = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** By what a file differs from that of before; one that is put in its place has another key. */
  private static String stamp(String file) {
    try {
      var attributes = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException | IllegalArgumentException e) {
      return "";
    }
  }

  private static void tell(Watched watched) {
    var trouble = watched.trouble().orElse("");
    if (!trouble.isEmpty() && !trouble.equals(watched.told)) {
      LOG.error(
          "TLS identity {}: {}; {}",
          watched.name,
          trouble,
          watched.identity.isPresent() ? "the one before stays in force" : "there is none");
    }
    watched.told = trouble;
  }

  private void publish() {
    var now = new TreeMap<String, TlsIdentity>();
    for (var watched : byPid.values()) {
      watched.identity.ifPresent(identity -> now.put(watched.name, identity));
    }
    inForce = Map.copyOf(now);
  }

  @Override
  public Optional<TlsIdentity> byName(String name) {
    return Optional.ofNullable(inForce.get(name));
  }

  @Override
  public synchronized List<State> states() {
    return byPid.values().stream()
        .map(
            watched ->
                new State(
                    watched.name, watched.identity.map(TlsIdentity::expires), watched.trouble()))
        .sorted(Comparator.comparing(State::name))
        .toList();
  }

  /** What operators have to see to. */
  List<Gateway.Problem> problems() {
    var problems = new ArrayList<Gateway.Problem>();
    var now = wallClock.get();
    for (var state : states()) {
      var part = "keys/" + state.name();
      state.trouble().ifPresent(trouble -> problems.add(new Gateway.Problem(part, trouble)));
      state
          .expires()
          .filter(end -> now.plus(SOON).isAfter(end))
          .map(
              end ->
                  "its certificate " + (now.isAfter(end) ? "has expired on " : "expires on ") + end)
          .ifPresent(end -> problems.add(new Gateway.Problem(part, end)));
    }
    return problems;
  }
}
