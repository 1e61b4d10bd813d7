package im.balcony.sip.dns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Asks name servers by dnsjava, which writes and reads the messages; the only class that touches
 * it. Each server is asked in turn, and then once more.
 */
public final class NameServers implements Questions {

  /** How long one server is waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Servers that are asked; a question takes four times {@link #PATIENCE} at most. */
  public static final int MOST_SERVERS = 2;

  private static final int ROUNDS = 2;

  private final List<InetSocketAddress> configured;

  /**
   * Name servers that were not asked yet.
   *
   * @param configured those to ask; empty for those of this machine
   */
  public NameServers(List<InetSocketAddress> configured) {
    this.configured = List.copyOf(configured);
  }

  @Override
  public Answer<Pointer> pointers(String domain) throws IOException {
    return ask(domain, Type.NAPTR, NAPTRRecord.class, NameServers::pointer);
  }

  @Override
  public Answer<Service> services(String name) throws IOException {
    return ask(name, Type.SRV, SRVRecord.class, NameServers::service);
  }

  private static Pointer pointer(NAPTRRecord record) {
    return new Pointer(
        record.getOrder(),
        record.getPreference(),
        record.getFlags(),
        record.getService(),
        text(record.getReplacement()));
  }

  private static Service service(SRVRecord record) {
    return new Service(
        record.getPriority(), record.getWeight(), record.getPort(), text(record.getTarget()));
  }

  /** Without the dot at its end; empty for the root. */
  private static String text(Name name) {
    return name.equals(Name.root) ? "" : name.toString(true);
  }

  private <R extends Record, T> Answer<T> ask(
      String name, int type, Class<R> kind, Function<R, T> read) throws IOException {
    var question = Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN);
    var answer = answer(question);
    var records = new ArrayList<T>();
    var seconds = Long.MAX_VALUE;
    // Aliases stand before what they lead to.
    for (var record : answer.getSection(Section.ANSWER)) {
      seconds = Math.min(seconds, record.getTTL());
      if (kind.isInstance(record)) {
        records.add(read.apply(kind.cast(record)));
      }
    }
    return new Answer<>(records, (records.isEmpty() ? nothing(answer) : seconds) * 1000);
  }

  /** How many seconds there will be nothing (RFC 2308 §5). */
  private static long nothing(Message answer) {
    for (var record : answer.getSection(Section.AUTHORITY)) {
      if (record instanceof SOARecord soa) {
        return Math.min(soa.getTTL(), soa.getMinimum());
      }
    }
    return 0;
  }

  private Message answer(Record question) throws IOException {
    var last = new IOException("no name server is known");
    var servers = servers();
    for (var round = 0; round < ROUNDS; round++) {
      for (var server : servers) {
        try {
          var answer = answer(server, question);
          var code = answer.getRcode();
          if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
            return answer;
          }
          last = new IOException("a name server answers " + Rcode.string(code));
        } catch (IOException e) {
          if (Thread.currentThread().isInterrupted()) {
            throw e;
          }
          last = e;
        }
      }
    }
    if (configured.isEmpty()) {
      // The machine may have others by now.
      ResolverConfig.refresh();
    }
    throw last;
  }

  private List<InetSocketAddress> servers() {
    var servers = configured.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : configured;
    return servers.subList(0, Math.min(MOST_SERVERS, servers.size()));
  }

  private static Message answer(InetSocketAddress server, Record question) throws IOException {
    var resolver = new SimpleResolver(server);
    resolver.setTimeout(PATIENCE);
    resolver.setIoClientFactory(OwnSockets.FACTORY);
    try {
      return resolver
          .sendAsync(Message.newQuery(question), Runnable::run)
          .toCompletableFuture()
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } catch (ExecutionException | CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }
}
