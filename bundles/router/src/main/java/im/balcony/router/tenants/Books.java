package im.balcony.router.tenants;

import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.session.PeerNote;
import im.balcony.api.session.PeerView;
import im.balcony.router.bounds.Lru;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The bounded memories of each tenant: exact spellings, and what is known of SIP users. */
public final class Books {

  private final int most;
  private final Map<String, Book> books = new ConcurrentHashMap<>();

  /** Each tenant's books hold {@code most} entries. */
  public Books(int most) {
    this.most = most;
  }

  /** The exact spellings that the tenant has seen. */
  public AddressBook addresses(String tenant) {
    return book(tenant);
  }

  /** Adds spellings. */
  public void remember(String tenant, List<AddressBook.Entry> additions) {
    additions.forEach(book(tenant)::add);
  }

  /** What is known of a SIP user. */
  public PeerView peer(String tenant, Jid romeo) {
    return kind ->
        book(tenant).peers.get(romeo).map(notes -> notes.getOrDefault(kind, 0L)).orElse(0L);
  }

  /** Replaces the notes of these kinds; one that holds no longer is forgotten. */
  public void learn(String tenant, Jid romeo, List<PeerNote> notes, long now) {
    if (notes.isEmpty()) {
      return;
    }
    var peers = book(tenant).peers;
    var known = new EnumMap<PeerNote.Kind, Long>(PeerNote.Kind.class);
    peers.get(romeo).ifPresent(known::putAll);
    for (var note : notes) {
      if (note.until() > now) {
        known.put(note.kind(), note.until());
      } else {
        known.remove(note.kind());
      }
    }
    known.values().removeIf(until -> until <= now);
    if (known.isEmpty()) {
      peers.remove(romeo);
    } else {
      peers.put(romeo, Map.copyOf(known));
    }
  }

  /** The tenant is no more. */
  public void forget(String tenant) {
    books.remove(tenant);
  }

  private Book book(String tenant) {
    var book = books.get(tenant);
    return book != null ? book : books.computeIfAbsent(tenant, t -> new Book(most));
  }

  private static final class Book implements AddressBook {
    private final Lru<Jid, SipUri> uris;
    private final Lru<String, Jid> jids;
    private final Lru<Jid, Map<PeerNote.Kind, Long>> peers;

    Book(int most) {
      uris = new Lru<>(most);
      jids = new Lru<>(most);
      peers = new Lru<>(most);
    }

    void add(Entry entry) {
      uris.put(entry.jid().bare(), entry.uri());
      jids.put(entry.uri().key(), entry.jid().bare());
    }

    @Override
    public Optional<SipUri> uriOf(Jid jid) {
      return uris.get(jid.bare());
    }

    @Override
    public Optional<Jid> jidOf(SipUri uri) {
      return jids.get(uri.key());
    }
  }
}
