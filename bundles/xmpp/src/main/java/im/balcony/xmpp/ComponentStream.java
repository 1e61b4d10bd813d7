package im.balcony.xmpp;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.data.Octets;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One component stream (XEP-0114) from our header to the end. Octets become tokens, tokens become
 * elements, and each element is either the stream's own affair or a stanza for the router.
 */
final class ComponentStream implements Protocol {

  private static final int SCHEMA = 1;

  /** How long the server may take to answer our {@code </stream:stream>} (RFC 6120 §4.4). */
  private static final long CLOSE_TIMEOUT = 5_000;

  /** The life of a stream, in this order; a phase is never entered again. */
  private enum Phase {
    /** Our header is out, or not even that. */
    OPENING,
    /** The handshake is out, and behind it perhaps what begins stream management. */
    AUTHENTICATING,
    /** Stanzas flow. */
    UP,
    /** Our {@code </stream:stream>} is out, the server's is not here. */
    CLOSING,
    /** Told to be down; nothing is read or written. */
    DOWN
  }

  private final Settings settings;

  /** Why the server must not hear a word, if so. */
  private final Optional<String> doubt;

  private final XmlReader reader;
  private final StreamScanner scanner;
  private final Outbox outbox;
  private final StreamManagement management;
  private HandOvers handOvers;
  private Optional<StreamHeader> header;
  private Phase phase;
  private long phaseDeadline;

  ComponentStream(Settings settings) {
    this(settings, Optional.empty());
  }

  /** A new stream; with a doubt about the server it ends before it begins. */
  ComponentStream(Settings settings, Optional<String> doubt) {
    var bounds = Bounds.of(settings.receiveLimit());
    this.settings = settings;
    this.doubt = doubt;
    reader = new XmlReader(bounds);
    scanner = new StreamScanner(bounds);
    outbox = new Outbox(settings);
    management = StreamManagement.of(Facts.NONE);
    handOvers = new HandOvers(settings, 0);
    header = Optional.empty();
    phase = Phase.OPENING;
    phaseDeadline = Long.MAX_VALUE;
  }

  ComponentStream(Settings settings, ConnectionState state) {
    var bounds = Bounds.of(settings.receiveLimit());
    var facts = state.facts();
    this.settings = settings;
    // The version before had none.
    doubt = Optional.empty();
    reader = new XmlReader(bounds);
    scanner = StreamScanner.resume(bounds, facts.facts("scanner"), state.unread());
    outbox = Outbox.resume(settings, facts.facts("outbox"));
    management = StreamManagement.of(facts.facts("management"));
    handOvers = HandOvers.resume(settings, facts.facts("hand-overs"));
    header =
        facts.has("header")
            ? Optional.of(StreamHeader.of(facts.facts("header")))
            : Optional.empty();
    phase = Phase.valueOf(facts.text("phase", Phase.DOWN.name()));
    phaseDeadline = facts.number("phase-deadline", 0);
    for (var command : state.pending()) {
      if (command instanceof XmppCommand.Send send) {
        outbox.add(send);
      }
    }
  }

  @Override
  public Output opened(long now, Ids ids) {
    var turn = new Turn(now, ids);
    phaseDeadline = now + settings.handshakeTimeout();
    doubt.ifPresentOrElse(
        why -> down(cut(why), turn), () -> turn.say(Phrases.header(settings.domain())));
    return end(turn);
  }

  @Override
  public Output received(ByteBuffer bytes, long now, Ids ids) {
    var turn = new Turn(now, ids);
    try {
      var token = scanner.next(bytes);
      while (token.isPresent() && phase != Phase.DOWN) {
        take(token.get(), turn);
        // At once, so that the same octets mean the same in whatever pieces they come.
        flush(turn);
        token = scanner.next(bytes);
      }
    } finally {
      ParserBuffers.letGo();
    }
    bytes.position(bytes.limit());
    return end(turn);
  }

  @Override
  public Output command(Command command, long now, Ids ids) {
    var turn = new Turn(now, ids);
    if (command instanceof XmppCommand xmpp) {
      xmpp.accept(new Obeying(turn));
    }
    return end(turn);
  }

  @Override
  public Output writable(int octets, long now, Ids ids) {
    outbox.writable(octets);
    return end(new Turn(now, ids));
  }

  @Override
  public Output deadline(long now, Ids ids) {
    return end(new Turn(now, ids));
  }

  /** {@code </stream:stream>} (RFC 6120 §4.4). */
  @Override
  public Optional<Output> leaving(long now, Ids ids) {
    return Optional.of(command(new XmppCommand.Close(), now, ids));
  }

  @Override
  public Output closed(String reason, long now, Ids ids) {
    var turn = new Turn(now, ids);
    down(cut("closed"), turn);
    return end(turn);
  }

  /** Writes what may be written, looks at the clock, and says what comes next. */
  private Output end(Turn turn) {
    flush(turn);
    if (isLate(turn.now)) {
      var why = cut(phase == Phase.CLOSING ? "closed" : "timeout");
      // Whoever is told that the stream is over does not resume it.
      if (phase != Phase.CLOSING && why.resumption().isEmpty()) {
        turn.say(Phrases.CLOSE);
      }
      down(why, turn);
    }
    return new Output(
        turn.bytes,
        turn.records,
        nextDeadline(),
        phase == Phase.UP && outbox.wantsWritable(),
        turn.close);
  }

  /** The end of a stream over which nobody said a word, so that another can go on with it. */
  private XmppEvent.Down cut(String condition) {
    return new XmppEvent.Down(condition, false, Optional.empty(), left());
  }

  private Facts left() {
    var own = phase == Phase.UP ? management.resumption() : Facts.NONE;
    if (!own.isEmpty()) {
      return own.with("written", handOvers.unacknowledged());
    }
    return phase.compareTo(Phase.UP) < 0 ? settings.resumption() : Facts.NONE;
  }

  private boolean isLate(long now) {
    return switch (phase) {
      case OPENING, AUTHENTICATING, CLOSING -> now >= phaseDeadline;
      case UP -> handOvers.isDead(now);
      case DOWN -> false;
    };
  }

  private OptionalLong nextDeadline() {
    return switch (phase) {
      case OPENING, AUTHENTICATING, CLOSING -> OptionalLong.of(phaseDeadline);
      case UP -> OptionalLong.of(handOvers.deadline());
      case DOWN -> OptionalLong.empty();
    };
  }

  /** Writes answers, stanzas and a ping, in this order, as far as there is room. */
  private void flush(Turn turn) {
    if (phase != Phase.UP) {
      return;
    }
    for (var text = outbox.nextAnswer(); text.isPresent(); text = outbox.nextAnswer()) {
      outbox.handedOut(turn.say(text.get()));
      management.wrote();
    }
    while (!handOvers.isFull()) {
      var entry = outbox.next();
      if (entry.isEmpty()) {
        break;
      }
      outbox.handedOut(turn.say(entry.get().written()));
      var number = management.wrote();
      var command = entry.get().command();
      command.effectId().ifPresent(effect -> handOvers.written(effect, command.stanza(), number));
    }
    handOvers.ping(turn).ifPresent(id -> ping(id, turn));
  }

  private void ping(String id, Turn turn) {
    outbox.handedOut(
        turn.say(management.isOn() ? Phrases.REQUEST : Phrases.ping(settings.domain(), id)));
  }

  private void take(Token token, Turn turn) {
    if (token instanceof Token.Header open) {
      open(open.octets(), turn);
    } else if (token instanceof Token.Whole whole) {
      child(whole.octets(), turn);
    } else if (token instanceof Token.Skipped skipped) {
      passOver(skipped.openTag(), "policy-violation", turn);
    } else if (token instanceof Token.End end) {
      ended(end.octets(), turn);
    } else if (token instanceof Token.Broken broken) {
      fail(broken.condition(), turn);
    }
  }

  private void open(byte[] openTag, Turn turn) {
    header = reader.header(openTag);
    if (header.isEmpty()) {
      fail("not-well-formed", turn);
    } else if (!header.get().streams() || !header.get().isForComponents()) {
      fail("invalid-namespace", turn);
    } else if (phase == Phase.OPENING && !header.get().id().isEmpty()) {
      // Without an id the server is about to say why it refuses; a handshake over the bare secret
      // would only give it away.
      turn.say(Phrases.handshake(header.get().id(), settings.secret()));
      phase = Phase.AUTHENTICATING;
    }
  }

  private void ended(byte[] closingTag, Turn turn) {
    if (!header.orElseThrow().isClosedBy(closingTag)) {
      fail("not-well-formed", turn);
      return;
    }
    if (phase != Phase.CLOSING) {
      turn.say(Phrases.CLOSE);
    }
    down("closed", false, turn);
  }

  /** Our own stream error (RFC 6120 §4.9). */
  private void fail(String condition, Turn turn) {
    if (phase != Phase.CLOSING) {
      turn.say(Phrases.streamError(condition));
    }
    down(condition, false, turn);
  }

  private void down(String condition, boolean operatorNeeded, Turn turn) {
    down(new XmppEvent.Down(condition, operatorNeeded), turn);
  }

  private void down(XmppEvent.Down why, Turn turn) {
    if (phase == Phase.DOWN) {
      return;
    }
    phase = Phase.DOWN;
    handOvers.lost(turn);
    outbox.lost(turn);
    turn.tell(why);
    turn.close = true;
  }

  private void child(byte[] octets, Turn turn) {
    var read = reader.child(octets, header.orElseThrow());
    if (read.isPresent()) {
      child(read.get(), turn);
    } else if (WellFormed.is(octets)) {
      passOver(octets, "not-acceptable", turn);
    } else {
      fail("not-well-formed", turn);
    }
  }

  private void child(Element element, Turn turn) {
    var raw = RawStanza.of(element);
    if (raw.isPresent() && isAuthenticated()) {
      management.heard();
      stanza(raw.get(), turn);
    } else if (element.is(Namespaces.STREAMS, "error")) {
      peerError(element, turn);
    } else if (element.is(Namespaces.STREAMS, "features")) {
      features(element);
    } else if (element.namespace().equals(Namespaces.MANAGEMENT) && isAuthenticated()) {
      manage(element, turn);
    } else if (element.is(Stanza.NAMESPACE, "handshake")
        && phase == Phase.AUTHENTICATING
        && !isAuthenticated()) {
      management
          .ask(settings.resumption())
          .ifPresentOrElse(question -> turn.say(question), () -> up(turn));
    } else {
      fail("unsupported-stanza-type", turn);
    }
  }

  private boolean isAuthenticated() {
    return phase != Phase.OPENING && (phase != Phase.AUTHENTICATING || management.isAsked());
  }

  /** An element of stream management (XEP-0198). */
  private void manage(Element element, Turn turn) {
    if (management.isOn() && element.name().equals("r")) {
      turn.say(management.acknowledgement());
    } else if (management.isOn() && element.name().equals("a")) {
      acknowledged(element, turn).ifPresent(last -> handOvers.acknowledged(last, turn));
    } else if (phase != Phase.AUTHENTICATING || !begins(element, turn)) {
      fail("unsupported-stanza-type", turn);
    }
  }

  /** Whether an element answers what was asked for behind the handshake. */
  private boolean begins(Element element, Turn turn) {
    if (element.name().equals("enabled") && management.enabled(element)) {
      up(turn);
    } else if (element.name().equals("resumed") && management.resumed(element)) {
      acknowledged(element, turn).ifPresent(last -> goOn(last, turn));
    } else if (element.name().equals("failed")) {
      management.failed().ifPresentOrElse(question -> turn.say(question), () -> up(turn));
    } else {
      return false;
    }
    return true;
  }

  private OptionalLong acknowledged(Element said, Turn turn) {
    var last = management.acknowledged(said);
    if (last.isEmpty()) {
      turn.say(management.tooHigh(said));
      down("handled-count-too-high", false, turn);
    }
    return last;
  }

  /** The rest of what a lost stream left comes again from who keeps it, in its order. */
  private void goOn(long last, Turn turn) {
    HandOvers.acknowledged(settings.resumption().list("written"), last, turn);
    management.rewind();
    up(turn);
  }

  private void up(Turn turn) {
    phase = Phase.UP;
    handOvers = new HandOvers(settings, turn.now);
    var announced = outbox.announced();
    turn.tell(
        new XmppEvent.Up(
            announced.isPresent() ? OptionalLong.of(announced.getAsInt()) : OptionalLong.empty()));
  }

  private void features(Element features) {
    management.features(features);
    features
        .child(Namespaces.LIMITS, "limits")
        .flatMap(limits -> limits.child(Namespaces.LIMITS, "max-bytes"))
        .map(limit -> limit.text().strip())
        .filter(text -> text.matches("[0-9]{1,9}"))
        .ifPresent(text -> outbox.announced(Integer.parseInt(text)));
  }

  /** Any stream error ends the stream (RFC 6120 §4.9.1.1). */
  private void peerError(Element error, Turn turn) {
    var condition =
        error.children().stream()
            .filter(child -> child.namespace().equals(Namespaces.STREAM_ERRORS))
            .map(Element::name)
            .filter(name -> !name.equals("text"))
            .findFirst()
            .orElse("undefined-condition");
    if (phase != Phase.CLOSING) {
      turn.say(Phrases.CLOSE);
    }
    var operatorNeeded = condition.equals("not-authorized");
    down(new XmppEvent.Down(condition, operatorNeeded, OtherHosts.of(error)), turn);
  }

  private void stanza(RawStanza raw, Turn turn) {
    if (raw.from().isEmpty() || raw.to().isEmpty()) {
      // The server must address what it sends (RFC 6120 §4.9.3.7): it is no server's stream then.
      fail("improper-addressing", turn);
      return;
    }
    var enforced = enforced(raw);
    if (enforced.isEmpty()) {
      answer(raw, "modify", "jid-malformed");
    } else if (isOwnLoop(enforced.get())) {
      ownLoop(enforced.get(), turn);
    } else if (!settings.isOurs(enforced.get().to())) {
      answer(raw, "cancel", "item-not-found");
    } else if (settings.isOurs(enforced.get().from())) {
      // Nobody but we may speak for our domain (RFC 6120 §8.1.2.2), and an answer would come back.
      turn.tell(new XmppEvent.PassedOver("invalid-from", raw.from()));
    } else {
      deliver(enforced.get(), turn);
    }
  }

  private Optional<Stanza> enforced(RawStanza raw) {
    try {
      return Optional.of(raw.enforced(header.flatMap(StreamHeader::language)));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private void deliver(Stanza stanza, Turn turn) {
    turn.tell(stanza);
    if (stanza.isError()) {
      handOvers.refused(stanza, turn);
    }
  }

  /** What the component sent to itself went round through the server and is nobody else's. */
  private boolean isOwnLoop(Stanza stanza) {
    Jid domain = settings.domain();
    return stanza.kind() == Stanza.Kind.IQ
        && stanza.from().equals(domain)
        && stanza.to().equals(domain);
  }

  private void ownLoop(Stanza iq, Turn turn) {
    var id = iq.id().orElse("");
    if (iq.type().filter("get"::equals).isPresent()) {
      outbox.answer(Phrases.pong(settings.domain(), id));
    } else {
      handOvers.answered(id, turn);
    }
  }

  private void answer(RawStanza raw, String type, String condition) {
    if (raw.mayBeAnswered() && raw.from().isPresent()) {
      outbox.answer(Phrases.error(raw, settings, type, condition));
    }
  }

  /** A stanza that is not read is refused; of an error, that it came is kept. */
  private void passOver(byte[] openTag, String condition, Turn turn) {
    var raw = reader.openTag(openTag, header.orElseThrow()).flatMap(RawStanza::of);
    management.heard();
    if (!isAuthenticated()) {
      fail(condition.equals("not-acceptable") ? "not-well-formed" : condition, turn);
      return;
    }
    turn.tell(new XmppEvent.PassedOver(condition, raw.flatMap(RawStanza::from)));
    raw.ifPresent(stanza -> refuse(stanza, condition, turn));
  }

  private void refuse(RawStanza raw, String condition, Turn turn) {
    if (raw.isType("error")) {
      enforced(raw).filter(stanza -> settings.isOurs(stanza.to())).ifPresent(s -> deliver(s, turn));
    } else {
      answer(raw, "modify", condition);
    }
  }

  @Override
  public ConnectionState release() {
    var facts =
        Facts.NONE
            .with("phase", phase.name())
            .with("phase-deadline", phaseDeadline)
            .with("scanner", scanner.release())
            .with("outbox", outbox.release())
            .with("hand-overs", handOvers.release());
    if (!management.isOff()) {
      facts = facts.with("management", management.toFacts());
    }
    Octets unread = scanner.unread();
    return new ConnectionState(
        SCHEMA,
        header.isPresent() ? facts.with("header", header.get().toFacts()) : facts,
        unread,
        outbox.pending());
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "ComponentStream[" + settings.domain().domain() + " " + phase + "]";
  }

  /** What the router wants. */
  private final class Obeying implements XmppCommand.Visitor {

    private final Turn turn;

    Obeying(Turn turn) {
      this.turn = turn;
    }

    @Override
    public void visit(XmppCommand.Send command) {
      if (phase.compareTo(Phase.CLOSING) >= 0 || !outbox.add(command)) {
        command.effectId().ifPresent(effect -> turn.notSent(effect, false));
      }
    }

    @Override
    public void visit(XmppCommand.Close command) {
      if (phase.compareTo(Phase.CLOSING) < 0) {
        flush(turn);
        if (management.isOn()) {
          turn.say(management.acknowledgement());
        }
        turn.say(Phrases.CLOSE);
        outbox.lost(turn);
        phase = Phase.CLOSING;
        phaseDeadline = turn.now + CLOSE_TIMEOUT;
      }
    }
  }
}
