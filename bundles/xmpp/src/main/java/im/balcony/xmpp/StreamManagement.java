package im.balcony.xmpp;

import im.balcony.api.data.Facts;
import im.balcony.api.xmpp.Element;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which stanzas each side has of the other's (XEP-0198 §4). It counts message, presence and iq and
 * nothing else; on the wire a count is what is left of it modulo 2^32.
 */
final class StreamManagement {

  private static final long WRAP = 1L << 32;

  private enum State {
    /** The server does not offer it, or refused it. */
    OFF,
    /** The server offers it; nothing was asked for. */
    OFFERED,
    /** {@code <enable/>} is out. */
    ENABLING,
    /** {@code <resume/>} is out. */
    RESUMING,
    /** Both sides count. */
    ON
  }

  private State state = State.OFF;

  /** By which the server knows the stream; empty if it would not resume it. */
  private String id = "";

  /** Stanzas of the server's that we have. */
  private long handled;

  /** Stanzas that we wrote. */
  private long sent;

  /** How many of them the server says it has. */
  private long acknowledged;

  /** Counts that go on, or from 0 where {@code facts} have none. */
  static StreamManagement of(Facts facts) {
    var management = new StreamManagement();
    management.state = State.valueOf(facts.text("state", State.OFF.name()));
    management.id = facts.text("id", "");
    management.handled = facts.number("handled", 0);
    management.sent = facts.number("sent", 0);
    management.acknowledged = facts.number("acknowledged", 0);
    return management;
  }

  Facts toFacts() {
    return Facts.NONE
        .with("state", state.name())
        .with("id", id)
        .with("handled", handled)
        .with("sent", sent)
        .with("acknowledged", acknowledged);
  }

  /** Whether there is nothing to remember. */
  boolean isOff() {
    return state == State.OFF;
  }

  /** Whether both sides count. */
  boolean isOn() {
    return state == State.ON;
  }

  /** Whether the server owes an answer to what was asked for. */
  boolean isAsked() {
    return state == State.ENABLING || state == State.RESUMING;
  }

  /** The server says what it can do; only before anything was asked for. */
  void features(Element features) {
    if (state == State.OFF && features.child(Namespaces.MANAGEMENT, "sm").isPresent()) {
      state = State.OFFERED;
    }
  }

  /**
   * What to ask for behind the handshake, if the server offers it; once a stream (§3).
   *
   * @param before what {@link #resumption} of a stream that was lost said
   */
  Optional<String> ask(Facts before) {
    if (state != State.OFFERED) {
      return Optional.empty();
    }
    id = before.text("id", "");
    if (id.isEmpty()) {
      return Optional.of(enable());
    }
    handled = before.number("handled", 0);
    acknowledged = before.number("acknowledged", 0);
    sent = before.number("sent", 0);
    state = State.RESUMING;
    var out = new StringBuilder("<resume xmlns='" + Namespaces.MANAGEMENT + "' previd='");
    XmlText.attribute(out, id);
    return Optional.of(out.append("' h='").append(handled % WRAP).append("'/>").toString());
  }

  private String enable() {
    state = State.ENABLING;
    return "<enable xmlns='" + Namespaces.MANAGEMENT + "' resume='true'/>";
  }

  /** {@code <enabled/>}: counts begin; false if nobody asked for it. */
  boolean enabled(Element enabled) {
    if (state != State.ENABLING) {
      return false;
    }
    var resumes = enabled.attribute("resume").filter(r -> r.equals("true") || r.equals("1"));
    id = resumes.flatMap(yes -> enabled.attribute("id")).orElse("");
    handled = 0;
    sent = 0;
    acknowledged = 0;
    state = State.ON;
    return true;
  }

  /** {@code <resumed/>}: counts go on; false if nobody asked for it, or for another stream. */
  boolean resumed(Element resumed) {
    if (state != State.RESUMING || !resumed.attribute("previd").filter(id::equals).isPresent()) {
      return false;
    }
    state = State.ON;
    return true;
  }

  /**
   * {@code <failed/>}: no more of it on this stream, but a new one may begin where an old one could
   * not be resumed (§5).
   *
   * @return what to ask for now
   */
  Optional<String> failed() {
    var again = state == State.RESUMING;
    state = State.OFF;
    id = "";
    return again ? Optional.of(enable()) : Optional.empty();
  }

  /** What is not acknowledged is written anew, and counted anew (§5). */
  void rewind() {
    sent = acknowledged;
  }

  /** A stanza of the server's is here. */
  void heard() {
    if (isOn()) {
      handled++;
    }
  }

  /** A stanza is written; its number, which {@link #acknowledged} comes to, or 0 if none counts. */
  long wrote() {
    return isOn() ? ++sent : 0;
  }

  /** {@code <a/>} with what we have. */
  String acknowledgement() {
    return "<a xmlns='" + Namespaces.MANAGEMENT + "' h='" + handled % WRAP + "'/>";
  }

  /**
   * What the server says that it has, as the number of the last stanza; empty if it says nothing
   * that can be, for it has more than was written or no number at all.
   */
  OptionalLong acknowledged(Element said) {
    var h = said.attribute("h").filter(text -> text.matches("[0-9]{1,10}")).map(Long::parseLong);
    if (h.isEmpty() || h.get() >= WRAP) {
      return OptionalLong.empty();
    }
    var more = Math.floorMod(h.get() - acknowledged, WRAP);
    if (more > sent - acknowledged) {
      return OptionalLong.empty();
    }
    acknowledged += more;
    return OptionalLong.of(acknowledged);
  }

  /** The stream error over an acknowledgement of what was never written (§6). */
  String tooHigh(Element said) {
    var out = new StringBuilder("<stream:error><undefined-condition xmlns='");
    out.append(Namespaces.STREAM_ERRORS).append("'/><handled-count-too-high xmlns='");
    out.append(Namespaces.MANAGEMENT).append("' h='");
    XmlText.attribute(out, said.attribute("h").filter(h -> h.length() <= 10).orElse(""));
    out.append("' send-count='").append(sent % WRAP).append("'/></stream:error>");
    return out.append(Phrases.CLOSE).toString();
  }

  /** What another connection has to know to go on with this stream; nothing if it cannot. */
  Facts resumption() {
    return isOn() && !id.isEmpty() ? toFacts() : Facts.NONE;
  }
}
