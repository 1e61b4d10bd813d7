package im.balcony.xmpp;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.Requirement;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Octets that were made to hurt. Each has its answer and costs little, whole or octet by octet.
 * What is well-formed but past a limit costs one stanza; the rest costs the stream.
 */
@Tag("broad")
class TortureTest {

  private static final long MOST_CPU_MILLIS = 50;

  /** Octets for which another millisecond is fair. */
  private static final int OCTETS_PER_MILLI = 100_000;

  private static final int TRIES = 10;
  private static final String OPEN = "<message from='a@example.com' to='b@example.net' id='x'>";
  private static final String CLOSE = "</message>";

  static Stream<Arguments> endTheStream() {
    return Stream.of(
        ends("restricted-xml", "a DTD", "<!DOCTYPE x>"),
        ends(
            "restricted-xml",
            "billion laughs",
            "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>" + body("&b;")),
        ends(
            "restricted-xml",
            "an external entity",
            "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + body("&e;")),
        ends("restricted-xml", "a DTD in a stanza", body("<!DOCTYPE x>")),
        ends("restricted-xml", "a processing instruction", body("<?php x?>")),
        ends("restricted-xml", "one between stanzas", "<?php x?>"),
        ends("restricted-xml", "an XML declaration", "<?xml version='1.0'?>"),
        ends("restricted-xml", "a comment", body("<!-- -->")),
        ends("restricted-xml", "a comment between stanzas", "<!-- -->"),
        ends("restricted-xml", "a conditional section", body("<!INCLUDE[<]]>")),
        ends("not-well-formed", "another section", body("<![INCLUDE[<]]>")),
        ends("not-well-formed", "CDATA in small letters", body("<![cdata[x]]>")),
        ends("bad-format", "CDATA between stanzas", "<![CDATA[ ]]>"),
        ends("restricted-xml", "an unknown entity", body("&nbsp;")),
        ends("restricted-xml", "one in an attribute", body("<a b='&nbsp;'/>")),
        ends("restricted-xml", "an endless entity", body("&" + "a".repeat(100_000))),
        ends("not-well-formed", "an empty entity", body("&;")),
        ends("not-well-formed", "an ampersand", body("a & b")),
        ends("not-well-formed", "an open entity", body("&amp</a>")),
        ends("not-well-formed", "a reference to NUL", body("&#0;")),
        ends("not-well-formed", "a reference to a control", body("&#x1B;")),
        ends("not-well-formed", "a reference to a surrogate", body("&#xD800;")),
        ends("not-well-formed", "a reference to U+FFFF", body("&#xFFFF;")),
        ends("not-well-formed", "a reference past Unicode", body("&#x110000;")),
        ends("not-well-formed", "a reference past all", body("&#99999999999;")),
        ends("not-well-formed", "a reference to nothing", body("&#;")),
        ends("not-well-formed", "NUL", body("\0")),
        ends("not-well-formed", "a control", body("\u0008")),
        ends("not-well-formed", "U+FFFE", body("\uFFFE")),
        octets("unsupported-encoding", "an overlong <", "C0BC"),
        octets("unsupported-encoding", "an overlong slash", "E080AF"),
        octets("unsupported-encoding", "an overlong NUL", "F0808080"),
        octets("unsupported-encoding", "a surrogate pair", "EDA0BDEDB880"),
        octets("unsupported-encoding", "a code point past Unicode", "F4908080"),
        octets("unsupported-encoding", "FE", "FE"),
        octets("unsupported-encoding", "a lone continuation", "80"),
        octets("unsupported-encoding", "a broken sequence", "E282"),
        Arguments.of("unsupported-encoding", "UTF-16", (OPEN + CLOSE).getBytes(UTF_16)),
        ends("not-well-formed", "crossed tags", OPEN + "<a><b></a></b>" + CLOSE),
        ends("not-well-formed", "another end", OPEN + "</massage>"),
        ends("not-well-formed", "an end of the stream within", OPEN + "</stream:stream>"),
        ends("not-well-formed", "a tag in a tag", OPEN + "<a <b/>" + CLOSE),
        ends("not-well-formed", "< in an attribute", OPEN + "<a b='<'/>" + CLOSE),
        ends("not-well-formed", "an attribute twice", OPEN + "<a b='1' b='2'/>" + CLOSE),
        ends("not-well-formed", "an attribute without value", OPEN + "<a b/>" + CLOSE),
        ends("not-well-formed", "attributes without space", OPEN + "<a b='1'c='2'/>" + CLOSE),
        ends("not-well-formed", "]]> in text", body("]]>")),
        ends("not-well-formed", "]]> behind CDATA", body("<![CDATA[]]>]]>")),
        ends("not-well-formed", "an unknown prefix and crossed tags", OPEN + "<p:a></a>" + CLOSE),
        ends("not-well-formed", "a digit as a name", OPEN + "<1/>" + CLOSE),
        ends("not-well-formed", "a space as a name", OPEN + "< a/>" + CLOSE),
        ends("not-well-formed", "an empty name", OPEN + "<>" + CLOSE),
        ends("not-well-formed", "a slash in a tag", OPEN + "<a/b>" + CLOSE),
        ends("unsupported-stanza-type", "a wrong namespace", "<message xmlns='urn:x'/>"),
        ends("improper-addressing", "no sender", "<message to='b@example.net'/>"));
  }

  static Stream<Arguments> costOneStanza() {
    return Stream.of(
        skips("depth of 10 000", "<a>".repeat(10_000) + "</a>".repeat(10_000)),
        skips("depth of 64", "<a>".repeat(63) + "</a>".repeat(63)),
        skips("10 000 attributes", "<a " + numbered("b%d='' ", 10_000) + "/>"),
        skips("10 000 namespaces", "<a " + numbered("xmlns:b%d='u%1$d' ", 10_000) + "/>"),
        skips("65 attributes", "<a " + numbered("b%d='' ", 65) + "/>"),
        skips("an attribute of 16 385 octets", "<a b='" + "a".repeat(16_385) + "'/>"),
        skips("references in an attribute", "<a b='" + "&amp;".repeat(4_000) + "'/>"),
        skips("10 000 names", numbered("<a%d/>", 10_000)),
        skips("an element of 1 MB", "<" + "a".repeat(1_000_000) + "/>"),
        skips("a text of 5 MB", "<body>" + "a".repeat(5_000_000) + "</body>"),
        skips("a text of 9 MB", "<body>" + "a".repeat(9_000_000) + "</body>"),
        skips("CDATA of 1 MB", "<body><![CDATA[" + "]>".repeat(500_000) + "]]></body>"),
        tag("attributes of the stanza", numbered("b%d='' ", 1_000)),
        tag("10 000 attributes of the stanza", numbered("b%d='' ", 10_000)),
        tag("prefixes of the stanza", numbered("p:b%d='' ", 65)),
        tag("an attribute of 5 MB", "a='" + "a".repeat(5_000_000) + "' "),
        tag("references of 600 kB", "a='" + "&quot;".repeat(100_000) + "' "),
        tag("characters of 1 MB", "a='" + "\uD83C\uDF39".repeat(250_001) + "x' "),
        tag("an attribute's name of 1 MB", "a".repeat(999_996) + "from='x' "),
        tag("spaces of 1 MB", " ".repeat(1_000_000)),
        tag("spaces around =", "a" + " ".repeat(600_000) + "=" + " ".repeat(600_000) + "'' "));
  }

  static Stream<Arguments> costOneStanzaOfNamespaces() {
    return Stream.of(
        skips("an attribute twice", "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>"),
        skips("an unknown prefix", "<p:a/>"),
        skips("an unknown prefix of an attribute", "<a p:b=''/>"),
        skips("a prefix without name", "<a xmlns:p=''/>"),
        skips("another xml prefix", "<a xmlns:xml='u'/>"),
        skips("two colons", "<a:b:c/>"),
        skips("CDATA beside it", "<p:a><![CDATA[</p:a>]]>]] ></p:a>"),
        tag("an unknown prefix of the stanza's attribute", "p:b='1' "));
  }

  static Stream<Arguments> areRead() {
    return Stream.of(
        reads("depth of 63", "<a>".repeat(62) + "</a>".repeat(62)),
        reads("64 attributes", "<a " + numbered("b%d='' ", 64) + "/>"),
        reads("an attribute of 16 384 octets", "<a b='" + "a".repeat(16_384) + "'/>"),
        reads("4 095 children", "<a/>".repeat(4_095)),
        reads("a name of the fifth edition", "<\uD83C\uDF39/>"),
        reads("CDATA", "<body><![CDATA[x]]></body>"),
        reads("borders in CDATA", "<body><![CDATA[</body></message>&<!-- -->]]></body>"),
        reads("brackets in CDATA", "<body><![CDATA[]]]]]]><![CDATA[>]]]>x]] ></body>"),
        reads("empty CDATA", "<![CDATA[]]><a><![CDATA[]]></a>"),
        reads(
            "zeros in a reference", "<a b='&#x" + "0".repeat(5_000) + "41;'>&#00000000000065;</a>"),
        reads("a nested message", "<message><body>x</body></message>"),
        reads("> in an attribute", "<a b='>' c=\"'/>\"/>"),
        reads(
            "all of UTF-8",
            "<a>\u007F\u0080\u07FF\u0800\uD7FF\uE000\uFFFD\uD800\uDC00\uDBFF\uDFFF</a>"),
        reads("spaces in tags", "<a\n b = '1'\t></a\r\n>"));
  }

  private static Arguments ends(String condition, String name, String octets) {
    return Arguments.of(condition, name, octets.getBytes(UTF_8));
  }

  private static Arguments octets(String condition, String name, String hex) {
    var all = new ByteArrayOutputStream();
    all.writeBytes((OPEN + "<body>").getBytes(UTF_8));
    all.writeBytes(HexFormat.of().parseHex(hex));
    all.writeBytes(("</body>" + CLOSE).getBytes(UTF_8));
    return Arguments.of(condition, name, all.toByteArray());
  }

  private static Arguments skips(String name, String content) {
    return Arguments.of(name, (OPEN + content + CLOSE).getBytes(UTF_8));
  }

  /** A stanza with this in its own open tag, before what an answer needs. */
  private static Arguments tag(String name, String attributes) {
    return Arguments.of(
        name, ("<message " + attributes + OPEN.substring(9) + CLOSE).getBytes(UTF_8));
  }

  private static Arguments reads(String name, String content) {
    return Arguments.of(name, (OPEN + content + CLOSE).getBytes(UTF_8));
  }

  private static String body(String text) {
    return OPEN + "<body>" + text + "</body>" + CLOSE;
  }

  private static String numbered(String pattern, int count) {
    var out = new StringBuilder();
    IntStream.range(0, count).forEach(i -> out.append(pattern.formatted(i)));
    return out.toString();
  }

  @BeforeAll
  static void warm() {
    for (var i = 0; i < 20; i++) {
      var link = Link.up();
      cpuMillis(() -> link.hears(body("<a b='c'>&amp;</a>".repeat(4_000))));
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("endTheStream")
  @Requirement({"XMPP-10", "SEC-18"})
  void whatIsForbiddenEndsTheStream(String condition, String name, byte[] octets) {
    var link = heard(octets);
    assertEnded(link, condition);

    var slow = Link.up();
    octetByOctet(slow, octets);
    assertEnded(slow, condition);
  }

  private static void assertEnded(Link link, String condition) {
    assertThat(link.told()).containsExactly(Link.down(condition));
    assertThat(link.said())
        .isEqualTo(
            "<stream:error><"
                + condition
                + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
    assertThat(link.closed).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("costOneStanza")
  @Requirement("SEC-18")
  void whatIsTooMuchCostsOneStanza(String name, byte[] octets) {
    assertCostsOneStanza("policy-violation", octets);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("costOneStanzaOfNamespaces")
  void whatIsNotNamespaceWellFormedCostsOneStanza(String name, byte[] octets) {
    assertCostsOneStanza("not-acceptable", octets);
  }

  private static void assertCostsOneStanza(String condition, byte[] octets) {
    var link = heard(octets);
    assertSkipped(condition, link);

    var slow = Link.up();
    octetByOctet(slow, octets);
    assertSkipped(condition, slow);
  }

  private static void assertSkipped(String condition, Link link) {
    assertThat(link.told())
        .containsExactly(new XmppEvent.PassedOver(condition, Optional.of("a@example.com")));
    assertThat(link.said())
        .isEqualTo(
            "<message from='b@example.net' to='a@example.com' id='x' type='error'>"
                + "<error type='modify'><"
                + condition
                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    assertThat(link.closed).isFalse();
    link.hears(OPEN + CLOSE);
    assertThat(link.told()).singleElement().isInstanceOf(Stanza.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("areRead")
  void whatIsAllowedIsRead(String name, byte[] octets) {
    var link = heard(octets);
    var told = link.told();
    assertThat(told).singleElement().isInstanceOf(Stanza.class);

    octetByOctet(link, octets);
    assertThat(link.told()).isEqualTo(told);
    assertThat(link.records).noneMatch(XmppEvent.class::isInstance);
  }

  private static void octetByOctet(Link link, byte[] octets) {
    // The long ones are long by repetition: their first and last octets are the ones that matter.
    var edge = 20_000;
    var tail = Math.max(0, octets.length - edge);
    for (var i = 0; i < octets.length; i++) {
      if (i == edge && i < tail) {
        link.hears(Arrays.copyOfRange(octets, i, tail));
        i = tail;
      }
      link.hears(new byte[] {octets[i]});
    }
  }

  /** A link that heard {@code octets} in time; a cold virtual machine has some tries. */
  private static Link heard(byte[] octets) {
    var most = MOST_CPU_MILLIS + octets.length / OCTETS_PER_MILLI;
    var times = new ArrayList<Long>();
    while (true) {
      var link = Link.up();
      times.add(cpuMillis(() -> link.hears(octets)));
      if (times.get(times.size() - 1) < most) {
        return link;
      }
      assertThat(times).as("milliseconds").hasSizeLessThan(TRIES);
    }
  }

  private static long cpuMillis(Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    var before = threads.getCurrentThreadCpuTime();
    work.run();
    return TimeUnit.NANOSECONDS.toMillis(threads.getCurrentThreadCpuTime() - before);
  }
}
