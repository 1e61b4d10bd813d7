package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Console;
import im.balcony.players.Juliet;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator sees on a day on which nothing goes wrong but what he types. */
class PlainDayTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final String OPTIONS =
      """
      OPTIONS sip:example.net SIP/2.0
      Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1
      From: <sip:romeo@example.net>;tag=1
      To: <sip:example.net>
      Call-ID: x
      CSeq: 1 OPTIONS
      Max-Forwards: 70

      """;

  private static final String SDP =
      """
      v=0
      o=romeo 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=message 7654 TCP/MSRP *
      a=accept-types:message/cpim text/plain
      a=path:msrp://127.0.0.1:7654/abc;tcp
      """;

  /** A part that holds others. */
  private static final String NESTED =
      """
      Content-Type: multipart/alternative;boundary=in

      --in
      Content-Type: text/plain

      Neither, fair saint
      --in
      Content-Type: text/html

      <p>Neither, fair saint</p>
      --in--
      """;

  private static Stage stage;
  private static Phone romeo;
  private static Juliet juliet;
  private static Console console;

  @BeforeAll
  static void open() throws Exception {
    stage = new Stage(Map.of("example.net", Stage.SECRET));
    romeo = stage.phone("romeo", "example.net");
    stage.tenant("verona", "example.net", romeo.port(), Map.of());
    stage.appliance.start();
    juliet = new Juliet("juliet", "juliet", "balcony", stage.prosody.clientPort(), stage.ladder);
    console = stage.appliance.console("demo");
  }

  @AfterAll
  static void nothingIsWorthAWarning() throws Exception {
    juliet.close();
    romeo.close();
    console.close();
    stage.appliance.close();
    stage.close();
    try (var lines = logged()) {
      assertThat(lines.filter(line -> line.matches("\\S+ \\| (WARN|ERROR|FATAL) .*"))).isEmpty();
    }
    assertThat(stage.violations.all()).isEmpty();
  }

  private static Stream<String> logged() throws IOException {
    return Files.lines(
        stage.appliance.home().resolve("data/log/karaf.log"), StandardCharsets.ISO_8859_1);
  }

  @Test
  void messagesGoBothWays() throws Exception {
    assertThat(romeo.message("sip:juliet@example.com", "to Juliet").status()).isEqualTo(202);
    assertThat(juliet.hears(WAIT).body()).isEqualTo("to Juliet");
    juliet.normal("romeo@example.net", "to Romeo");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("to Romeo");
  }

  @Test
  void whatFailsHasAStatusAndAReason() throws Exception {
    var wrong =
        List.of(
            Map.entry("balcony:drain verona -5", "allowed: 0 to 86400"),
            Map.entry("balcony:drain padua 5", "No tenant padua"),
            Map.entry("balcony:end x", "No conversation x"),
            Map.entry("balcony:conversation x", "No conversation x"),
            Map.entry("balcony:conversations --tenant padua", "No tenant padua"),
            Map.entry("balcony:message x", "No message x"),
            Map.entry("balcony:journal --tenant verona --count 0", "allowed: 1 to 100000"),
            Map.entry("balcony:map --tenant verona /nowhere", "Cannot read /nowhere"),
            Map.entry("balcony:map --tenant padua -", "No tenant padua"),
            Map.entry("balcony:pin padua -", "no tenant padua"));
    for (var command : wrong) {
      var result = console.result(command.getKey(), "");
      assertThat(result.text()).as(command.getKey()).contains(command.getValue());
      assertThat(result.status()).as(command.getKey()).isEqualTo(1);
    }
    var tenants = console.result("balcony:tenants --no-format", "");
    assertThat(tenants.status()).isZero();
    assertThat(tenants.text()).contains("example.net up");
  }

  @Test
  void aMessageFromStandardInputIsMappedAsTheWireDoesIt() throws Exception {
    var options = console.result("balcony:map --tenant verona -", OPTIONS);
    assertThat(options.status()).isZero();
    assertThat(options.text()).contains("SIP/2.0 200").contains("Allow: INVITE");

    var stanza =
        console.result(
            "balcony:map --tenant verona -",
            "<message from='juliet@example.com/x' to='romeo@example.net'><body>Art thou</body></message>");
    assertThat(stanza.text())
        .contains("MESSAGE sip:romeo@example.net SIP/2.0")
        .contains("Art thou");
    assertThat(romeo.messages.poll(Duration.ofMillis(300))).isEmpty();
  }

  private static String request(String method, String type, String body) {
    return method
        + """
         sip:juliet@example.com SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1
        From: <sip:romeo@example.net>;tag=1
        To: <sip:juliet@example.com>
        Call-ID: x
        Max-Forwards: 70
        X-Vendor: theirs
        """
        + "CSeq: 1 "
        + method
        + "\nContact: <sip:romeo@127.0.0.1>\nContent-Type: "
        + type
        + "\n\n"
        + body;
  }

  private static String map(String input) throws IOException {
    var result = console.result("balcony:map --tenant verona -", input);
    assertThat(result.status()).as(result.text()).isZero();
    return result.text();
  }

  private static List<String> notCarriedOver(String text) {
    return text.lines()
        .filter(line -> line.startsWith("not carried over: "))
        .map(line -> line.replaceFirst("[^:]*: ", "").strip())
        .toList();
  }

  @Test
  void anInvitationIsMappedAsTheWireDoesIt() throws Exception {
    var alone = map(request("INVITE", "application/sdp", SDP));
    assertThat(alone).contains("event SessionOffered", "SIP/2.0 200 OK").doesNotContain("<body>");
    assertThat(notCarriedOver(alone)).containsExactly("header field X-Vendor");

    var withText =
        map(
            request(
                "INVITE",
                "multipart/mixed;boundary=out",
                "--out\nContent-Type: application/sdp\n\n"
                    + SDP
                    + "\n--out\n"
                    + NESTED
                    + "\n--out--\n"));
    assertThat(withText)
        .contains("SIP/2.0 200 OK", "outcome PENDING", "<body>Neither, fair saint")
        .doesNotContain("a picture", "theirs");
    assertThat(notCarriedOver(withText)).contains("header field X-Vendor");

    var refused = map(request("INVITE", "text/calendar", "BEGIN:VCALENDAR\n"));
    assertThat(refused).contains("SIP/2.0 415").doesNotContain("SIP/2.0 200");
    assertThat(romeo.messages.poll(Duration.ofMillis(300))).isEmpty();
    assertThat(romeo.invites.size()).isZero();
  }

  @Test
  void ofNestedPartsThoseWithoutCounterpartAreNamed() throws Exception {
    var mapped =
        map(
            request(
                "MESSAGE",
                "multipart/mixed;boundary=out",
                "--out\n"
                    + NESTED
                    + "\n--out\nContent-Type: image/png\n"
                    + "Content-Disposition: icon;handling=optional\n\na picture\n--out--\n"));
    assertThat(mapped)
        .contains("<body>Neither, fair saint", "SIP/2.0 202")
        .doesNotContain("a picture", "theirs");
    assertThat(notCarriedOver(mapped))
        .containsExactly("header field X-Vendor", "body part image/png");
  }
}
