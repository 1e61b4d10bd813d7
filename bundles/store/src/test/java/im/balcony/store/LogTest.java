package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the log only, and what a file beside the pages may be that is not their log. */
class LogTest {

  private static final int GROUPS = 5;

  @TempDir Path folder;
  private final List<StoreFile> open = new ArrayList<>();

  /** Where each group ends in the log. */
  private final List<Long> ends = new ArrayList<>();

  @BeforeEach
  void someGroupsAndThenTheProcessIsGone() throws IOException {
    var file = open();
    ends.add(Files.size(log()));
    for (var group = 0; group < GROUPS; group++) {
      commit(file, group);
      ends.add(Files.size(log()));
    }
    file.discard();
  }

  @AfterEach
  void close() {
    open.forEach(StoreFile::discard);
  }

  private Path log() {
    return folder.resolve(StoreFolder.LOG);
  }

  private Path other() {
    return folder.resolve(StoreFolder.OTHER_LOG);
  }

  private Path pages() {
    return folder.resolve(StoreFolder.PAGES);
  }

  private StoreFile open() throws IOException {
    var file = StoreFile.open(folder);
    open.add(file);
    return file;
  }

  private static Rows rows(StoreFile file) {
    return new Rows(file.tables(), Bounds.DEFAULT);
  }

  private static void commit(StoreFile file, long number) throws IOException {
    assertThat(rows(file).apply(Batches.written(Batches.batch(number, false)))).isTrue();
    file.commit(false);
  }

  private static int groups(StoreFile file) {
    return Batches.all(rows(file)).owed().size();
  }

  @Test
  void whatLiesInTheLogOnlyIsThereAfterAStart() throws IOException {
    var file = open();
    assertThat(groups(file)).isEqualTo(GROUPS);
    assertThat(rows(file).journal("m0")).hasValue(Batches.journal(0, "PENDING"));
    assertThat(Batches.all(rows(file)).conversations()).contains(Batches.kept(GROUPS - 1));
    file.close();
    assertThat(Files.size(log())).as("the pages have it").isEqualTo(ends.get(0));
    assertThat(groups(open())).isEqualTo(GROUPS);
  }

  @Test
  void aLogThatEndsAnywhereHoldsTheGroupsThatAreWhole() throws IOException {
    var whole = Files.readAllBytes(log());
    var before = Files.readAllBytes(pages());
    for (var length = whole.length; length >= 0; length -= length > 40 ? 7 : 1) {
      Files.write(pages(), before);
      Files.write(log(), java.util.Arrays.copyOf(whole, length));
      var end = length;
      var expected = (int) ends.stream().skip(1).filter(e -> e <= end).count();

      var file = open();
      assertThat(groups(file)).as("of %d octets", length).isEqualTo(expected);
      commit(file, expected);
      file.discard();
      file = open();
      assertThat(groups(file)).as("and one more behind them").isEqualTo(expected + 1);
      file.discard();
    }
  }

  @Test
  void aGroupOfOtherOctetsEndsIt() throws IOException {
    try (var octets = new RandomAccessFile(log().toFile(), "rw")) {
      octets.seek(ends.get(2) + 30);
      var was = octets.read();
      octets.seek(ends.get(2) + 30);
      octets.write(was ^ 1);
    }
    assertThat(groups(open())).isEqualTo(2);
  }

  @Test
  void groupsBehindOthersThatAreInNeitherFileAreLeftOut() throws IOException {
    var whole = Files.readAllBytes(log());
    var front = ends.get(0).intValue();
    var gap = ends.get(1).intValue();
    var octets = new byte[whole.length - gap + front];
    System.arraycopy(whole, 0, octets, 0, front);
    System.arraycopy(whole, gap, octets, front, whole.length - gap);
    Files.write(log(), octets);
    var file = open();
    assertThat(groups(file)).isZero();
    commit(file, 0);
    file.discard();
    assertThat(groups(open())).isEqualTo(1);
  }

  @Test
  void theLogOfOtherPagesIsRefusedAndLeftAlone() throws IOException {
    var octets = Files.readAllBytes(log());
    Files.delete(pages());
    refused("it is the log of other pages");
    assertThat(Files.readAllBytes(log())).isEqualTo(octets);
    Files.delete(log());
    assertThat(groups(open())).as("an empty one is nobody's").isZero();
  }

  @Test
  void whatIsNoLogIsRefusedAndLeftAlone() throws IOException {
    var text = "Some notes about the log, of an operator.";
    Files.writeString(log(), text);
    refused("it is no log");
    assertThat(log()).hasContent(text);
  }

  private void refused(String why) {
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s cannot be read: %s; move it away to start without it".formatted(log(), why));
  }

  @Test
  void aCopyOfBothLogsAndThenOfThePagesIsAStoreWhateverHappensInBetween() throws IOException {
    var copy = Files.createDirectory(folder.resolve("copy"));
    var file = open();
    var number = GROUPS;
    for (var round = 0; round < 12; round++) {
      commit(file, number++);
      var least = number;
      copy(log(), copy);
      var frozen = round % 4 == 1 && file.freeze();
      if (frozen) {
        commit(file, number++);
      }
      copy(other(), copy);
      if (frozen) {
        file.writeFrozen();
        file.thaw();
      }
      commit(file, number++);
      if (round % 2 == 0) {
        file.writePages();
      }
      if (round % 3 == 0) {
        commit(file, number++);
      }
      copy(pages(), copy);
      try (var copied = StoreFile.open(copy)) {
        assertThat(groups(copied)).isBetween(least, number);
        commit(copied, groups(copied));
      }
    }
  }

  private static void copy(Path file, Path folder) throws IOException {
    Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void rowsThatComeAndGoAreNeverWrittenAsPages() throws IOException {
    var file = open();
    file.writePages();
    var pages = Files.size(pages());
    var before = file.written();
    var octets = 0;
    for (var i = 0; i < 500; i++) {
      var text = "text " + i;
      var row = Changes.Row.of(Facts.NONE.with("text", text));
      rows(file).apply(Batches.written(Batches.rows(1, new Changes(Map.of("r", row), Set.of()))));
      file.commit(false);
      rows(file).apply(Batches.written(Batches.rows(1, new Changes(Map.of(), Set.of("r")))));
      file.commit(false);
      octets += text.length();
    }
    assertThat(Files.size(pages())).isEqualTo(pages);
    assertThat(file.written() - before).isLessThan(octets + 500 * 400L);
  }

  @Test
  void whatIsCommittedWhileThePagesAreWrittenLiesInTheOtherFile() throws IOException {
    var file = open();
    assertThat(file.freeze()).isTrue();
    commit(file, GROUPS);
    assertThat(Files.size(log())).as("what is frozen").isEqualTo(ends.get(GROUPS));
    assertThat(Files.size(other())).isGreaterThan(ends.get(0));
    file.discard();

    file = open();
    assertThat(groups(file)).as("the end came before the pages").isEqualTo(GROUPS + 1);
    commit(file, GROUPS + 1);
    assertThat(file.freeze()).isTrue();
    commit(file, GROUPS + 2);
    file.writeFrozen();
    file.thaw();
    assertThat(Files.size(log())).as("the pages have it").isEqualTo(ends.get(0));
    assertThat(groups(file)).isEqualTo(GROUPS + 3);
    file.discard();

    file = open();
    assertThat(groups(file)).as("the end came behind them").isEqualTo(GROUPS + 3);
    file.close();
    assertThat(Files.size(other())).isEqualTo(ends.get(0));
    assertThat(groups(open())).isEqualTo(GROUPS + 3);
  }

  @Test
  void aGapBetweenTheFilesEndsTheLog() throws IOException {
    var file = open();
    file.freeze();
    commit(file, GROUPS);
    file.discard();
    try (var octets = new RandomAccessFile(log().toFile(), "rw")) {
      octets.setLength(ends.get(GROUPS) - 1);
    }
    file = open();
    assertThat(groups(file)).isEqualTo(GROUPS - 1);
    commit(file, GROUPS - 1);
    file.discard();
    assertThat(groups(open())).isEqualTo(GROUPS);
  }
}
