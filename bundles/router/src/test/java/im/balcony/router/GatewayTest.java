package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.address.PublicRanges;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.tenants.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {

  private final Scene scene = new Scene();

  @Test
  void readyOnceEverythingIsThere(@TempDir Path dir) {
    var file = dir.resolve("data/ready");
    var ready = new ReadyFile(file, scene.router.gateway(), scene.time);
    scene.router.start();
    ready.start();
    scene.time.pass(1_000);
    assertThat(scene.router.gateway().ready()).isFalse();
    assertThat(scene.router.gateway().why())
        .extracting(p -> p.part())
        .containsExactly("mapping", "session", "formats", "sip", "tenant verona");
    scene.fill();
    assertThat(scene.router.gateway().ready()).isFalse();
    scene.router.record(scene.link(), new XmppEvent.Up(OptionalLong.empty()));
    scene.time.pass(1_000);
    assertThat(file).exists();
    assertThat(scene.router.gateway().tenants().get(0).state()).isEqualTo("up");
    assertThat(scene.router.gateway().tenants().get(0).links()).containsExactly("example.net up");
    ready.stop();
    assertThat(file).doesNotExist();
  }

  @Test
  void theReadyFileIsWrittenOnceItCanBe(@TempDir Path dir) throws IOException {
    var inTheWay = Files.createFile(dir.resolve("data"));
    var file = inTheWay.resolve("ready");
    var ready = new ReadyFile(file, scene.router.gateway(), scene.time);
    scene.up();
    ready.start();
    scene.time.pass(5_000);
    assertThat(scene.router.gateway().ready()).isTrue();

    Files.delete(inTheWay);
    scene.time.pass(1_000);
    assertThat(file).exists();
    ready.stop();
    assertThat(file).doesNotExist();
  }

  @Test
  void aTenantThatHasNoLinkYetIsNeitherUpNorReady() {
    scene.up();
    scene.tenants.all.clear();
    scene.router.changed(List.of());
    assertThat(scene.router.gateway().ready()).isTrue();

    scene.tenants.all.add(im.balcony.testkit.Tenants.verona());

    assertThat(scene.router.gateway().ready()).isFalse();
    assertThat(scene.router.gateway().tenants().get(0).state()).isEqualTo("connecting");
  }

  @Test
  void dryRunShowsWhatWouldHappenAndDoesNothing() {
    scene.up();
    var sip =
        """
        MESSAGE sip:juliet@example.com SIP/2.0
        f: "Romeo" <sip:romeo@example.net>;tag=1
        To: <sip:juliet@example.com>
        Call-ID: x
        CSeq: 1 MESSAGE
        Content-Type: text/plain

        Neither, fair saint""";
    assertThat(scene.router.gateway().dryRun("verona", sip))
        .contains("event SipText", "SIP/2.0 202 ")
        .anyMatch(line -> line.contains("<body>Neither, fair saint"));
    var stanza =
        "<message from='juliet@example.com/b' to='romeo@example.net'><body>Art &amp; thou</body></message>";
    assertThat(scene.router.gateway().dryRun("verona", stanza))
        .contains("event XmppText", "MESSAGE sip:romeo@example.net SIP/2.0", "Art & thou");
    assertThat(scene.sip.requests).isEmpty();
    assertThat(scene.disk.batches).isEmpty();
    assertThat(scene.router.gateway().conversations(Optional.empty())).isEmpty();
  }

  @Test
  void dryRunRefusesWhatItCannotRead() {
    scene.up();
    for (var input :
        List.of(
            "",
            "hello",
            "<message",
            "<a from='a@b' to='c@d'/>",
            "<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><message from='a@b' to='c@d'><body>&x;</body></message>",
            "MESSAGE sip:a@b SIP/2.0\nFrom: <sip:a@b>")) {
      var lines = scene.router.gateway().dryRun("verona", input);
      assertThat(lines).isNotEmpty();
      assertThat(String.join("", lines)).doesNotContain("root:");
    }
    assertThat(scene.router.gateway().dryRun("nobody", "x")).containsExactly("no such tenant");
  }

  @Test
  void dryRunShowsWhatTheEdgeAnswersAndWhatDoesNotGetIn() {
    scene.up();
    assertThat(scene.router.gateway().dryRun("verona", "OPTIONS sip:example.net SIP/2.0"))
        .containsExactly("answered by the edge:", "SIP/2.0 200 OK", "Allow: MESSAGE");
    assertThat(dryRun("MESSAGE", "romeo@example.org", ""))
        .contains("note: read", "SIP/2.0 403 Forbidden");
    assertThat(dryRun("BYE", "romeo@example.net", ";tag=2"))
        .contains("SIP/2.0 481 Call/Transaction Does Not Exist");
    assertThat(dryRun("ACK", "romeo@example.net", ";tag=2")).anyMatch(l -> l.startsWith("dropped"));
    assertThat(
            scene
                .router
                .gateway()
                .dryRun("verona", "<message from='a@example.com' to='b@example.org'/>"))
        .containsExactly("dropped: 'to' is in none of the tenant's sip.domains");
  }

  private List<String> dryRun(String method, String from, String toTag) {
    return scene
        .router
        .gateway()
        .dryRun(
            "verona",
            """
            %s sip:juliet@example.com SIP/2.0
            From: <sip:%s>;tag=1
            To: <sip:juliet@example.com>%s
            Call-ID: x
            CSeq: 1 %s

            """
                .formatted(method, from, toTag, method));
  }

  @Test
  void messagesOfOneNameAreAllTold() {
    var scene = new Scene().up();
    scene.romeo("t1", "c1", "Ay me");
    scene.router.sip(Scene.message("t2", "c1", 2, "Ay me again"));
    scene.time.run();
    assertThat(scene.router.gateway().message("c1"))
        .extracting(story -> story.ref())
        .containsExactly("t2", "t1");
  }

  @Test
  void aMessageOfBeforeARestartIsFoundByItsName() {
    var scene = new Scene().up();
    scene.romeo("t1", "c1", "Ay me");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    assertThat(next.router.gateway().message("c1"))
        .extracting(story -> story.ref())
        .containsExactly("t1");
    assertThat(next.router.gateway().message("c2")).isEmpty();
  }

  @Test
  void conversationsAreMasked() {
    scene.up();
    scene.juliet("m1", "hello");
    var status = scene.router.gateway().conversations(Optional.of("verona")).get(0);
    assertThat(status.juliet()).isEqualTo("j…@example.com");
    assertThat(scene.router.gateway().conversation(status.id())).contains(status);
    assertThat(scene.router.gateway().message("m1")).hasSize(1);
  }

  @Test
  void prefixesCoverWhatTheySay() {
    assertThat(Networks.of(List.of("192.0.2.0/25")).cover("192.0.2.127")).isTrue();
    assertThat(Networks.of(List.of("192.0.2.0/25")).cover("192.0.2.128")).isFalse();
    assertThat(Networks.of(List.of("2001:db8::/33")).cover("2001:db8:7fff::1")).isTrue();
    assertThat(Networks.of(List.of("2001:db8::/33")).cover("2001:db8:8000::1")).isFalse();
    assertThat(Networks.of(List.of("0.0.0.0/0")).cover("::1")).isFalse();
    assertThat(Networks.of(List.of("192.0.2.1")).cover("192.0.2.1")).isTrue();
    assertThat(Networks.of(List.of()).cover("192.0.2.1")).isFalse();
    assertThat(Networks.of(List.of("example.net", "10.0.0.0/x", "10.0.0.0/99")).cover("10.0.0.1"))
        .isFalse();
    for (var address :
        List.of("127.0.0.1", "10.1.2.3", "169.254.1.1", "192.168.0.9", "::1", "224.0.0.1")) {
      assertThat(Networks.of(PublicRanges.PREFIXES).cover(address)).as(address).isFalse();
    }
    assertThat(Networks.of(PublicRanges.PREFIXES).cover("8.8.8.8")).isTrue();
    assertThat(Networks.of(PublicRanges.PREFIXES).cover("2606:4700::1")).isTrue();
  }
}
