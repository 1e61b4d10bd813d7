package im.balcony.benchmarks.codecs;

import im.balcony.api.data.Facts;
import im.balcony.api.data.RandomIds;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.xmpp.XmppProtocolFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Messages that come by a component stream, from octets to stanzas. */
@State(Scope.Benchmark)
public class StanzaParsing {

  private static final int STANZAS = 32;

  private final RandomIds ids = new RandomIds();
  private Protocol stream = link();
  private byte[] stanzas = {};

  private static Protocol link() {
    var settings = Facts.NONE.with("domain", "example.net").with("secret", "bench");
    return new XmppProtocolFactory()
        .open(new ConnectionSpec(true, "127.0.0.1:4711", "127.0.0.1:5347", settings));
  }

  /** Brings the stream up, and writes what comes then. */
  @Setup
  public void open() {
    stream = link();
    stream.opened(0, ids);
    hears(
        "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'"
            + " xmlns='jabber:component:accept' from='example.net' id='3BF96D32'>");
    hears("<handshake/>");
    var text = new StringBuilder();
    for (var i = 0; i < STANZAS; i++) {
      text.append("<message from='juliet@example.com/balcony' to='romeo@example.net' id='m")
          .append(i)
          .append("' type='chat'><body>Art thou not Romeo, and a Montague?</body>")
          .append("<thread>e0ffe42b28561960c6b12b944a092794b9683a38</thread>")
          .append("<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
    }
    stanzas = text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void hears(String text) {
    stream.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0, ids);
  }

  /** One operation is one stanza. */
  @Benchmark
  @OperationsPerInvocation(STANZAS)
  public Output parse() {
    return stream.received(ByteBuffer.wrap(stanzas), 0, ids);
  }
}
