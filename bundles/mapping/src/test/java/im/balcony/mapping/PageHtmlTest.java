package im.balcony.mapping;

import static im.balcony.mapping.Scene.page;
import static im.balcony.mapping.Scene.withBody;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.PageHtml;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.XhtmlIm;
import im.balcony.testkit.PolicyBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 7572 §7: HTML is refused, or becomes a text with XHTML-IM beside it. */
class PageHtmlTest {

  private final Scene scene = new Scene();

  private void convert() {
    scene.with(PolicyBuilder.defaults().pageHtml(PageHtml.CONVERT).build(), Limits.DEFAULT);
  }

  private Event.SipText heard(String type, String body) {
    return scene.hear(
        Event.SipText.class, scene.received(withBody(page(""), type, Octets.utf8(body))));
  }

  private Stanza stanza(Event.SipText event) {
    return scene.stanza(new Effect.TextToXmpp("e1", event.message(), Optional.empty()));
  }

  private SipResponse refusal(String type, String body) {
    return scene.refused(scene.received(withBody(page(""), type, Octets.utf8(body))));
  }

  private static List<String> accepted(SipResponse response) {
    return response.headers().stream()
        .filter(header -> header.name().equals("Accept"))
        .map(SipHeader::value)
        .toList();
  }

  @Test
  void itIsRefusedByDefault() {
    var refusal = refusal("text/html", "<b>hi</b>");
    assertThat(refusal.status()).isEqualTo(415);
    assertThat(accepted(refusal)).hasSize(1).noneMatch(types -> types.contains("html"));
  }

  @Test
  void whoTakesItSaysSo() {
    convert();
    var refusal = refusal("image/png", "x");
    assertThat(refusal.status()).isEqualTo(415);
    assertThat(accepted(refusal)).hasSize(2).contains("text/html");
  }

  @Test
  void moreThanAStanzaMayHoldIsNotRead() {
    convert();
    var tooLong = "<".repeat(Limits.DEFAULT.stanza() + 1);
    assertThat(refusal("text/html", tooLong).status()).isEqualTo(413);
  }

  @Test
  void itBecomesATextAndXhtmlIm() {
    convert();
    var event = heard("text/html;charset=utf-8", "<b>hi</b><script>x</script>");
    assertThat(event.message().text()).isEqualTo("hi");
    var stanza = stanza(event);
    assertThat(stanza.child(Stanza.NAMESPACE, "body").orElseThrow().text()).isEqualTo("hi");
    assertThat(stanza.child(XhtmlIm.NAMESPACE, "html")).contains(XhtmlIm.read("<b>hi</b>").html());
  }

  @Test
  void whatSaysNothingIsNoText() {
    convert();
    var stanza = stanza(heard("text/html", "<script>x</script>"));
    assertThat(stanza.children()).extracting(Element::name).doesNotContain("html", "body");
  }
}
