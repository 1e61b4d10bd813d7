package im.balcony.session.rows;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.session.state.Composing;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Rest;
import im.balcony.session.state.Text;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Optional;

/**
 * What is remembered as rows and back. Names are part of the schema: a later version may add some,
 * but never gives one another meaning. What has its default is not written; what is not understood
 * is kept.
 */
final class Forms {

  static final Form<Leg> LEG = new Form<>("leg", Forms::leg, Forms::leg);
  static final Form<Text> TEXT = new Form<>("text", Forms::text, Forms::text);
  static final Form<Handed> HANDED = new Form<>("handed", Forms::handed, Forms::handed);
  static final Form<Incoming> INCOMING = new Form<>("incoming", Forms::incoming, Forms::incoming);

  private Forms() {}

  static Rest rest(Facts facts) {
    return new Rest(
        new Composing(
            facts.text("julietLeg", ""),
            facts.number("julietRefresh", 0),
            facts.number("romeoUntil", 0)),
        facts.number("rungUntil", 0),
        facts.number("noSessionUntil", 0),
        facts.text("fresh", ""),
        facts);
  }

  static Facts rest(Rest rest) {
    return new Writer(rest.more())
        .text("julietLeg", rest.composing().julietLeg())
        .number("julietRefresh", rest.composing().julietRefresh())
        .number("romeoUntil", rest.composing().romeoUntil())
        .number("rungUntil", rest.rungUntil())
        .number("noSessionUntil", rest.noSessionUntil())
        .text("fresh", rest.fresh())
        .facts();
  }

  private static Optional<Leg> leg(Facts facts) {
    var name = facts.text("name", "");
    var state = EnumNames.STATES.constant(facts.text("state", ""));
    if (name.isEmpty() || state.isEmpty() || state.get() == LegState.IDLE) {
      return Optional.empty();
    }
    var flags = EnumSet.noneOf(Leg.Flag.class);
    facts.texts("flags").forEach(w -> EnumNames.FLAGS.constant(w).ifPresent(flags::add));
    var marks = new EnumMap<Leg.Mark, Long>(Leg.Mark.class);
    var times = facts.facts("marks");
    for (var mark : Leg.Mark.values()) {
      times.number(EnumNames.MARKS.of(mark)).ifPresent(time -> marks.put(mark, time));
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
            EndReasons.read(facts.facts("why")),
            facts));
  }

  private static Writer leg(Leg leg) {
    var marks = new Writer(leg.more().facts("marks"));
    for (var mark : Leg.Mark.values()) {
      marks.value(EnumNames.MARKS.of(mark), leg.mark(mark), !leg.marks().containsKey(mark));
    }
    var flags = new ArrayList<String>();
    leg.flags().forEach(flag -> flags.add(EnumNames.FLAGS.of(flag)));
    for (var word : leg.more().texts("flags")) {
      if (EnumNames.FLAGS.constant(word).isEmpty()) {
        flags.add(word);
      }
    }
    return new Writer(leg.more())
        .text("name", leg.name())
        .text("state", EnumNames.STATES.of(leg.state()))
        .text("gruu", leg.gruu())
        .value("flags", flags, flags.isEmpty())
        .value("marks", marks.facts(), marks.isEmpty())
        .text("bye", leg.bye())
        .text("refresh", leg.refresh())
        .value("why", leg.why().map(EndReasons::write).orElse(Facts.NONE), leg.why().isEmpty());
  }

  private static Optional<Text> text(Facts facts) {
    var place = EnumNames.PLACES.constant(facts.text("place", ""));
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

  private static Writer text(Text text) {
    return new Writer(text.more())
        .value("message", Messages.write(text.more().facts("message"), text.message()), false)
        .text("gruu", text.gruu())
        .text("place", EnumNames.PLACES.of(text.place()))
        .text("leg", text.leg())
        .text("effect", text.effectId())
        .number("until", text.until())
        .number("tries", text.tries())
        .flag("written", text.written())
        .flag("upgrade", text.upgrade());
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
                facts.flag("marker"),
                facts.flag("silent"),
                facts.number("until", 0),
                facts.number("receiptUntil", 0),
                facts));
  }

  private static Writer handed(Handed handed) {
    return new Writer(handed.more())
        .text("ref", handed.ref())
        .text("leg", handed.leg())
        .flag("receipt", handed.receipt())
        .flag("marker", handed.marker())
        .flag("silent", handed.silent())
        .number("until", handed.errorsUntil())
        .number("receiptUntil", handed.receiptUntil());
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
                facts.flag("marker"),
                EnumNames.FAILURES.constant(facts.text("failures", "")).orElse(FailureReport.YES),
                facts));
  }

  private static Writer incoming(Incoming incoming) {
    var yes = incoming.failures() == FailureReport.YES;
    return new Writer(incoming.more())
        .text("ref", incoming.ref())
        .text("leg", incoming.leg())
        .text("effect", incoming.effectId())
        .number("until", incoming.until())
        .number("receiptUntil", incoming.receiptUntil())
        .number("answerBy", incoming.answerBy())
        .flag("receipt", incoming.receipt())
        .flag("marker", incoming.marker())
        .text("failures", yes ? "" : EnumNames.FAILURES.of(incoming.failures()));
  }
}
