package im.balcony.benchmarks.codecs;

import im.balcony.api.data.Facts;
import im.balcony.msrp.frame.FrameReader;
import im.balcony.msrp.frame.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** SENDs that are found in a stream: start line and headers read, body passed on. */
@State(Scope.Benchmark)
public class MsrpDecoding {

  private static final int FRAMES = 64;

  /** Octets of a body: a chunk of a long message, and what people say. */
  @Param({"4096", "64"})
  public int body;

  private final FrameReader reader = new FrameReader(Settings.of(Facts.NONE));
  private byte[] frames = {};

  /** Writes the stream. */
  @Setup
  public void write() {
    var text = new StringBuilder();
    for (var i = 0; i < FRAMES; i++) {
      var id = "a786hjs" + i;
      text.append("MSRP ")
          .append(id)
          .append(" SEND\r\nTo-Path: msrp://balcony.example.net:2855/kjhd37s2s20w2a;tcp\r\n")
          .append("From-Path: msrp://alice.example.net:7777/iau39soe2843z;tcp\r\nMessage-ID: 8733")
          .append(i)
          .append("\r\nByte-Range: 1-")
          .append(body)
          .append('/')
          .append(body)
          .append("\r\nContent-Type: text/plain\r\n\r\n")
          .append("x".repeat(body))
          .append("\r\n-------")
          .append(id)
          .append("$\r\n");
    }
    frames = text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** One operation is one SEND. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void decode(Blackhole hole) {
    reader.feed(ByteBuffer.wrap(frames));
    for (var part = reader.next(); part != FrameReader.Part.NEED_MORE; part = reader.next()) {
      hole.consume(part);
    }
  }
}
