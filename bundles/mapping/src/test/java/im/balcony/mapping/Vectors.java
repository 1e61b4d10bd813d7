package im.balcony.mapping;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.mapping.Context;
import im.balcony.api.msrp.Formats;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Tenants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What the tests of the tables share: vector files, and a scene to map in. */
public final class Vectors {

  private Vectors() {}

  /** The lines of {@code vectors/name.tsv} as columns, without comments. */
  public static Stream<String[]> read(String name) {
    try (var in = Vectors.class.getResourceAsStream("/vectors/" + name + ".tsv")) {
      var text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(l -> !l.isEmpty() && !l.startsWith("#")).map(l -> l.split("\t"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Jid jid(String text) {
    try {
      return Jid.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  public static SipUri uri(String text) {
    try {
      return SipUri.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  public static Context context(AddressBook book) {
    return new Context(
        Tenants.verona(),
        book,
        0,
        new SeededIds(1),
        new NoSizes(),
        new NoFormats(),
        new Context.Addresses("192.0.2.1:5060", "192.0.2.1", 2855, "0.1.0"),
        (callId, key) -> false);
  }

  public static Stanza stanza(
      Stanza.Kind kind, String type, String from, String to, Element... children) {
    return new Stanza(
        kind,
        jid(from),
        jid(to),
        Optional.of("id-1"),
        type.isEmpty() ? Optional.empty() : Optional.of(type),
        Optional.empty(),
        List.of(children));
  }

  /** A message of Juliet's to Romeo. */
  public static Stanza message(Element... children) {
    return stanza(
        Stanza.Kind.MESSAGE, "chat", "juliet@example.com/balcony", "romeo@example.net", children);
  }

  /** A book that remembers all it is told. */
  public static final class MemoryBook implements AddressBook {

    private final Map<Jid, SipUri> uris = new HashMap<>();
    private final Map<String, Jid> jids = new HashMap<>();

    public void learn(List<Entry> entries) {
      for (var entry : entries) {
        uris.put(entry.jid(), entry.uri());
        jids.put(entry.uri().key(), entry.jid());
      }
    }

    @Override
    public Optional<SipUri> uriOf(Jid jid) {
      return Optional.ofNullable(uris.get(jid));
    }

    @Override
    public Optional<Jid> jidOf(SipUri uri) {
      return Optional.ofNullable(jids.get(uri.key()));
    }
  }

  private record NoSizes() implements Context.Sizes {
    @Override
    public int of(SipCommand.Request request) {
      throw new AssertionError("tables measure nothing");
    }

    @Override
    public int of(Stanza stanza) {
      throw new AssertionError("tables measure nothing");
    }
  }

  private record NoFormats() implements Formats {
    @Override
    public MsrpContent unwrap(String contentType, Octets body, List<String> accepted) {
      throw new AssertionError("tables unwrap nothing");
    }

    @Override
    public Octets wrap(List<MsrpContent.Header> headers, String contentType, Octets content) {
      throw new AssertionError("tables wrap nothing");
    }
  }
}
