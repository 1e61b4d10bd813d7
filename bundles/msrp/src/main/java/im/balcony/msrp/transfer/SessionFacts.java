package im.balcony.msrp.transfer;

import im.balcony.api.address.AddressException;
import im.balcony.api.data.Facts;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.msrp.MsrpUri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A bound session as facts, without what it has to send. */
public final class SessionFacts {

  private SessionFacts() {}

  /**
   * What another version needs to go on with the session. Fingerprints are none of it: they were
   * compared when it was bound.
   */
  public static Facts write(Session session) {
    var spec = session.spec;
    var all = new LinkedHashMap<String, Object>();
    all.put("local", spec.localUri().raw());
    all.put("remote", spec.remotePath().stream().map(MsrpUri::raw).toList());
    all.put("speaks-first", spec.speaksFirst());
    all.put("accept", spec.acceptTypes());
    all.put("accept-wrapped", spec.acceptWrappedTypes());
    all.put("max-size", spec.maxSize());
    all.put("chunk-size", spec.chunkSize());
    all.put("partial-messages", spec.partialMessages());
    all.put("partial-age", spec.partialAge());
    all.put("keep-alive", spec.keepAlive());
    all.put("heard", session.heard);
    all.put("up", session.up);
    all.put("stopped", session.stopped);
    all.put("active", session.active);
    all.put("partials", session.partials.values().stream().map(PartialMessage::facts).toList());
    all.put(
        "refused",
        session.refusals().entrySet().stream()
            .map(e -> Facts.of(Map.of("id", e.getKey(), "status", e.getValue())))
            .toList());
    return Facts.of(all);
  }

  /** Empty where the facts are not those of a session: it is then unknown and answered 481. */
  public static Optional<Session> read(Facts facts) {
    try {
      var session = new Session(spec(facts), facts.number("active", 0));
      session.heard = facts.flag("heard");
      session.up = facts.flag("up");
      session.stopped = facts.flag("stopped");
      for (var f : facts.list("partials")) {
        var partial = PartialMessage.of(f);
        session.partials.put(partial.messageId, partial);
      }
      for (var f : facts.list("refused")) {
        session.refuse(f.text("id", ""), (int) f.number("status", 413));
      }
      return Optional.of(session);
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static MsrpSession spec(Facts facts) throws AddressException {
    var remote = new ArrayList<MsrpUri>();
    for (var raw : facts.texts("remote")) {
      remote.add(MsrpUri.parse(raw));
    }
    return new MsrpSession(
        MsrpUri.parse(facts.text("local", "")),
        remote,
        facts.flag("speaks-first"),
        facts.texts("accept"),
        facts.texts("accept-wrapped"),
        (int) facts.number("max-size", 0),
        (int) facts.number("chunk-size", 0),
        (int) facts.number("partial-messages", 0),
        facts.number("partial-age", 0),
        facts.number("keep-alive", 0));
  }
}
