package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.escape;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/**
 * Addresses as both wires write them, character by character (RFC 7247 §6, XEP-0106). Each row has
 * the user part that is sent and the localpart, with one space between.
 */
class AddressTablesTest {

  private static final String CHARACTERS =
      """
      %20 \\20
      ! !
      %22 \\22
      %23 #
      $ $
      %25 %
      & \\26
      ' \\27
      ( (
      ) )
      * *
      + +
      , ,
      - -
      . .
      / \\2f
      %3A \\3a
      ; ;
      %3C \\3c
      = =
      %3E \\3e
      ? ?
      %40 \\40
      %5B [
      %5C \\
      %5D ]
      %5E ^
      _ _
      %60 `
      %7B {
      %7C |
      %7D }
      ~ ~
      %C3%BC ü
      %C3%9F ß
      %D0%B6 ж
      %E6%97%A5 日
      %F0%A0%80%80 𠀀
      """;

  private static Scene scene;
  private static Phone phone;
  private static int ids;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    phone = scene.nextHop("romeo", Map.of("xmpp.domains", "example.com,bücher.example"));
  }

  @AfterAll
  static void close() throws Exception {
    phone.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  static Stream<String> characters() {
    var plain = "abcdefghijklmnopqrstuvwxyz0123456789";
    return Stream.concat(
        CHARACTERS.lines(), plain.chars().mapToObj(c -> (char) c + " " + (char) c));
  }

  /** The Request-URI for a stanza to {@code jid}. */
  private static String toSip(String jid) throws Exception {
    scene.say(
        "juliet" + ids + "@example.com", escape(jid), "normal", "a" + ++ids, "<body>x</body>");
    return phone.messages.next(WAIT).requestUri();
  }

  /** The stanza for a MESSAGE to Juliet from {@code uri}. */
  private static Element from(String uri) throws Exception {
    var draft = phone.draft("sip:juliet@example.com").from("<" + uri + ">;tag=t" + ++ids).text("x");
    assertThat(draft.send().status()).isEqualTo(202);
    return scene.server.stanzas.next(WAIT);
  }

  /** The address of the stanza for a MESSAGE to {@code uri}. */
  private static String toJid(String uri) throws Exception {
    var sender = "<sip:romeo" + ++ids + "@example.net>;tag=t" + ids;
    assertThat(phone.draft(uri).from(sender).text("x").send().status()).isEqualTo(202);
    return scene.server.stanzas.next(WAIT).getAttribute("to");
  }

  @ParameterizedTest
  @MethodSource("characters")
  @Requirement({
    "ADDR-01", "ADDR-02", "ADDR-03", "ADDR-07", "ADDR-08", "ADDR-09", "ADDR-15", "ADDR-20",
    "ADDR-21", "ADDR-23"
  })
  void everyCharacterIsWrittenAsEachWireAllows(String row) throws Exception {
    var user = "a" + row.split(" ")[0] + "b";
    var local = "a" + row.split(" ")[1] + "b";
    var hex = row.length() == 3 ? "a%" + Integer.toHexString(row.charAt(0)) + "b" : user;

    assertThat(toSip(local + "@example.net")).isEqualTo("sip:" + user + "@example.net");
    assertThat(toJid("sip:" + user + "@example.com")).isEqualTo(local + "@example.com");
    assertThat(toJid("sip:" + hex + "@example.com")).isEqualTo(local + "@example.com");
    assertThat(from("sip:" + hex + "@example.net").getAttribute("from"))
        .isEqualTo(local + "@example.net");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "romeo romeo",
        "RoMeO romeo",
        "%61lice alice",
        "f%C3%BC fü",
        "f%c3%bc fü",
        "o'malley o\\27malley",
        "o%27malley o\\27malley",
        "a&b'c/d a\\26b\\27c\\2fd",
        "a%26b%27c%2Fd a\\26b\\27c\\2fd",
        "a%22b%3Ac%3Cd%3Ee%20f a\\22b\\3ac\\3cd\\3ee\\20f",
        "user%40host user\\40host",
        "a%5Eb a^b",
        "foo%5Cbar foo\\bar",
        "a%5C20b a\\5c20b",
        "a%5C22b a\\5c22b",
        "a%5C26b a\\5c26b",
        "a%5C27b a\\5c27b",
        "a%5C2fb a\\5c2fb",
        "a%5C3ab a\\5c3ab",
        "a%5C3cb a\\5c3cb",
        "a%5C3eb a\\5c3eb",
        "a%5C40b a\\5c40b",
        "a%5C5cb a\\5c5cb",
        "a%5C41b a\\41b",
        "c%3A%5C5commas c\\3a\\5c5commas",
        "here's_a_wild_&_/cr%25zy/_address here\\27s_a_wild_\\26_\\2fcr%zy\\2f_address"
      })
  @Requirement({
    "ADDR-03", "ADDR-05", "ADDR-06", "ADDR-07", "ADDR-08", "ADDR-09", "ADDR-10", "ADDR-15"
  })
  void userPartsBecomeLocalparts(String row) throws Exception {
    var user = row.split(" ")[0];
    var local = row.split(" ")[1];

    assertThat(toJid("sip:" + user + "@example.com")).isEqualTo(local + "@example.com");
    assertThat(from("sip:" + user + "@example.net").getAttribute("from"))
        .isEqualTo(local + "@example.net");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip:", "SIP:", "im:"})
  @Requirement("ADDR-04")
  void theSchemeIsLeftOut(String scheme) throws Exception {
    assertThat(toJid(scheme + "juliet@example.com")).isEqualTo("juliet@example.com");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a#b@example.net, sip:a%23b@example.net",
        "m\\26m@example.net, sip:m&m@example.net",
        "a\\20b\\22c\\3ad\\3ce\\3ef\\40g\\5c20@example.net, sip:a%20b%22c%3Ad%3Ce%3Ef%40g%5C20@example.net",
        "foob\\41r@example.net, sip:foob%5C41r@example.net",
        "foob\\2@example.net, sip:foob%5C2@example.net",
        "tschüss@example.net, sip:tsch%C3%BCss@example.net",
        "a%b[c]{d}@example.net, sip:a%25b%5Bc%5D%7Bd%7D@example.net",
        "baz@example.net/qux, sip:baz@example.net;gr=qux",
        "baz@example.net/qux@a/b, sip:baz@example.net;gr=qux%40a/b",
        "baz@example.net/My Phone;1=2, sip:baz@example.net;gr=My%20Phone%3B1%3D2",
        "baz@example.net/tür, sip:baz@example.net;gr=t%C3%BCr",
        "baz@example.net/a'b, sip:baz@example.net;gr=a'b"
      })
  @Requirement({
    "ADDR-02", "ADDR-12", "ADDR-19", "ADDR-20", "ADDR-21", "ADDR-22", "ADDR-23", "ADDR-26",
    "ADDR-27"
  })
  void jidsBecomeSipUris(String jid, String uri) throws Exception {
    assertThat(toSip(jid)).isEqualTo(uri);
  }

  @Test
  @Requirement("ADDR-27")
  void onlyParameterCharactersStayInAGruu() throws Exception {
    assertThat(toSip("baz@example.net/aZ09 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"))
        .isEqualTo(
            "sip:baz@example.net;gr=aZ09%20!%22%23$%25&'()*+%2C-./:%3B%3C%3D%3E%3F%40[%5C]%5E_%60"
                + "%7B%7C%7D~");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "sip:foo@example.net;gr=bar, foo@example.net/bar",
        "sip:foo@example.net;gr=t%C3%BCr, foo@example.net/tür",
        "sip:foo@example.net;gr=a%27b, foo@example.net/a'b",
        "sip:foo@example.net;gr=My%20Phone%3B1, foo@example.net/My Phone;1",
        "sip:foo@example.net;gr, foo@example.net",
        "sip:tgruu.7hs==jd7vnzga5w7fajsc7-ajd6@example.net;gr, tgruu.7hs==jd7vnzga5w7fajsc7-ajd6@example.net",
        "sip:romeo@example.net;gr=dr4hcr0st3lup4c, romeo@example.net/dr4hcr0st3lup4c",
        "sip:romeo@example.net, romeo@example.net"
      })
  @Requirement({"ADDR-12", "ADDR-16", "ADDR-17", "ADDR-18", "ADDR-30"})
  void theSenderIsAsFarAsItsGruuSays(String uri, String jid) throws Exception {
    assertThat(from(uri).getAttribute("from")).isEqualTo(jid);
  }

  @Test
  @Requirement("ADDR-28")
  void aUriWithAParameterIsInBrackets() throws Exception {
    scene.say("juliet@example.com/a b", "mercutio@example.net/x", "normal", "g1", "<body>x</body>");
    var page = phone.messages.next(WAIT);
    assertThat(page.need("From")).matches("<sip:juliet@example\\.com;gr=a%20b>;tag=[^;>]+");
    assertThat(page.requestUri()).isEqualTo("sip:mercutio@example.net;gr=x");
    assertThat(page.need("To")).startsWith("<sip:mercutio@example.net");

    scene.say("juliet@example.com/a b", "mercutio@example.net", "chat", "g2", "<body>x</body>");
    var call = phone.invites.next(WAIT);
    assertThat(call.invite().need("Contact")).matches("<sip:[^>]+;gr=a%20b[^>]*>.*");
    call.refuse("480 Later");
    scene.server.stanzas.next(WAIT);
  }

  @Test
  @Requirement("ADDR-33")
  void internationalDomainsAreALabelsInSip() throws Exception {
    scene.say("a@bücher.example", "romeo@example.net", "normal", "b1", "<body>x</body>");
    assertThat(phone.messages.next(WAIT).uri("From")).isEqualTo("sip:a@xn--bcher-kva.example");

    assertThat(toJid("sip:a@xn--bcher-kva.example")).isEqualTo("a@bücher.example");
  }

  @Test
  @Requirement("ADDR-35")
  void aDomainIsAUriWithoutUser() throws Exception {
    scene.say("example.com", "romeo@example.net", "normal", "d1", "<body>x</body>");
    assertThat(phone.messages.next(WAIT).uri("From")).isEqualTo("sip:example.com");

    assertThat(toJid("sip:example.com")).isEqualTo("example.com");
  }
}
