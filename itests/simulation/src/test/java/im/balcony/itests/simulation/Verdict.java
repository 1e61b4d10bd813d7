package im.balcony.itests.simulation;

import im.balcony.api.store.Store;
import im.balcony.testkit.romeo.VirtualPhone;
import im.balcony.testkit.server.VirtualJuliet;
import im.balcony.testkit.virtual.Ledger;
import im.balcony.testkit.virtual.Ledger.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to be true behind every storm. Each line of the result is something that is not. */
final class Verdict {

  private static final Set<String> FINAL = Set.of("DELIVERED", "FAILED", "EXPIRED");

  private final Storm storm;
  private final Stage stage;
  private final List<String> wrong = new ArrayList<>();

  private Verdict(Storm storm) {
    this.storm = storm;
    this.stage = storm.stage;
  }

  static List<String> of(Storm storm) {
    var verdict = new Verdict(storm);
    // Whoever judges asks dead gateways too, and has no time.
    storm.stage.store.slowestRead(0);
    verdict.outcomes();
    List.of(verdict.stage.juliet, verdict.stage.nurse).forEach(verdict::juliet);
    verdict.stage.phones.forEach(verdict::romeo);
    verdict.isolation();
    verdict.stage.violations.all().forEach(v -> verdict.wrong.add("rule broken: " + v));
    verdict.leftovers();
    return verdict.wrong;
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      wrong.add(what);
    }
  }

  /** Every accepted message has one last outcome, and a last one never changes. */
  private void outcomes() {
    stage
        .store
        .journal()
        .forEach(
            (ref, rows) -> {
              var words = rows.stream().map(Store.Journal::outcome).toList();
              var last = words.get(words.size() - 1);
              check(!last.equals("PENDING"), "message " + ref + " has no outcome: " + words);
              for (var i = 0; i + 1 < words.size(); i++) {
                check(
                    !FINAL.contains(words.get(i)), "the outcome of " + ref + " changed: " + words);
              }
            });
  }

  private Optional<String> outcome(Ledger.Said said, String tenant) {
    return named(said.id(), tenant)
        .or(
            () ->
                storm
                    .orphan(said.text())
                    .map(ref -> stage.store.journal().get(ref))
                    .map(rows -> rows.get(rows.size() - 1).outcome()));
  }

  private Optional<String> named(String name, String tenant) {
    return stage.lives.stream()
        .flatMap(life -> life.router.gateway().message(name).stream())
        .filter(story -> story.tenant().equals(tenant))
        .map(story -> stage.store.journal().get(story.ref()))
        .filter(rows -> rows != null && !rows.isEmpty())
        .map(rows -> rows.get(rows.size() - 1).outcome())
        .findFirst();
  }

  /** How often somebody was told; a stanza that is repeated behind a lost link counts once. */
  private long count(Ledger ledger, String text, Word word) {
    var told = ledger.toldOf(text).stream().filter(t -> t.word() == word).toList();
    var repeats = told.stream().skip(1).allMatch(t -> storm.wasTroubled(t.at()));
    return repeats ? told.stream().map(Ledger.Told::detail).distinct().count() : told.size();
  }

  private static String show(Ledger ledger, Ledger.Said said, Optional<String> outcome) {
    return "'%s' (%s, %s at %d, told %s)"
        .formatted(
            said.text(),
            said.id(),
            outcome.orElse("not accepted"),
            said.at() % 100_000_000,
            ledger.toldOf(said.text()).stream().map(t -> t.word() + " " + t.detail()).toList());
  }

  private void juliet(VirtualJuliet juliet) {
    var ledger = juliet.ledger;
    for (var said : ledger.said()) {
      var romeo = phone(said.to());
      var outcome = outcome(said, stage.tenantOf(romeo));
      var name = "Juliet's " + show(ledger, said, outcome);
      var failed = count(ledger, said.text(), Word.FAILED);
      var delivered = count(ledger, said.text(), Word.DELIVERED);
      var heard = hasHeard(romeo.ledger, said.text());
      check(failed + delivered <= 1, name + " was told more than once");
      check(delivered == 0 || heard, name + " was never heard");
      check(said.receipt() || delivered == 0, name + " has a receipt that nobody asked for");
      if (outcome.isEmpty() && storm.isSecret(said.text()) && storm.wasKilled(said.at())) {
        // Its name died with the process, and no text tells which it was; that it has an outcome
        // is checked above.
        continue;
      }
      switch (outcome.orElse("")) {
        case "" -> unaccepted(juliet, said, name, failed, heard);
        case "DELIVERED" -> {
          check(heard, name + " was never heard");
          check(!said.receipt() || delivered == 1, name + " was not told");
        }
        case "HANDED_OVER" -> {
          check(heard, name + " was never heard");
          check(failed == 0, name + " was told to have failed");
        }
        default -> check(failed == 1, name + " was not told");
      }
    }
    copies(ledger, juliet.address());
  }

  private void unaccepted(
      VirtualJuliet juliet, Ledger.Said said, String name, long failed, boolean heard) {
    check(!heard, name + " was heard without being accepted");
    check(
        failed == 1 || storm.wasTroubled(said.at()) || !juliet.wasTaken(said.text()),
        name + " vanished without a word");
  }

  private void romeo(VirtualPhone phone) {
    phone.ledger.said().forEach(said -> romeo(phone, said));
    copies(phone.ledger, phone.address());
  }

  private void romeo(VirtualPhone phone, Ledger.Said said) {
    var ledger = phone.ledger;
    var outcome = outcome(said, stage.tenantOf(phone));
    var name = "Romeo's " + show(ledger, said, outcome);
    var accepted = count(ledger, said.text(), Word.ACCEPTED);
    var failed = count(ledger, said.text(), Word.FAILED);
    var delivered = count(ledger, said.text(), Word.DELIVERED);
    var heard =
        stage.juliet.ledger.hasHeard(said.text()) || stage.nurse.ledger.hasHeard(said.text());
    check(accepted <= 1 && failed <= 1 && delivered <= 1, name + " was told more than once");
    check(failed + delivered <= 1, name + " was told two things");
    check(delivered == 0 || heard, name + " was never heard");
    if (outcome.isEmpty() && storm.isSecret(said.text()) && storm.wasKilled(said.at())) {
      // As above; and a text that is not stored may fail after it was taken.
      return;
    }
    check(accepted == 0 || outcome.isPresent(), name + " was taken without being kept");
    switch (outcome.orElse("")) {
      case "" -> check(!heard, name + " was heard without being accepted");
      case "DELIVERED", "HANDED_OVER" -> check(heard, name + " was never heard");
      default -> check(delivered == 0, name + " was told to be delivered");
    }
  }

  /** No text arrives twice, except with the same id. */
  private void copies(Ledger ledger, String who) {
    var ids = new LinkedHashMap<String, Set<String>>();
    for (var heard : ledger.heard()) {
      // A long text may come in pages; its first word is in one of them.
      words(heard.text()).stream()
          .filter(word -> word.endsWith("x0") || !isWordOfLongText(word))
          .forEach(word -> ids.computeIfAbsent(word, w -> new HashSet<>()).add(heard.id()));
    }
    ids.forEach((word, by) -> check(by.size() == 1, "'" + word + "' came twice to " + who));
  }

  private static boolean isWordOfLongText(String word) {
    return word.startsWith("long");
  }

  /** What names a text: its words if it is long, else itself. */
  private static List<String> words(String text) {
    return isWordOfLongText(text) ? List.of(text.split("\\s+")) : List.of(text);
  }

  private static boolean hasHeard(Ledger ledger, String text) {
    return ledger.hasHeard(text)
        || (isWordOfLongText(text)
            && ledger.heard().stream()
                .flatMap(heard -> words(heard.text()).stream())
                .collect(Collectors.toSet())
                .containsAll(words(text)));
  }

  private VirtualPhone phone(String address) {
    return stage.phones.stream().filter(p -> p.address().equals(address)).findFirst().orElseThrow();
  }

  /** Nobody hears what was said to his namesake at the other tenant. */
  private void isolation() {
    for (var phone : stage.phones) {
      var others =
          Stream.of(stage.juliet, stage.nurse)
              .flatMap(juliet -> juliet.ledger.said().stream())
              .filter(said -> !said.to().equals(phone.address()))
              .flatMap(said -> words(said.text()).stream())
              .collect(Collectors.toSet());
      phone.ledger.heard().stream()
          .flatMap(heard -> words(heard.text()).stream())
          .forEach(word -> check(!others.contains(word), "'" + word + "' was not for this Romeo"));
    }
  }

  private void leftovers() {
    stage
        .gateway
        .held()
        .forEach((what, count) -> check(count == 0, "left over: " + count + " " + what));
    check(stage.store.conversations() == 0, "left on disk: conversations");
    check(stage.store.owed() == 0, "left on disk: owed requests");
  }
}
