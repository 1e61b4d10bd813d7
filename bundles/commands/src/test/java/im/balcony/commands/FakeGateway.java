package im.balcony.commands;

import im.balcony.api.control.Gateway;
import im.balcony.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A gateway that says what a test wants it to say, and notes what it is told. */
final class FakeGateway implements Gateway {

  final List<TenantStatus> tenants = new ArrayList<>();
  final List<ConversationStatus> conversations = new ArrayList<>();
  final List<Store.Journal> messages = new ArrayList<>();
  final List<Problem> problems = new ArrayList<>();
  final List<String> ended = new ArrayList<>();
  final List<String> dryRuns = new ArrayList<>();
  boolean ready = true;

  FakeGateway conversation(String id, String tenant, String... sessions) {
    conversations.add(
        new ConversationStatus(
            id, tenant, "j…@example.com", "r…@example.net", List.of(sessions), 2, 61_000));
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
    return messages.stream().filter(m -> m.ref().equals(id)).toList();
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

  @Override
  public List<Problem> why() {
    return problems;
  }

  @Override
  public boolean ready() {
    return ready;
  }
}
