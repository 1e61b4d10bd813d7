package im.balcony.players.chaos;

import im.balcony.players.chaos.Story.Told;
import im.balcony.players.chaos.Story.Word;
import im.balcony.players.chaos.Trouble.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What became of all messages: a pure function of both ends' ledgers, the journal and the faults.
 * What has no good explanation is wrong.
 */
final class Reconciliation {

  /** How far before and behind a fault its consequences reach. */
  static final long REACH = 5_000;

  /**
   * What a connection may hold that nobody accepted when its process dies, in octets: the kernel's
   * receive buffer as it begins, and what {@code net} reads at most ahead ({@code receive-limit}).
   */
  static final long BUFFERS = 131_072 + 524_288;

  private static final int MOST_PROBLEMS = 200;

  private final List<Trouble> troubles;
  private final boolean streams;
  private final Map<Route, Map<Finding, Integer>> counts = new EnumMap<>(Route.class);
  private final List<String> problems = new ArrayList<>();
  private final List<Story> repeatedByKills = new ArrayList<>();
  private final Map<Trouble, Long> eatenByKills = new HashMap<>();

  private Reconciliation(List<Trouble> troubles, boolean streams) {
    this.troubles = troubles;
    this.streams = streams;
    for (var route : Route.values()) {
      counts.put(route, new EnumMap<>(Finding.class));
    }
  }

  /** Reconciles what went by datagrams. */
  static Reconciliation of(Collection<Story> stories, List<Trouble> troubles) {
    return of(stories, troubles, false);
  }

  /**
   * Reconciles.
   *
   * @param streams whether SIP went by streams: then nobody repeats what an exchanged {@code sip}
   *     had not read when its connections ended
   */
  static Reconciliation of(Collection<Story> stories, List<Trouble> troubles, boolean streams) {
    var reconciliation = new Reconciliation(troubles, streams);
    stories.forEach(reconciliation::judge);
    reconciliation.countRepeats();
    return reconciliation;
  }

  /** How often something was found on one way. */
  int count(Route route, Finding finding) {
    return counts.getOrDefault(route, Map.of()).getOrDefault(finding, 0);
  }

  /** How often something was found. */
  int count(Finding finding) {
    return counts.values().stream().mapToInt(map -> map.getOrDefault(finding, 0)).sum();
  }

  /** What is wrong, a line each; bounded. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  boolean isGood() {
    return List.of(Finding.values()).stream().noneMatch(f -> f.isWrong() && count(f) > 0);
  }

  private void add(Story story, Finding finding) {
    counts.getOrDefault(story.route(), Map.of()).merge(finding, 1, Integer::sum);
    if (finding.isWrong() && problems.size() < MOST_PROBLEMS) {
      problems.add(finding.words() + ": " + story);
    }
  }

  private boolean explained(long from, long to, Predicate<Kind> kinds) {
    return explanation(from, to, kinds).isPresent();
  }

  private Optional<Trouble> explanation(long from, long to, Predicate<Kind> kinds) {
    return troubles.stream()
        .filter(t -> kinds.test(t.kind()) && t.overlaps(from, to, REACH))
        .findFirst();
  }

  private void judge(Story story) {
    add(story, Finding.OFFERED);
    copies(story);
    if (isContradicted(story)) {
      add(story, Finding.CONTRADICTED);
      return;
    }
    if (story.journal().isEmpty()) {
      unaccepted(story);
      return;
    }
    add(story, Finding.ACCEPTED);
    if (story.is("PENDING") || (isDelivered(story) && !story.wasHeard())) {
      add(story, Finding.LOST);
    } else if (story.is("FAILED", "EXPIRED")) {
      failed(story);
    } else {
      passedOn(story);
    }
  }

  private static boolean isDelivered(Story story) {
    return story.is("DELIVERED") || story.was(Word.DELIVERED);
  }

  /** Two different outcomes were told, or another than the journal's. */
  private static boolean isContradicted(Story story) {
    var failed = story.was(Word.FAILED);
    var delivered = story.was(Word.DELIVERED);
    return (failed && delivered)
        || (failed && story.is("DELIVERED", "HANDED_OVER"))
        || (delivered && story.is("FAILED", "EXPIRED"));
  }

  private void unaccepted(Story story) {
    if (story.was(Word.ACCEPTED) || story.was(Word.DELIVERED) || story.wasHeard()) {
      // It was promised or passed on without being kept.
      add(story, Finding.LOST);
    } else if (story.was(Word.FAILED)) {
      add(story, Finding.REFUSED);
    } else if (explained(story.at(), story.at(), k -> k != Kind.KILL && eats(story, k))) {
      add(story, Finding.UNACCEPTED);
    } else {
      var kill = explanation(story.at(), story.at(), k -> eats(story, k));
      add(story, kill.isPresent() && fits(story, kill.get()) ? Finding.UNACCEPTED : Finding.LOST);
    }
  }

  /** Whether it may have been in buffers with all else that this kill explains. */
  private boolean fits(Story story, Trouble kill) {
    return eatenByKills.merge(kill, (long) story.octets(), Long::sum) <= BUFFERS;
  }

  /** Whether a fault takes offers on this way before they are accepted. */
  private boolean eats(Story story, Kind kind) {
    return switch (story.route()) {
      case PAGE_TO_SIP, CHAT_TO_SIP -> kind.eatsStanzas();
      case PAGE_TO_XMPP -> kind == Kind.KILL || (streams && kind == Kind.SIP);
      case CHAT_TO_XMPP -> kind.cutsSessions();
    };
  }

  private void failed(Story story) {
    if (story.wasHeard()) {
      var eaten =
          explained(
              story.at(),
              story.end(),
              k -> story.route().isFromXmpp() ? k.cutsSessions() : k.eatsStanzas());
      add(story, eaten ? Finding.FAILED_BUT_ARRIVED_EXPLAINED : Finding.FAILED_BUT_ARRIVED);
    }
    if (story.was(Word.FAILED)) {
      add(story, story.is("FAILED") ? Finding.FAILED_TOLD : Finding.EXPIRED_TOLD);
    } else if (!story.route().hasChannel()) {
      add(story, Finding.NO_CHANNEL);
    } else {
      untold(story);
    }
  }

  private void untold(Story story) {
    var channelGone =
        explained(
            story.journal().map(Story.Entry::at).orElse(story.at()),
            story.end(),
            k -> story.route().isFromXmpp() ? k.eatsStanzas() : k.cutsSessions());
    add(story, channelGone ? Finding.UNTOLD_EXPLAINED : Finding.UNTOLD);
  }

  private void passedOn(Story story) {
    add(story, story.is("DELIVERED") ? Finding.DELIVERED : Finding.HANDED_OVER);
    if (!story.wasHeard()) {
      var at = story.journal().map(Story.Entry::at).orElse(story.at());
      var eaten = !story.route().isFromXmpp() && explained(at, at, k -> k == Kind.SERVER);
      add(story, eaten ? Finding.NEVER_ARRIVED_EXPLAINED : Finding.NEVER_ARRIVED);
    }
    if (story.is("DELIVERED") && story.reportWanted() && !story.was(Word.DELIVERED)) {
      untold(story);
    }
  }

  private void copies(Story story) {
    var names = story.heard().stream().map(Story.Heard::name).distinct().count();
    for (var i = 1; i < names; i++) {
      add(story, Finding.DOUBLED);
    }
    for (var i = names; i < story.heard().size(); i++) {
      var may = explained(story.at(), story.end(), k -> k.eatsStanzas() || k.cutsSessions());
      add(story, may ? Finding.REPEATED : Finding.REPEATED_UNEXPLAINED);
      if (may && !explained(story.at(), story.end(), Reconciliation::repeatsButForKills)) {
        repeatedByKills.add(story);
      }
    }
  }

  private static boolean repeatsButForKills(Kind kind) {
    return kind != Kind.KILL && (kind.eatsStanzas() || kind.cutsSessions());
  }

  /** What only kills explain cannot be more than was written and not marked when they came. */
  private void countRepeats() {
    var owed = troubles.stream().mapToInt(Trouble::owed).sum();
    repeatedByKills.stream().skip(owed).forEach(story -> add(story, Finding.REPEATED_UNEXPLAINED));
  }

  /** For people: what a sender was told. */
  static String words(List<Told> told) {
    return String.join(", ", told.stream().map(t -> t.word() + " " + t.detail()).toList());
  }
}
