package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Subjects in languages, in message/cpim and in stanzas (RFC 3862 §3.3, §4.5; RFC 6121 §5.2.4). */
class PageSubjectsTest {

  private static final String XML = "http://www.w3.org/XML/1998/namespace";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("cpim", "always"));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  /** Each as its own language, or that around it, and its text. */
  private static List<String> subjects(Element stanza) {
    var all = new ArrayList<String>();
    var found = stanza.getElementsByTagNameNS("*", "subject");
    for (var i = 0; i < found.getLength(); i++) {
      var subject = (Element) found.item(i);
      var own = subject.getAttributeNS(XML, "lang");
      all.add(
          (own.isEmpty() ? stanza.getAttributeNS(XML, "lang") : own)
              + " "
              + subject.getTextContent());
    }
    return all;
  }

  private static List<String> subjects(String cpim) {
    return cpim.lines().filter(line -> line.startsWith("Subject:")).toList();
  }

  private List<String> hers(String type, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", type, "s", children + "<body>x</body>");
    return subjects(romeo.messages.next(WAIT).text());
  }

  private List<String> his(String header, String subjects, String contentLanguage)
      throws Exception {
    var cpim =
        "From: <sip:romeo@example.net>\r\nTo: <sip:x@example.com>\r\n"
            + subjects
            + "\r\nContent-Type: text/plain\r\n"
            + contentLanguage
            + "\r\nx";
    var draft = romeo.draft("sip:" + juliet).body("message/cpim", cpim.getBytes(UTF_8));
    assertThat((header.isEmpty() ? draft : draft.header(header)).send().status()).isEqualTo(202);
    return subjects(scene.server.stanzas.next(WAIT));
  }

  @Test
  @Requirement("CPIM-10")
  void hersAreWrittenWithTheirLanguages() throws Exception {
    assertThat(hers("normal", "<subject xml:lang='fr'>Bonjour</subject>"))
        .containsExactly("Subject:;lang=fr Bonjour");
    assertThat(
            hers(
                "normal",
                "<subject xml:lang='fr'>Objet</subject><subject>Matter</subject>"
                    + "<subject xml:lang='no_tag'>x</subject><subject xml:lang='fr'>Deux</subject>"))
        .containsExactly("Subject: Matter", "Subject:;lang=fr Objet");
    assertThat(hers("normal", "<subject>Matter</subject>")).containsExactly("Subject: Matter");
  }

  @Test
  @Requirement("CPIM-10")
  void hisAreThoseOfTheStanza() throws Exception {
    var french = "Subject:;lang=fr Objet de message\r\n";
    assertThat(his("", french, "")).containsExactly("fr Objet de message");
    assertThat(his("", french + "Subject:;lang=en Matter\r\n", "Content-Language: en\r\n"))
        .containsExactly("fr Objet de message", "en Matter");
    assertThat(his("", "Subject: Matter\r\n" + french, "Content-Language: fr\r\n"))
        .containsExactly("i-default Matter", "fr Objet de message");
    assertThat(his("Subject: Outside", french, ""))
        .containsExactly(" Outside", "fr Objet de message");
    assertThat(his("", "Subject:;lang=en_US Matter\r\n", "")).containsExactly(" Matter");
    var many = new StringBuilder();
    for (var c = 'a'; c <= 'z'; c++) {
      many.append("Subject:;lang=a").append(c).append(" s\r\n");
    }
    assertThat(his("", many.toString(), "")).hasSize(8);
  }

  @Test
  @Requirement("CPIM-10")
  void inASessionThereIsOne() throws Exception {
    var two = "<subject xml:lang='fr'>Objet</subject><subject>Matter</subject><body>x</body>";
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", "c1", two);
    var call = romeo.invites.next(WAIT);
    var line = call.accept(new Call.Offer("message/cpim text/plain", 0, "", true));
    assertThat(subjects(line.texts.next(WAIT).text())).containsExactly("Subject: Matter");

    var cpim =
        "From: <sip:romeo@example.net>\r\nSubject:;lang=fr Bonjour\r\n\r\n"
            + "Content-Type: text/plain\r\n\r\nx";
    line.send(cpim.getBytes(UTF_8), "message/cpim", 2048, List.of());
    assertThat(subjects(scene.server.stanzas.next(WAIT))).containsExactly("fr Bonjour");
    call.bye();
  }
}
