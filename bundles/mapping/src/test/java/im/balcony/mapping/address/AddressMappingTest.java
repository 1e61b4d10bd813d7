package im.balcony.mapping.address;

import static im.balcony.mapping.Vectors.jid;
import static im.balcony.mapping.Vectors.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.mapping.AddressBook;
import im.balcony.mapping.Vectors;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressMappingTest {

  private static final AddressBook NONE = AddressBook.EMPTY;

  static Stream<String[]> characters() {
    return Vectors.read("characters");
  }

  static Stream<String[]> localparts() {
    return Vectors.read("localparts");
  }

  static Stream<String[]> jids() {
    return Vectors.read("jids");
  }

  static Stream<String[]> unmappable() {
    return Vectors.read("unmappable");
  }

  @Requirement({"ADDR-01", "ADDR-21", "ADDR-23"})
  @ParameterizedTest
  @MethodSource("characters")
  void mapsEveryPrintableCharacterBothWays(String code, String user, String local)
      throws AddressException {
    var bare = jid(local + "@sip.example");
    var encoded = "a%" + code + "b";

    assertThat(AddressMapping.toSipUri(bare, NONE)).hasToString("sip:" + user + "@sip.example");
    assertThat(AddressMapping.toJid("sip:" + user + "@sip.example", NONE)).isEqualTo(bare);
    assertThat(AddressMapping.toJid("sip:" + encoded + "@sip.example", NONE)).isEqualTo(bare);
  }

  @Requirement({
    "ADDR-03", "ADDR-05", "ADDR-06", "ADDR-07", "ADDR-08", "ADDR-09", "ADDR-10", "ADDR-15"
  })
  @ParameterizedTest
  @MethodSource("localparts")
  void mapsUserParts(String user, String local, String sent) throws AddressException {
    var mapped = AddressMapping.toJid("sip:" + user + "@sip.example", NONE);

    assertThat(mapped).hasToString(local + "@sip.example");
    assertThat(AddressMapping.toSipUri(mapped, NONE)).hasToString("sip:" + sent + "@sip.example");
  }

  @Requirement({"ADDR-02", "ADDR-19", "ADDR-20", "ADDR-22", "ADDR-26", "ADDR-27"})
  @ParameterizedTest
  @MethodSource("jids")
  void mapsJids(String address, String expected) throws AddressException {
    var mapped = AddressMapping.toSipUri(jid(address), NONE);

    assertThat(mapped).hasToString(expected);
    assertThat(AddressMapping.toJid(expected, NONE)).isEqualTo(jid(address));
  }

  @Requirement(
      value = {"ADDR-11", "ADDR-14"},
      partial = "the 404 is the composition's")
  @ParameterizedTest
  @MethodSource("unmappable")
  void refusesWhatHasNoJid(String text, String why) {
    assertThatThrownBy(() -> AddressMapping.toJid(text, NONE))
        .as(why)
        .isInstanceOf(AddressException.class)
        .hasMessageNotContaining("bob");
  }

  @Test
  void boundsLocalpartsAt1023Octets() throws AddressException {
    assertThat(AddressMapping.toJid("sip:" + "a".repeat(1023) + "@h.example", NONE).local())
        .hasValueSatisfying(l -> assertThat(l).hasSize(1023));
    assertThatThrownBy(() -> AddressMapping.toJid("sip:" + "a".repeat(1024) + "@h.example", NONE))
        .isInstanceOf(AddressException.class);
    assertThatThrownBy(() -> AddressMapping.toJid("sip:" + "a&".repeat(300) + "@h.example", NONE))
        .isInstanceOf(AddressException.class);
  }

  @Requirement("ADDR-04")
  @ParameterizedTest
  @ValueSource(strings = {"sip:", "SIP:", "sips:", "im:", "pres:", "Im:"})
  void leavesTheSchemeOut(String scheme) throws AddressException {
    assertThat(AddressMapping.toJid(scheme + "juliet@example.com", NONE))
        .hasToString("juliet@example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tel:+15551234", "mailto:a@b.example", "juliet@example.com", "", ":"})
  void refusesOtherSchemes(String text) {
    assertThatThrownBy(() -> AddressMapping.toJid(text, NONE)).isInstanceOf(AddressException.class);
  }

  @Requirement({"ADDR-12", "ADDR-16", "ADDR-18"})
  @Test
  void turnsGruuIntoResource() throws AddressException {
    assertThat(AddressMapping.toJid("sip:foo@sip.example;gr=bar", NONE))
        .hasToString("foo@sip.example/bar");
    assertThat(AddressMapping.toJid("sip:foo@sip.example;gr=t%C3%BCr", NONE))
        .hasToString("foo@sip.example/tür");
    assertThat(AddressMapping.toJid("sip:foo@sip.example;gr=a%27b", NONE))
        .hasToString("foo@sip.example/a'b");
    assertThat(AddressMapping.toJid("sip:foo@sip.example;gr", NONE)).hasToString("foo@sip.example");
    assertThat(AddressMapping.toBareJid(uri("sip:foo@sip.example;gr=bar"), NONE))
        .hasToString("foo@sip.example");
  }

  @Requirement("ADDR-17")
  @Test
  void neverUsesTemporaryGruuAsResource() throws AddressException {
    assertThat(AddressMapping.toJid("sip:tgruu.7hs==jd7vnzga5w7fajsc7-ajd6@example.net;gr", NONE))
        .extracting(Jid::isBare)
        .isEqualTo(true);
  }

  @Requirement("ADDR-33")
  @Test
  void mapsInternationalDomains() throws AddressException {
    assertThat(AddressMapping.toSipUri(jid("a@bücher.example"), NONE))
        .hasToString("sip:a@xn--bcher-kva.example");
    assertThat(AddressMapping.toJid("sip:a@xn--bcher-kva.example", NONE))
        .hasToString("a@bücher.example");
  }

  @Requirement(value = "ADDR-34", partial = "that no log holds the password")
  @Test
  void leavesEverythingElseOfTheUriOut() throws AddressException {
    assertThat(AddressMapping.toJid("sip:bob:pw@example.net:5070;transport=tcp?Subject=x", NONE))
        .hasToString("bob@example.net");
  }

  @Requirement("ADDR-35")
  @Test
  void mapsDomainsWithoutUser() throws AddressException {
    assertThat(AddressMapping.toJid("sip:example.net", NONE)).hasToString("example.net");
    assertThat(AddressMapping.toSipUri(jid("example.net"), NONE)).hasToString("sip:example.net");
  }

  @Requirement("ADDR-37")
  @Test
  void comparesEnforcedFormsOnly() {
    assertThat(jid("a\\27b@x.example")).hasToString("a\\27b@x.example");
    assertThatThrownBy(() -> Jid.parse("a'b@x.example")).isInstanceOf(AddressException.class);
  }

  @Requirement(
      value = {"ADDR-13", "ADDR-38"},
      partial = "the Request-URI on the wire")
  @ParameterizedTest
  @ValueSource(strings = {"RoMeo%2F1", "Romeo", "%72omeo", "ro%26meo", "romeo;phone=1", "a%5C2Fb"})
  void givesBackTheSpellingSeenBefore(String user) throws AddressException {
    var book = new Vectors.MemoryBook();
    var seen = uri("sip:" + user + "@example.net");
    var mapped = AddressMapping.toBareJid(seen, book);

    book.learn(AddressMapping.learnt(seen, mapped, book));

    assertThat(AddressMapping.toSipUri(mapped, book)).isEqualTo(seen);
    assertThat(AddressMapping.learnt(seen, mapped, book)).isEmpty();
  }

  @Test
  void remembersNothingThatTheMappingKnows() throws AddressException {
    assertThat(AddressMapping.learnt(uri("sip:romeo@example.net"), jid("romeo@example.net"), NONE))
        .isEmpty();
    assertThat(
            AddressMapping.learnt(
                uri("sips:romeo@EXAMPLE.net:5061;gr=x;transport=tls"),
                jid("romeo@example.net/x"),
                NONE))
        .isEmpty();
  }

  @Test
  void takesTheLatestSpelling() throws AddressException {
    var book = new Vectors.MemoryBook();
    var romeo = jid("romeo@example.net");
    for (var spelling : List.of("sip:Romeo@example.net", "sip:romeo@example.net")) {
      book.learn(AddressMapping.learnt(uri(spelling), romeo, book));
      assertThat(AddressMapping.toSipUri(romeo, book)).hasToString(spelling);
    }
  }

  @Requirement(value = "ADDR-45", partial = "From and reply on the wire")
  @Test
  void findsBackToJidsThatAreNotEscapedMinimally() throws AddressException {
    var book = new Vectors.MemoryBook();
    var juliet = jid("a\\5cb@example.com");
    var from = AddressMapping.toSipUri(juliet, book);

    book.learn(AddressMapping.learnt(from, juliet, book));

    assertThat(from).hasToString("sip:a%5Cb@example.com");
    assertThat(AddressMapping.toBareJid(from, book)).isEqualTo(juliet);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\5cb a\\b", "a\\b a\\5cb"})
  void refusesTheSecondOfTwoJidsWithOneUri(String both) throws AddressException {
    var book = new Vectors.MemoryBook();
    var first = jid(both.split(" ")[0] + "@example.com");
    var second = jid(both.split(" ")[1] + "@example.com");
    var shared = AddressMapping.toSipUri(first, book);
    book.learn(AddressMapping.learnt(shared, first, book));

    assertThat(AddressMapping.toSipUri(second, book)).isEqualTo(shared);
    assertThatThrownBy(() -> AddressMapping.learnt(shared, second, book))
        .isInstanceOf(AddressException.class);
  }

  @Requirement("ADDR-01")
  @Test
  @Tag("broad")
  void findsBackFromAnyMinimalJid() throws AddressException {
    findBackFromMinimalJids(5000);
  }

  @Test
  void findsBackFromSomeMinimalJids() throws AddressException {
    findBackFromMinimalJids(100);
  }

  private static void findBackFromMinimalJids(int number) throws AddressException {
    var random = new Random(7247);
    for (var i = 0; i < number; i++) {
      var text = text(random);
      if (text.startsWith(" ") || text.endsWith(" ")) {
        continue;
      }
      var minimal = jid(JidEscaping.escape(text) + "@example.com");

      var sip = AddressMapping.toSipUri(minimal, NONE);

      assertThat(JidEscaping.unescape(minimal.local().orElseThrow())).isEqualTo(text);
      assertThat(SipUri.parse(sip.toString())).isEqualTo(sip);
      assertThat(AddressMapping.toJid(sip, NONE)).as(text).isEqualTo(minimal);
    }
  }

  @Test
  @Tag("broad")
  void findsBackFromAnyJidWithABookOrRefuses() throws AddressException {
    findBackWithABook(5000);
  }

  @Test
  void findsBackFromSomeJidsWithABook() throws AddressException {
    findBackWithABook(100);
  }

  private static void findBackWithABook(int number) throws AddressException {
    var random = new Random(106);
    var codes = List.of("\\5c", "\\27", "\\2f", "\\", "5c", "27", "a", "\\20x");
    for (var i = 0; i < number; i++) {
      var local = new StringBuilder("x");
      for (var n = random.nextInt(4); n >= 0; n--) {
        local.append(codes.get(random.nextInt(codes.size())));
      }
      var book = new Vectors.MemoryBook();
      var any = jid(local + "@example.com");
      var sip = AddressMapping.toSipUri(any, book);

      book.learn(AddressMapping.learnt(sip, any, book));

      assertThat(AddressMapping.toJid(sip, book)).isEqualTo(any);
    }
  }

  /** Lower-case text of every sort that a localpart can stand for. */
  private static String text(Random random) {
    var letters =
        "abcz019 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\\5c2f27üßéжあ日𠀀\\\\".codePoints().toArray();
    var out = new StringBuilder();
    for (var n = random.nextInt(12); n >= 0; n--) {
      out.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return out.toString();
  }
}
