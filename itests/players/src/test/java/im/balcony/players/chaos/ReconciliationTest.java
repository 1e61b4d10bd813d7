package im.balcony.players.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.chaos.Story.Entry;
import im.balcony.players.chaos.Story.Heard;
import im.balcony.players.chaos.Story.Told;
import im.balcony.players.chaos.Story.Word;
import im.balcony.players.chaos.Trouble.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Ledgers made up by hand, of which the wrong ones must be found. */
class ReconciliationTest {

  private static final long AT = 1_000_000;

  private final List<Heard> heard = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private Optional<Entry> journal = Optional.empty();
  private boolean report;
  private int octets;

  private ReconciliationTest heard(String... names) {
    for (var name : names) {
      heard.add(new Heard(AT + 10, name));
    }
    return this;
  }

  private ReconciliationTest told(Word... words) {
    for (var word : words) {
      told.add(new Told(AT + 5, word, ""));
    }
    return this;
  }

  private ReconciliationTest journal(String outcome) {
    journal = Optional.of(new Entry(AT + 20, "ref", outcome, ""));
    return this;
  }

  private ReconciliationTest during(Kind kind) {
    troubles.add(new Trouble(kind, AT - 100, AT + 100, kind == Kind.KILL ? 1 : 0));
    return this;
  }

  private ReconciliationTest reported() {
    report = true;
    return this;
  }

  private Reconciliation on(Route route) {
    return Reconciliation.of(List.of(story("c1", route)), troubles);
  }

  private Story story(String id, Route route) {
    return new Story(id, route, AT, report, octets, heard, told, journal);
  }

  private static void only(Reconciliation result, Finding... findings) {
    for (var finding : Finding.values()) {
      var expected = finding == Finding.OFFERED || List.of(findings).contains(finding) ? 1 : 0;
      assertThat(result.count(finding)).as(finding.words()).isEqualTo(expected);
    }
    assertThat(result.isGood()).isEqualTo(List.of(findings).stream().noneMatch(Finding::isWrong));
    assertThat(result.problems().isEmpty()).isEqualTo(result.isGood());
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void whatArrivedOnceIsGood(Route route) {
    only(heard("m1").journal("HANDED_OVER").on(route), Finding.ACCEPTED, Finding.HANDED_OVER);
  }

  @Test
  void whatArrivedAndWasReportedIsGood() {
    only(
        heard("m1")
            .reported()
            .told(Word.ACCEPTED, Word.DELIVERED)
            .journal("DELIVERED")
            .on(Route.CHAT_TO_XMPP),
        Finding.ACCEPTED,
        Finding.DELIVERED);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anAcceptedMessageWithoutOutcomeIsLostWhateverHappened(Kind kind) {
    only(during(kind).journal("PENDING").on(Route.PAGE_TO_SIP), Finding.ACCEPTED, Finding.LOST);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatWasPromisedAndNotKeptIsLostWhateverHappened(Kind kind) {
    only(during(kind).told(Word.ACCEPTED).on(Route.PAGE_TO_XMPP), Finding.LOST);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void deliveredWithoutArrivingIsLostWhateverHappened(Kind kind) {
    only(during(kind).journal("DELIVERED").on(Route.CHAT_TO_SIP), Finding.ACCEPTED, Finding.LOST);
  }

  @Test
  void toldDeliveredWithoutArrivingIsLost() {
    only(
        told(Word.DELIVERED).journal("HANDED_OVER").on(Route.CHAT_TO_SIP),
        Finding.ACCEPTED,
        Finding.LOST);
  }

  @Test
  void whatWasPassedOnWithoutBeingKeptIsLost() {
    only(heard("m1").during(Kind.KILL).on(Route.PAGE_TO_SIP), Finding.LOST);
  }

  @Test
  void whatVanishedInQuietTimesIsLost() {
    only(on(Route.PAGE_TO_SIP), Finding.LOST);
  }

  @Test
  void whatVanishedWhileAPartWasExchangedIsLost() {
    only(during(Kind.SIP).on(Route.PAGE_TO_XMPP), Finding.LOST);
  }

  @Test
  void silenceIsNoOutcome() {
    only(told(Word.SILENCE).on(Route.PAGE_TO_XMPP), Finding.LOST);
  }

  @Test
  void whatWasInASocketWhenTheProcessDiedWasNeverAccepted() {
    only(during(Kind.KILL).on(Route.PAGE_TO_SIP), Finding.UNACCEPTED);
  }

  @Test
  void aDeadServerDoesNotEatWhatComesFromSip() {
    only(during(Kind.SERVER).on(Route.CHAT_TO_XMPP), Finding.LOST);
  }

  @Test
  void twoOutcomesAreAContradiction() {
    only(
        heard("m1")
            .told(Word.DELIVERED, Word.FAILED)
            .journal("DELIVERED")
            .during(Kind.KILL)
            .on(Route.CHAT_TO_SIP),
        Finding.CONTRADICTED);
  }

  @Test
  void anotherOutcomeThanTheJournalsIsAContradiction() {
    only(told(Word.FAILED).journal("HANDED_OVER").on(Route.CHAT_TO_SIP), Finding.CONTRADICTED);
  }

  @Test
  void deliveredIsNotFailed() {
    only(
        heard("m1").told(Word.DELIVERED).journal("EXPIRED").on(Route.CHAT_TO_SIP),
        Finding.CONTRADICTED);
  }

  @Test
  void theSameUnderAnotherIdIsDoubled() {
    only(
        heard("m1", "m2").journal("HANDED_OVER").during(Kind.KILL).on(Route.PAGE_TO_XMPP),
        Finding.ACCEPTED,
        Finding.HANDED_OVER,
        Finding.DOUBLED);
  }

  @Test
  void theSameUnderTheSameIdIsARepeatOnlyAtAFault() {
    heard("m1", "m1").journal("HANDED_OVER");
    only(
        on(Route.PAGE_TO_XMPP),
        Finding.ACCEPTED,
        Finding.HANDED_OVER,
        Finding.REPEATED_UNEXPLAINED);
    only(
        during(Kind.KILL).on(Route.PAGE_TO_XMPP),
        Finding.ACCEPTED,
        Finding.HANDED_OVER,
        Finding.REPEATED);
  }

  @Test
  void aKillRepeatsNoMoreThanItLeftUnmarked() {
    during(Kind.KILL);
    var story = heard("m1", "m1").journal("HANDED_OVER").story("c1", Route.PAGE_TO_SIP);
    var another = story("c2", Route.PAGE_TO_SIP);
    assertThat(Reconciliation.of(List.of(story), troubles).isGood()).isTrue();
    var both = Reconciliation.of(List.of(story, another), troubles);
    assertThat(both.count(Finding.REPEATED_UNEXPLAINED)).isOne();
    during(Kind.CUT);
    assertThat(Reconciliation.of(List.of(story, another), troubles).isGood()).isTrue();
  }

  @Test
  void onlyADeadServerEatsWhatItTook() {
    journal("HANDED_OVER");
    only(
        during(Kind.KILL).on(Route.PAGE_TO_XMPP),
        Finding.ACCEPTED,
        Finding.HANDED_OVER,
        Finding.NEVER_ARRIVED);
    only(
        during(Kind.SERVER).on(Route.PAGE_TO_XMPP),
        Finding.ACCEPTED,
        Finding.HANDED_OVER,
        Finding.NEVER_ARRIVED_EXPLAINED);
    only(on(Route.PAGE_TO_SIP), Finding.ACCEPTED, Finding.HANDED_OVER, Finding.NEVER_ARRIVED);
  }

  @Test
  void failuresAreTold() {
    only(
        told(Word.FAILED).journal("FAILED").on(Route.PAGE_TO_SIP),
        Finding.ACCEPTED,
        Finding.FAILED_TOLD);
  }

  @Test
  void expiryIsTold() {
    only(
        told(Word.FAILED).journal("EXPIRED").on(Route.CHAT_TO_SIP),
        Finding.ACCEPTED,
        Finding.EXPIRED_TOLD);
  }

  @Test
  void afterA202ThereIsNoChannel() {
    only(
        told(Word.ACCEPTED).journal("EXPIRED").on(Route.PAGE_TO_XMPP),
        Finding.ACCEPTED,
        Finding.NO_CHANNEL);
  }

  @Test
  void aFailureThatIsNotToldIsWrongUnlessTheChannelWasGone() {
    journal("FAILED");
    only(on(Route.PAGE_TO_SIP), Finding.ACCEPTED, Finding.UNTOLD);
    only(during(Kind.CUT).on(Route.PAGE_TO_SIP), Finding.ACCEPTED, Finding.UNTOLD);
    only(during(Kind.SERVER).on(Route.PAGE_TO_SIP), Finding.ACCEPTED, Finding.UNTOLD_EXPLAINED);
  }

  @Test
  void aReportThatIsOwedIsTold() {
    only(
        heard("m1").reported().journal("DELIVERED").on(Route.CHAT_TO_SIP),
        Finding.ACCEPTED,
        Finding.DELIVERED,
        Finding.UNTOLD);
  }

  @Test
  void failedAndYetArrivedNeedsAFault() {
    heard("m1").told(Word.FAILED).journal("FAILED");
    only(on(Route.CHAT_TO_SIP), Finding.ACCEPTED, Finding.FAILED_TOLD, Finding.FAILED_BUT_ARRIVED);
    only(
        during(Kind.CUT).on(Route.CHAT_TO_SIP),
        Finding.ACCEPTED,
        Finding.FAILED_TOLD,
        Finding.FAILED_BUT_ARRIVED_EXPLAINED);
  }

  @Test
  void refusedIsNotAccepted() {
    only(told(Word.FAILED).on(Route.PAGE_TO_XMPP), Finding.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({"655360, 0", "655361, 1"})
  void aKillTakesNoMoreThanBuffersHold(int all, int lost) {
    during(Kind.KILL);
    octets = 1000;
    var first = story("c1", Route.PAGE_TO_SIP);
    octets = all - 1000;
    var stories = List.of(first, story("c2", Route.CHAT_TO_SIP));

    var result = Reconciliation.of(stories, troubles);
    assertThat(result.count(Finding.LOST)).isEqualTo(lost);
    assertThat(result.count(Finding.UNACCEPTED)).isEqualTo(2 - lost);

    // Each kill has buffers of its own, and a server that dies with it takes what it held.
    during(Kind.SERVER);
    assertThat(Reconciliation.of(stories, troubles).count(Finding.LOST)).isZero();
  }

  @Test
  void aFaultLongAgoExplainsNothing() {
    troubles.add(new Trouble(Kind.KILL, AT - 60_000, AT - 50_000));
    only(on(Route.PAGE_TO_SIP), Finding.LOST);
  }

  /** By a datagram it would have come again. */
  @Test
  void whatAnExchangedEdgeHadNotReadOfAStreamWasNotAccepted() {
    var troubles = List.of(new Trouble(Kind.SIP, 1_000, 1_050));
    var stories =
        List.of(
            new Story(
                "c1",
                Route.PAGE_TO_XMPP,
                1_040,
                false,
                10,
                List.of(),
                List.of(),
                Optional.empty()));
    assertThat(Reconciliation.of(stories, troubles, true).count(Finding.UNACCEPTED)).isOne();
    assertThat(Reconciliation.of(stories, troubles, false).count(Finding.LOST)).isOne();
  }
}
