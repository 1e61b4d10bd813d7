package im.balcony.players.wire;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of RFC 4975 §7 and §9 for one frame, over the fields that tshark decoded. */
final class MsrpRules {

  private static final Set<String> STATUSES =
      Set.of("200", "400", "403", "408", "413", "415", "423", "481", "501", "506");
  private static final Pattern IDENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.\\-+%=]{3,31}");
  private static final Pattern URI = Pattern.compile("msrps?://[^ /]+:\\d+/[^ ;]+;tcp");
  private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+|\\*)/(\\d+|\\*)");
  private static final Pattern STATUS = Pattern.compile("000 (\\d{3})( .*)?");

  private final Findings findings;

  MsrpRules(Findings findings) {
    this.findings = findings;
  }

  /**
   * Judges a frame.
   *
   * @param length how many octets it has in all
   */
  void frame(Layer frame, int length, String where) {
    var end = frame.first("msrp.end.line");
    findings.check(
        end.isPresent() && end.get().end() + 2 == frame.start() + length,
        "a frame ends with its end line",
        where);
    var ids = frame.all("msrp.transaction.id").stream().map(Field::text).toList();
    findings.check(
        ids.size() == 2 && ids.get(0).equals(ids.get(1)) && IDENT.matcher(ids.get(0)).matches(),
        "start and end line have one transaction id",
        where + " " + ids);
    paths(frame, where);
    findings.check(
        frame.all("msrp.hdr").stream().map(Field::text).allMatch(MsrpRules::isOfMime),
        "all headers are known",
        where);
    switch (frame.text("msrp.method")) {
      case "SEND" -> send(frame, where);
      case "REPORT" -> report(frame, where);
      case "" -> response(frame, where);
      default -> findings.check(false, "a method is SEND or REPORT", where);
    }
  }

  /** To-Path comes first and From-Path second, with whole URIs only. */
  private void paths(Layer frame, String where) {
    var start = frame.first("msrp.request.line").or(() -> frame.first("msrp.response.line"));
    var to = frame.first("msrp.to.path");
    var from = frame.first("msrp.from.path");
    findings.check(
        start.map(s -> s.end() + 2).equals(to.map(Field::start)), "To-Path is first", where);
    findings.check(
        to.isPresent() && to.map(Field::end).equals(from.map(Field::start)),
        "From-Path follows To-Path",
        where);
    for (var path : List.of(frame.text("msrp.to.path"), frame.text("msrp.from.path"))) {
      for (var uri : path.strip().split(" ")) {
        findings.check(URI.matcher(uri).matches(), "a path holds MSRP URIs", where + " " + path);
      }
    }
  }

  private void send(Layer frame, String where) {
    findings.saw("MSRP SEND");
    findings.saw("MSRP SEND " + frame.text("msrp.cnt.flg"));
    findings.check(!frame.text("msrp.messageid").isBlank(), "a SEND has a Message-ID", where);
    var type = frame.first("msrp.content.type");
    findings.check(type.isPresent() == frame.has("msrp.data"), "a body has a Content-Type", where);
    type.ifPresent(
        last ->
            findings.check(
                headers(frame).allMatch(header -> header.start() <= last.start()),
                "Content-Type is the last header",
                where));
    var body = frame.first("msrp.data").map(data -> bodyLength(frame, data)).orElse(0);
    if (frame.has("msrp.byte.range")) {
      range(frame, body, where);
    } else {
      findings.check(
          frame.text("msrp.cnt.flg").equals("$"), "a chunk says which octets it has", where);
    }
  }

  private static java.util.stream.Stream<Field> headers(Layer frame) {
    return java.util.stream.Stream.of(
            "messageid", "byte.range", "success.report", "failure.report", "status")
        .map(name -> frame.first("msrp." + name))
        .flatMap(Optional::stream);
  }

  /** tshark counts the end line to the data; a line break stands between the two. */
  private static int bodyLength(Layer frame, Field data) {
    return frame.first("msrp.end.line").map(end -> end.start() - 2 - data.start()).orElse(-1);
  }

  private void range(Layer frame, int body, String where) {
    var text = frame.text("msrp.byte.range");
    var range = RANGE.matcher(text);
    if (!range.matches()) {
      findings.check(false, "Byte-Range has three numbers", where + " " + text);
      return;
    }
    var first = Long.parseLong(range.group(1));
    var last = first + body - 1;
    findings.check(first >= 1, "octets are counted from 1", where + " " + text);
    findings.check(
        range.group(2).equals("*") || Long.parseLong(range.group(2)) == last,
        "Byte-Range is that of the " + body + " octets of the body",
        where + " " + text);
    if (!range.group(3).equals("*")) {
      var total = Long.parseLong(range.group(3));
      var whole = frame.text("msrp.cnt.flg").equals("$");
      findings.check(
          whole ? last == total : last <= total,
          "the flag fits the Byte-Range",
          where + " " + text);
    }
  }

  private void report(Layer frame, String where) {
    findings.saw("MSRP REPORT");
    findings.check(!frame.text("msrp.messageid").isBlank(), "a REPORT has a Message-ID", where);
    findings.check(
        RANGE.matcher(frame.text("msrp.byte.range")).matches(), "a REPORT has a Byte-Range", where);
    var status = STATUS.matcher(frame.text("msrp.status"));
    findings.check(
        status.matches() && STATUSES.contains(status.group(1)), "a REPORT has a Status", where);
    empty(frame, where);
  }

  private void response(Layer frame, String where) {
    var status = frame.text("msrp.status.code");
    findings.saw("MSRP " + status);
    findings.check(STATUSES.contains(status), "a status is one of RFC 4975", where);
    empty(frame, where);
  }

  private void empty(Layer frame, String where) {
    findings.check(
        !frame.has("msrp.data") && !frame.has("msrp.content.type"), "it has no body", where);
    findings.check(
        Objects.equals(frame.text("msrp.cnt.flg"), "$"), "it is whole, so its flag is $", where);
  }

  /** RFC 4975 §9, other-Mime-header: any field of MIME may be there; the judge knows some. */
  private static boolean isOfMime(String line) {
    return line.startsWith("Content-");
  }
}
