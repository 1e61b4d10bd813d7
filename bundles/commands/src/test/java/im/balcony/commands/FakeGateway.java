package im.balcony.commands;

import im.balcony.api.control.Gateway;
import im.balcony.api.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** A gateway that says what a test wants it to say, and notes what it is told. */
final class FakeGateway implements Gateway {

  final List<TenantStatus> tenants = new ArrayList<>();
  final List<ConversationStatus> conversations = new ArrayList<>();
  final List<Store.Journal> messages = new ArrayList<>();
  final List<Problem> problems = new ArrayList<>();
  final List<String> ended = new ArrayList<>();
  final List<String> dryRuns = new ArrayList<>();
  final List<PartStatus> parts = new ArrayList<>();
  final Deque<Left> left = new ArrayDeque<>();
  final Set<String> drained = new TreeSet<>();
  boolean ready = true;
  boolean critical;
  boolean silentStore;

  private void requireStore() {
    if (silentStore) {
      throw new UncheckedIOException(new IOException("the store does not answer"));
    }
  }

  FakeGateway conversation(String id, String tenant, String... sessions) {
    conversations.add(
        new ConversationStatus(
            id, tenant, "j…@example.com", "r…@example.net", "chat", List.of(sessions), 2, 61_000));
    return this;
  }

  @Override
  public List<TenantStatus> tenants() {
    return tenants;
  }

  @Override
  public List<ConversationStatus> conversations(Optional<String> tenant) {
    return conversations.stream()
        .filter(c -> tenant.isEmpty() || tenant.get().equals(c.tenant()))
        .toList();
  }

  @Override
  public Optional<ConversationStatus> conversation(String id) {
    return conversations.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  @Override
  public List<Store.Journal> message(String id) {
    requireStore();
    return messages.stream().filter(m -> m.ref().equals(id)).toList();
  }

  @Override
  public List<Store.Journal> journal(String tenant, long since, int count) {
    requireStore();
    return messages.stream()
        .filter(m -> m.tenant().equals(tenant) && m.at() >= since)
        .limit(count)
        .toList();
  }

  @Override
  public boolean end(String id) {
    ended.add(id);
    return conversation(id).isPresent();
  }

  @Override
  public List<String> dryRun(String tenant, String input) {
    dryRuns.add(tenant + ": " + input);
    return List.of("event SipText");
  }

  FakeGateway tenant(String id) {
    tenants.add(new TenantStatus(id, "up", List.of(), 0, 0, List.of()));
    return this;
  }

  FakeGateway mapping(String version, String state, String... served) {
    parts.add(
        new PartStatus(
            "mapping",
            version,
            "im.balcony.mapping [57]",
            state,
            state.equals("quarantined") ? "threw x.Y at a.B.c:12" : "",
            state.equals("quarantined")
                ? Optional.of(Instant.ofEpochMilli(1_500))
                : Optional.empty(),
            List.of(served),
            1,
            2));
    return this;
  }

  @Override
  public List<PartStatus> parts() {
    return parts;
  }

  @Override
  public Optional<String> mappingFor(String range) {
    var wanted = new VersionRange(range.isEmpty() ? "0" : range);
    return parts.stream()
        .filter(p -> p.state().equals("active") && wanted.includes(new Version(p.version())))
        .map(PartStatus::version)
        .findFirst();
  }

  @Override
  public Optional<Left> drain(String tenant) {
    if (tenants.stream().noneMatch(t -> t.id().equals(tenant))) {
      return Optional.empty();
    }
    drained.add(tenant);
    return Optional.of(left.size() > 1 ? left.remove() : left.element());
  }

  @Override
  public boolean endDrain(String tenant) {
    return drained.remove(tenant);
  }

  @Override
  public boolean critical() {
    return critical;
  }

  @Override
  public List<Problem> why() {
    return problems;
  }

  @Override
  public boolean ready() {
    return ready;
  }
}
