package im.balcony.mapping.content;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.xmpp.Element;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of HTML: its words, harmless elements, and links that lead where they say. */
class XhtmlImTest {

  /** The elements of XEP-0071 §7.1, without images. */
  private static final Set<String> PROFILE =
      Set.of(
          "body", "p", "br", "blockquote", "ul", "ol", "li", "a", "cite", "em", "strong", "span");

  private static Stream<Element> all(Element element) {
    return Stream.concat(Stream.of(element), element.children().stream().flatMap(XhtmlImTest::all));
  }

  /** The elements inside of the body, as {@code name(children)} or the text of a span. */
  private static String shape(String source) {
    return shapes(XhtmlIm.read(source).html().children().get(0));
  }

  private static String shapes(Element parent) {
    return parent.children().stream().map(XhtmlImTest::shapeOf).collect(Collectors.joining(","));
  }

  private static String shapeOf(Element element) {
    if (element.name().equals("span")) {
      return "'" + element.text() + "'";
    }
    return element.name()
        + element.attribute("href").map(h -> "[" + h + "]").orElse("")
        + "("
        + shapes(element)
        + ")";
  }

  @Test
  void itIsTheHtmlOfXhtmlIm() {
    var html = XhtmlIm.read("<b>hi</b>").html();
    assertThat(html.namespace()).isEqualTo("http://jabber.org/protocol/xhtml-im");
    assertThat(html.name()).isEqualTo("html");
    assertThat(html.children()).extracting(Element::name).containsExactly("body");
    assertThat(all(html).skip(1))
        .extracting(Element::namespace)
        .containsOnly("http://www.w3.org/1999/xhtml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "hi | hi | p('hi')",
        "<b>hi</b><script>x</script> | hi | p(strong('hi'))",
        "a <i>b</i> c | a b c | p('a ',em('b'),' c')",
        "<p>a<p>b | a\\nb | p('a'),p('b')",
        "<div>a</div><h1>b</h1> c | a\\nb\\nc | p('a'),p('b'),p('c')",
        "a<br>b<BR/>c | a\\nb\\nc | p('a',br(),'b',br(),'c')",
        "<ul> <li>a<li>b</ul>c | a\\nb\\nc | ul(li('a'),li('b')),p('c')",
        "<ul><li>a<ol><li>b</ol></ul> | a\\nb | ul(li('a',ol(li('b'))))",
        "<ul>a</ul> | a | ul(li('a'))",
        "<li>a | a | p('a')",
        "<blockquote>a</blockquote> | a | blockquote(p('a'))",
        "<b>a<i>b</b>c</i> | abc | p(strong('a',em('b')),'c')",
        "<tr><td>a</td><td>b</td></tr> | a b | p('a',' ','b')",
        "1 < 2 &amp;&lt;&#33;&#x21;&eacute; | 1 < 2 &<!!&eacute; | p('1 < 2 &<!!&eacute;')",
        "a\\n  b | a b | p('a b')",
        "<a href='https://e.example/?a=1&amp;b'>here</a> | here (https://e.example/?a=1&b) | p(a[https://e.example/?a=1&b]('here'))",
        "<a href=https://e.example>https://e.example</a> | https://e.example | p(a[https://e.example]('https://e.example'))",
        "<a href=mailto:r@e.example>a<a href=xmpp:j@e.example>b</a> | a (mailto:r@e.example)b (xmpp:j@e.example) | p(a[mailto:r@e.example]('a'),a[xmpp:j@e.example]('b'))",
        "<img src='https://e.example/spy' alt='a cat'> | a cat | p('a cat')",
        "<!doctype html><!-- a > b --><?php x ?>c | c | p('c')",
      })
  void wordsAndHarmlessElementsStay(String source, String text, String shape) {
    var read = XhtmlIm.read(source.replace("\\n", "\n"));
    assertThat(read.text()).isEqualTo(text.replace("\\n", "\n"));
    assertThat(shape(source.replace("\\n", "\n"))).isEqualTo(shape);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT >",
        "<script>alert('</b>')</script\t>",
        "<scr<script>ipt>alert(1)</script>",
        "<style>b{background:url(javascript:alert(1))}</style>",
        "<img src=x onerror=alert(1)>",
        "<b onclick=\"alert(1)\" style='x:expression(alert(1))'>b</b>",
        "<a href='javascript:alert(1)'>b</a>",
        "<a href=' JaVaScRiPt:alert(1)'>b</a>",
        "<a href='java&#9;script:alert(1)'>b</a>",
        "<a href='&#106;avascript:alert(1)'>b</a>",
        "<a href='data:text/html,alert(1)'>b</a>",
        "<a href='vbscript:alert(1)'>b</a>",
        "<a href='//evil.example/alert'>b</a>",
        "<a href='http:evil alert'>b</a>",
        "<iframe src='https://evil.example/alert'>b</iframe>",
        "<object data=alert><embed src=alert></object>",
        "<svg/onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mtext></mtext><script>alert(1)</script></math>",
        "<link rel=stylesheet href=alert>",
        "<meta http-equiv=refresh content='0;url=alert'>",
        "<base href='https://evil.example/alert'>",
        "<form action=alert><input value=alert><button formaction=alert>b</button></form>",
        "<body onload=alert(1)>b",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">b</noscript>",
        "<title><img src=x onerror=alert(1)></title>",
        "<!--[if IE]><script>alert(1)</script><![endif]-->",
        "<b title='alert",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml' y='alert'/>",
      })
  void nothingIsPassedOnThatIsExecuted(String attack) {
    var read = XhtmlIm.read("before " + attack);
    assertThat(read.text()).startsWith("before");
    assertThat(all(read.html()).skip(1))
        .allSatisfy(
            element -> {
              assertThat(element.name()).isIn(PROFILE);
              assertThat(element.attributes()).isEmpty();
              assertThat(element.text()).doesNotContain("onerror", "{", "evil");
            });
  }

  @Test
  void wordsThatLookLikeTagsAreWords() {
    var read = XhtmlIm.read("&lt;script&gt;alert(1)&lt;/script&gt;");
    assertThat(read.text()).isEqualTo("<script>alert(1)</script>");
    assertThat(read.html().children().get(0).children().get(0).children())
        .containsExactly(
            Element.of("http://www.w3.org/1999/xhtml", "span", "<script>alert(1)</script>"));
  }

  @Test
  void whatXmlForbidsIsReplaced() {
    assertThat(XhtmlIm.read("a&#0;&#xFFFF;&#xD800;&#x110000;b").text())
        .isEqualTo("a\uFFFD\uFFFD\uFFFD\uFFFDb");
  }

  /** A mail of half a megabyte that was made to hurt costs no more than its length. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<b>",
        "<p><ul>",
        "</b>",
        "<a x=\"\" ",
        "<a href=sip:a>",
        "<!--",
        "<script>",
        "&",
        "<"
      })
  @Tag("broad")
  void nothingMakesItDeepOrSlow(String repeated) {
    assertHarmless(repeated, 500_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<b>", "<p><ul>", "</b>", "<a x=\"\" ", "<!--"})
  void nothingMakesItDeep(String repeated) {
    assertHarmless(repeated, 2_000);
  }

  private static void assertHarmless(String repeated, int length) {
    var read = XhtmlIm.read(repeated.repeat(length / repeated.length()) + "end");
    assertThat(depth(read.html())).isLessThan(40);
    assertThat(read.text()).hasSizeLessThan(length + length / 50);
  }

  private static int depth(Element element) {
    return 1 + element.children().stream().mapToInt(XhtmlImTest::depth).max().orElse(0);
  }
}
