package im.balcony.xmpp;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Reading;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Brings a text that an operator shows to a stream of its own, which is up and leads nowhere. */
final class ShownText {

  private static final String ELSEWHERE = "shown.invalid";
  private static final Pattern TO = Pattern.compile("\\sto\\s*=\\s*['\"]([^'\"]*)['\"]");

  private static final String UP =
      "<stream:stream xmlns='jabber:component:accept'"
          + " xmlns:stream='http://etherx.jabber.org/streams' from='shown.invalid' id='shown'>"
          + "<handshake/>";

  /** No stanza is named by it, and nothing is guarded by it. */
  private static final Ids NO_IDS =
      new Ids() {
        @Override
        public String token(int characters) {
          return "0".repeat(characters);
        }

        @Override
        public long below(long bound) {
          return 0;
        }
      };

  private ShownText() {}

  /** What would come of {@code text}. */
  static Reading read(String text) {
    var stream = new ComponentStream(Settings.of(Facts.NONE.with("domain", domain(text))));
    stream.opened(0, NO_IDS);
    stream.received(octets(UP), 0, NO_IDS);
    var output = stream.received(octets(text.strip()), 0, NO_IDS);
    var stanzas = output.records().stream().filter(Stanza.class::isInstance).toList();
    var answer = said(output);
    var remarks = new ArrayList<String>();
    for (var record : output.records()) {
      if (record instanceof XmppEvent.Down down) {
        remarks.add("the stream would end: " + down.condition());
      }
    }
    if (stanzas.isEmpty() && answer.isEmpty() && remarks.isEmpty()) {
      remarks.add("no whole stanza that is passed on or answered: it is dropped");
    }
    return new Reading(stanzas, answer.isEmpty() ? List.of() : List.of(answer), remarks);
  }

  /** The link that it would come over is that of the domain it is for. */
  private static String domain(String text) {
    var to = TO.matcher(text);
    try {
      return to.find() ? Jid.parse(to.group(1)).domain() : ELSEWHERE;
    } catch (AddressException e) {
      return ELSEWHERE;
    }
  }

  private static ByteBuffer octets(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String said(Output output) {
    var said = new StringBuilder();
    output.bytes().forEach(bytes -> said.append(StandardCharsets.UTF_8.decode(bytes)));
    return said.toString();
  }
}
