package im.balcony.session.snapshot;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.session.state.Composing;
import im.balcony.session.state.Conversation;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A conversation as facts and back. Names are part of the schema: a later version may add some, but
 * never gives one another meaning. What has its default is not written; what is not understood is
 * kept.
 */
public final class Body {

  /** The schema written by this version. */
  public static final int SCHEMA = 1;

  private Body() {}

  /** The conversation that facts describe; what is not understood is kept for {@link #write}. */
  public static Conversation read(Facts facts) {
    return new Conversation(
        read(facts, "legs", Body::leg),
        read(facts, "texts", Body::text),
        read(facts, "handed", Body::handed),
        read(facts, "incoming", Body::incoming),
        new Composing(
            facts.text("julietLeg", ""),
            facts.number("julietRefresh", 0),
            facts.number("romeoUntil", 0)),
        facts.number("rungUntil", 0),
        facts.number("noSessionUntil", 0),
        facts.text("fresh", ""),
        facts);
  }

  /** The conversation as facts, with what {@link #read} did not understand. */
  public static Facts write(Conversation c) {
    return new Writer(c.more())
        .list("legs", c.legs(), Body::leg)
        .list("texts", c.texts(), Body::text)
        .list("handed", c.handed(), Body::handed)
        .list("incoming", c.incoming(), Body::incoming)
        .text("julietLeg", c.composing().julietLeg())
        .number("julietRefresh", c.composing().julietRefresh())
        .number("romeoUntil", c.composing().romeoUntil())
        .number("rungUntil", c.rungUntil())
        .number("noSessionUntil", c.noSessionUntil())
        .text("fresh", c.fresh())
        .facts();
  }

  private static <T> List<T> read(Facts facts, String name, Function<Facts, Optional<T>> reader) {
    var all = facts.list(name);
    var read = new ArrayList<T>(all.size());
    for (var one : all) {
      reader.apply(one).ifPresent(read::add);
    }
    return List.copyOf(read);
  }

  private static Optional<Leg> leg(Facts facts) {
    var name = facts.text("name", "");
    var state = Words.STATES.constant(facts.text("state", ""));
    if (name.isEmpty() || state.isEmpty() || state.get() == LegState.IDLE) {
      return Optional.empty();
    }
    var flags = EnumSet.noneOf(Leg.Flag.class);
    facts.texts("flags").forEach(w -> Words.FLAGS.constant(w).ifPresent(flags::add));
    var marks = new EnumMap<Leg.Mark, Long>(Leg.Mark.class);
    var times = facts.facts("marks");
    for (var mark : Leg.Mark.values()) {
      times.number(Words.MARKS.of(mark)).ifPresent(time -> marks.put(mark, time));
    }
    return Optional.of(
        new Leg(
            name,
            state.get(),
            facts.text("gruu", ""),
            flags,
            marks,
            facts.text("bye", ""),
            facts.text("refresh", ""),
            facts));
  }

  private static Facts leg(Leg leg) {
    var marks = new Writer(leg.more().facts("marks"));
    for (var mark : Leg.Mark.values()) {
      marks.value(Words.MARKS.of(mark), leg.mark(mark), !leg.marks().containsKey(mark));
    }
    var flags = new ArrayList<String>();
    leg.flags().forEach(flag -> flags.add(Words.FLAGS.of(flag)));
    leg.more().texts("flags").stream()
        .filter(word -> Words.FLAGS.constant(word).isEmpty())
        .forEach(flags::add);
    return new Writer(leg.more())
        .text("name", leg.name())
        .text("state", Words.STATES.of(leg.state()))
        .text("gruu", leg.gruu())
        .value("flags", flags, flags.isEmpty())
        .value("marks", marks.facts(), marks.isEmpty())
        .text("bye", leg.bye())
        .text("refresh", leg.refresh())
        .facts();
  }

  private static Optional<Text> text(Facts facts) {
    var place = Words.PLACES.constant(facts.text("place", ""));
    var message = Messages.read(facts.facts("message"));
    if (place.isEmpty() || message.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Text(
            message.get(),
            facts.text("gruu", ""),
            place.get(),
            facts.text("leg", ""),
            facts.text("effect", ""),
            facts.number("until", 0),
            (int) facts.number("tries", 0),
            facts.flag("written"),
            facts.flag("upgrade"),
            Text.octets(message.get()),
            facts));
  }

  private static Facts text(Text text) {
    return new Writer(text.more())
        .value("message", Messages.write(text.more().facts("message"), text.message()), false)
        .text("gruu", text.gruu())
        .text("place", Words.PLACES.of(text.place()))
        .text("leg", text.leg())
        .text("effect", text.effectId())
        .number("until", text.until())
        .number("tries", text.tries())
        .flag("written", text.written())
        .flag("upgrade", text.upgrade())
        .facts();
  }

  private static Optional<Handed> handed(Facts facts) {
    var ref = facts.text("ref", "");
    return ref.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Handed(
                ref,
                facts.text("leg", ""),
                facts.flag("receipt"),
                facts.flag("silent"),
                facts.number("until", 0),
                facts.number("receiptUntil", 0),
                facts));
  }

  private static Facts handed(Handed handed) {
    return new Writer(handed.more())
        .text("ref", handed.ref())
        .text("leg", handed.leg())
        .flag("receipt", handed.receipt())
        .flag("silent", handed.silent())
        .number("until", handed.errorsUntil())
        .number("receiptUntil", handed.receiptUntil())
        .facts();
  }

  private static Optional<Incoming> incoming(Facts facts) {
    var ref = facts.text("ref", "");
    return ref.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Incoming(
                ref,
                facts.text("leg", ""),
                facts.text("effect", ""),
                facts.number("until", 0),
                facts.number("receiptUntil", 0),
                facts.number("answerBy", 0),
                facts.flag("receipt"),
                Words.FAILURES.constant(facts.text("failures", "")).orElse(FailureReport.YES),
                facts));
  }

  private static Facts incoming(Incoming incoming) {
    var yes = incoming.failures() == FailureReport.YES;
    return new Writer(incoming.more())
        .text("ref", incoming.ref())
        .text("leg", incoming.leg())
        .text("effect", incoming.effectId())
        .number("until", incoming.until())
        .number("receiptUntil", incoming.receiptUntil())
        .number("answerBy", incoming.answerBy())
        .flag("receipt", incoming.receipt())
        .text("failures", yes ? "" : Words.FAILURES.of(incoming.failures()))
        .facts();
  }

  /** Writes over what was there and leaves out defaults. */
  static final class Writer {

    private final Map<String, Object> values;

    Writer(Facts before) {
      values = new LinkedHashMap<>();
      before.asMap().forEach(values::put);
    }

    Writer value(String name, Object value, boolean isDefault) {
      if (isDefault) {
        values.remove(name);
      } else {
        values.put(name, value);
      }
      return this;
    }

    Writer text(String name, String value) {
      return value(name, value, value.isEmpty());
    }

    Writer number(String name, long value) {
      return value(name, value, value == 0);
    }

    Writer flag(String name, boolean value) {
      return value(name, value, !value);
    }

    <T> Writer list(String name, List<T> values, Function<T, Facts> writer) {
      var written = new ArrayList<Facts>(values.size());
      for (var one : values) {
        written.add(writer.apply(one));
      }
      return value(name, written, written.isEmpty());
    }

    boolean isEmpty() {
      return values.isEmpty();
    }

    Facts facts() {
      return Facts.of(values);
    }
  }
}
