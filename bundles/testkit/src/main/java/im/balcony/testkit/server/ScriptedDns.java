package im.balcony.testkit.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A name server on the loopback that says what a test told it, over UDP and TCP. */
public final class ScriptedDns implements AutoCloseable {

  private static final int SRV = 33;
  private static final int NAPTR = 35;
  private static final int TRUNCATED = 0x0200;

  private record Data(int type, int ttl, byte[] octets) {}

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Map<String, List<Data>> records = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Semaphore held = new Semaphore(0);

  private volatile boolean holds;
  private volatile boolean truncates;
  private volatile int code;

  /** One that knows nothing yet. */
  public ScriptedDns() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    tcp = new ServerSocket(0, 5, loopback);
    udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    run(this::datagrams);
    run(this::streams);
  }

  private static void run(Runnable work) {
    var thread = new Thread(work, "scripted-dns");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it is asked. */
  public InetSocketAddress address() {
    return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
  }

  /** It knows an SRV record besides. */
  public ScriptedDns srv(String name, int ttl, int priority, int weight, int port, String host) {
    var out = ByteBuffer.allocate(300);
    out.putShort((short) priority).putShort((short) weight).putShort((short) port);
    return record(name, SRV, ttl, out.put(labels(host)));
  }

  /** It knows a NAPTR record besides. */
  public ScriptedDns naptr(String name, int order, int preference, String service, String next) {
    var out = ByteBuffer.allocate(300);
    out.putShort((short) order).putShort((short) preference);
    for (var text : List.of("s", service, "")) {
      out.put((byte) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }
    return record(name, NAPTR, 60, out.put(labels(next)));
  }

  private ScriptedDns record(String name, int type, int ttl, ByteBuffer data) {
    var octets = octets(data);
    records
        .computeIfAbsent(name + ' ' + type, n -> new CopyOnWriteArrayList<>())
        .add(new Data(type, ttl, octets));
    return this;
  }

  private static byte[] octets(ByteBuffer written) {
    var octets = new byte[written.flip().remaining()];
    written.get(octets);
    return octets;
  }

  private static byte[] labels(String name) {
    var out = new ByteArrayOutputStream();
    for (var label : name.isEmpty() ? new String[0] : name.split("\\.")) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0);
    return out.toByteArray();
  }

  /** It knows nothing any more. */
  public void forget() {
    records.clear();
  }

  /** From now on it answers with this code instead; 0 for what it knows. */
  public void answers(int rcode) {
    code = rcode;
  }

  /** From now on each answer waits for {@link #release}. */
  public void hold() {
    holds = true;
  }

  /** All answers go out again. */
  public void release() {
    holds = false;
    held.release(1000);
  }

  /** From now on no answer fits into a datagram. */
  public void truncate() {
    truncates = true;
  }

  /** What was asked by UDP, in its order: name and type. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void datagrams() {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[1500], 1500);
        udp.receive(packet);
        var query = Arrays.copyOf(packet.getData(), packet.getLength());
        asked.add(question(query));
        if (holds) {
          held.acquire();
        }
        var answer = answer(query, truncates);
        udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException | InterruptedException e) {
      // Closed.
    }
  }

  private void streams() {
    try {
      while (true) {
        try (var socket = tcp.accept()) {
          var in = new DataInputStream(socket.getInputStream());
          var query = in.readNBytes(in.readUnsignedShort());
          var answer = answer(query, false);
          var out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(answer.length);
          out.write(answer);
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static String question(byte[] query) {
    var labels = new ArrayList<String>();
    var at = 12;
    for (; query[at] != 0; at += query[at] + 1) {
      labels.add(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
    }
    return String.join(".", labels) + ' ' + ByteBuffer.wrap(query).getShort(at + 1);
  }

  private byte[] answer(byte[] query, boolean cut) {
    var end = 12;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    end += 5;
    var known = records.getOrDefault(question(query), List.of());
    var found = cut || code != 0 ? List.<Data>of() : known;
    var out = ByteBuffer.allocate(4000);
    out.put(query, 0, 2).putShort((short) (0x8180 | code | (cut ? TRUNCATED : 0)));
    out.putShort((short) 1).putShort((short) found.size()).putInt(0);
    out.put(query, 12, end - 12);
    for (var data : found) {
      out.putShort((short) 0xc00c).putShort((short) data.type).putShort((short) 1);
      out.putInt(data.ttl).putShort((short) data.octets.length).put(data.octets);
    }
    return octets(out);
  }

  @Override
  public void close() throws IOException {
    release();
    udp.close();
    tcp.close();
  }
}
