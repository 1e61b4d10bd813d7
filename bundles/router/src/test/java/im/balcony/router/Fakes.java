package im.balcony.router;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.msrp.Formats;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipPort;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.store.FencedException;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.tls.TlsCall;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Reading;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.waiting.Refusal;
import im.balcony.testkit.WrittenRows;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The ports, as lists of what they were told. */
final class Fakes {

  private Fakes() {}

  static final class Sip implements SipPort {
    final List<PreparedRequest> requests = new CopyOnWriteArrayList<>();
    final List<SipCommand> commands = new CopyOnWriteArrayList<>();
    int prepared;

    @Override
    public PreparedRequest prepare(SipCommand.Request request) {
      if (request.request().requestUri().contains(" ")) {
        throw new IllegalArgumentException("illegal URI");
      }
      prepared++;
      return new PreparedRequest(
          request.effectId(),
          Octets.utf8(request.request().method() + " " + request.request().body().utf8()),
          Facts.NONE.with("branch", "z9hG4bK" + prepared));
    }

    @Override
    public int size(SipCommand.Request request) {
      return request.request().body().length();
    }

    @Override
    public void send(PreparedRequest request) {
      requests.add(request);
    }

    @Override
    public void send(SipCommand command) {
      commands.add(command);
    }

    @Override
    public Reading read(String text, SipSource source) {
      try {
        var transaction = new SipTransaction("shown", Facts.NONE);
        return text.startsWith("OPTIONS ")
            ? new Reading(List.of(), List.of("SIP/2.0 200 OK\r\nAllow: MESSAGE\r\n\r\n"), List.of())
            : new Reading(
                List.of(new SipEvent.Received(transaction, source, SipText.read(text))),
                List.of(),
                List.of("read"));
      } catch (IOException e) {
        return Reading.nothing(e.getMessage());
      }
    }

    @Override
    public List<String> listeners() {
      return List.of("udp 192.0.2.1:5060");
    }

    List<String> sent() {
      return requests.stream().map(r -> r.octets().utf8()).toList();
    }

    List<Integer> answers() {
      return commands.stream()
          .filter(SipCommand.Respond.class::isInstance)
          .map(c -> ((SipCommand.Respond) c).response().status())
          .toList();
    }
  }

  static final class Net implements Connections {
    record Connect(String id, String protocol, String host, int port, Facts settings, long at) {}

    record Told(String connection, Command command) {}

    final List<Connect> connects = new ArrayList<>();
    final List<Told> told = new CopyOnWriteArrayList<>();
    final List<String> closed = new ArrayList<>();
    private final Scheduler scheduler;

    Net(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public void connect(
        String connectionId,
        String protocol,
        String host,
        int port,
        Optional<TlsCall> tls,
        Facts settings,
        List<String> allowed) {
      connects.add(new Connect(connectionId, protocol, host, port, settings, scheduler.now()));
    }

    @Override
    public void command(String connectionId, Command command) {
      told.add(new Told(connectionId, command));
    }

    @Override
    public void close(String connectionId) {
      closed.add(connectionId);
    }

    Function<String, CompletionStage<List<InetAddress>>> names =
        host -> CompletableFuture.completedStage(List.of());

    @Override
    public CompletionStage<List<InetAddress>> addresses(String host) {
      return names.apply(host);
    }

    final List<ProtocolVersion> protocols = new ArrayList<>();

    @Override
    public List<ProtocolVersion> protocols() {
      return protocols;
    }

    @Override
    public void reading(String connectionId, boolean on) {}

    @Override
    public List<Listener> listeners() {
      return List.of(new Listener("msrp", "192.0.2.1", 2855));
    }

    @Override
    public Reading read(String protocol, String text) {
      try {
        return new Reading(List.of(StanzaText.read(text)), List.of(), List.of());
      } catch (IOException e) {
        return Reading.nothing(e.getMessage());
      }
    }

    @Override
    public int size(String protocol, WireRecord record) {
      return record instanceof XmppCommand.Send send
          ? 100
              + send.stanza().child(Stanza.NAMESPACE, "body").map(b -> b.text().length()).orElse(0)
          : 100;
    }

    Connect last(String protocol) {
      return connects.stream()
          .filter(c -> c.protocol.equals(protocol))
          .reduce((a, b) -> b)
          .orElseThrow();
    }

    <T> List<T> told(Class<T> kind) {
      return told.stream().map(Told::command).filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  static final class Disk implements Store {
    final List<Batch> batches = new ArrayList<>();
    final Map<String, Journal> journal = new LinkedHashMap<>();
    final Map<String, Seen> seen = new HashMap<>();
    final Map<ConversationKey, Kept> conversations = new LinkedHashMap<>();
    final Map<String, PreparedRequest> owed = new LinkedHashMap<>();
    final List<CompletableFuture<Void>> held = new ArrayList<>();
    final List<Consumer<Optional<Throwable>>> asked = new ArrayList<>();
    final Map<String, Long> epochs = new HashMap<>();
    final List<String> released = new ArrayList<>();
    boolean failing;
    boolean holding;

    /** Whether questions wait for {@link #answer(Optional)}. */
    boolean musing;

    @Override
    public CompletionStage<Void> commit(Batch batch) {
      if (failing) {
        return CompletableFuture.failedStage(new IllegalStateException("disk full"));
      }
      if (batch.epoch() != epochs.getOrDefault(batch.key().tenant(), 0L)) {
        return CompletableFuture.failedStage(new FencedException(batch.key().tenant()));
      }
      if (holding) {
        var later = new CompletableFuture<Void>();
        held.add(later);
        later.thenRun(() -> apply(batch));
        return later;
      }
      apply(batch);
      return CompletableFuture.completedStage(null);
    }

    private void apply(Batch batch) {
      batches.add(batch);
      if (batch.over()) {
        conversations.remove(batch.key());
      } else {
        var before =
            conversations.getOrDefault(batch.key(), new Kept(batch.key(), Map.of(), Map.of()));
        conversations.put(
            batch.key(),
            new Kept(
                batch.key(),
                WrittenRows.after(before.session(), batch.session()),
                WrittenRows.after(before.mapping(), batch.mapping())));
      }
      batch.journal().forEach(j -> journal.put(j.ref(), j));
      batch.seen().forEach(s -> seen.put(s.key(), s));
      batch.owed().forEach(o -> owed.put(o.effectId(), o));
      batch.settled().forEach(owed::remove);
    }

    void release() {
      holding = false;
      List.copyOf(held).forEach(f -> f.complete(null));
      held.clear();
    }

    @Override
    public CompletionStage<Optional<Seen>> seen(String duplicateKey, long now) {
      return answer(() -> Optional.ofNullable(seen.get(duplicateKey)).filter(s -> s.until() > now));
    }

    @Override
    public CompletionStage<Optional<Journal>> journal(String ref) {
      return answer(() -> Optional.ofNullable(journal.get(ref)));
    }

    @Override
    public CompletionStage<List<Journal>> recent(String tenant, long since, int count) {
      return answer(() -> List.copyOf(journal.values()));
    }

    @Override
    public CompletionStage<List<Journal>> named(String name, int count) {
      return answer(
          () ->
              journal.values().stream()
                  .filter(j -> j.names().contains(name))
                  .limit(count)
                  .toList());
    }

    private <T> CompletionStage<T> answer(Supplier<T> what) {
      if (failing) {
        return CompletableFuture.failedFuture(new IOException("disk full"));
      }
      if (!musing) {
        return CompletableFuture.completedFuture(what.get());
      }
      var later = new CompletableFuture<T>();
      asked.add(
          failure -> {
            if (failure.isPresent()) {
              later.completeExceptionally(failure.get());
            } else {
              later.complete(what.get());
            }
          });
      return later;
    }

    /** Answers all questions; with this failure, if there is one. */
    void answer(Optional<Throwable> failure) {
      var all = List.copyOf(asked);
      asked.clear();
      all.forEach(question -> question.accept(failure));
    }

    @Override
    public CompletionStage<Recovered> recover(String tenant) {
      return answer(
          () ->
              new Recovered(
                  take(tenant),
                  conversations.values().stream()
                      .filter(kept -> kept.key().tenant().equals(tenant))
                      .toList(),
                  List.copyOf(owed.values())));
    }

    /** Somebody takes a tenant. */
    long take(String tenant) {
      var epoch = epochs.getOrDefault(tenant, 0L) + 1;
      epochs.put(tenant, epoch);
      return epoch;
    }

    @Override
    public CompletionStage<Void> release(String tenant, long epoch) {
      released.add(tenant);
      epochs.computeIfPresent(tenant, (t, own) -> own == epoch ? own + 1 : own);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Set<String>> tenants() {
      return answer(
          () ->
              conversations.keySet().stream()
                  .map(ConversationKey::tenant)
                  .collect(Collectors.toSet()));
    }

    @Override
    public Usage usage() {
      return new Usage(0, 1);
    }
  }

  static final class Book implements Tenants {
    final List<Tenant> all = new ArrayList<>();
    final List<String> drained = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();

    @Override
    public List<Tenant> all() {
      return List.copyOf(all);
    }

    @Override
    public Optional<Tenant> byId(String id) {
      return all.stream().filter(t -> t.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Tenant> bySipDomain(String domain) {
      return all.stream().filter(t -> t.servesSip(domain)).findFirst();
    }

    @Override
    public List<Refusal> refusals() {
      return List.copyOf(refusals);
    }

    @Override
    public void drained(String id) {
      drained.add(id);
    }
  }

  static final class NoFormats implements Formats {
    @Override
    public MsrpContent unwrap(String contentType, Octets body, List<String> accepted) {
      return new MsrpContent(contentType, Optional.empty(), body, Optional.empty());
    }

    @Override
    public Octets wrap(List<MsrpContent.Header> headers, String contentType, Octets content) {
      return content;
    }
  }
}
