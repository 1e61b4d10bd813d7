package im.balcony.sip.transport;

import im.balcony.sip.time.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks a machine whether anybody listens at a UDP port. An ICMP "port unreachable" is told only to
 * a connected socket, which the port where SIP listens is not and must not be; so the question is a
 * keep-alive of two empty lines (RFC 5626 §3.5.1), which SIP passes over, from a socket of its own
 * that lives for half a second. Without an own thread: the timers look whether an answer came.
 */
final class UdpProbe implements AutoCloseable {

  private static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** When it is looked for an answer, milliseconds after the look before. */
  private static final long[] LOOKS = {5, 15, 80, 400};

  /** Questions under way at once; more are not asked. */
  private static final int MAX = 32;

  private final Timers timers;
  private final Map<InetSocketAddress, Question> questions = new HashMap<>();
  private boolean closed;

  UdpProbe(Timers timers) {
    this.timers = timers;
  }

  private static final class Question {
    private final InetSocketAddress target;
    private final DatagramChannel channel;
    private final List<Runnable> deaf = new ArrayList<>();
    private int looks;

    Question(InetSocketAddress target, DatagramChannel channel) {
      this.target = target;
      this.channel = channel;
    }
  }

  /**
   * Asks; who asks while the same is being asked hears the same answer.
   *
   * @param from the address to ask from
   * @param deaf called if nobody listens, without a lock
   */
  void ask(InetAddress from, InetSocketAddress target, Runnable deaf) {
    Question question;
    synchronized (this) {
      var known = questions.get(target);
      if (known != null) {
        known.deaf.add(deaf);
        return;
      }
      if (closed || questions.size() >= MAX) {
        return;
      }
      try {
        question = new Question(target, open(from, target));
      } catch (IOException e) {
        return;
      }
      question.deaf.add(deaf);
      questions.put(target, question);
    }
    again(question);
  }

  private static DatagramChannel open(InetAddress from, InetSocketAddress target)
      throws IOException {
    var channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.bind(new InetSocketAddress(from, 0));
      channel.connect(target);
      channel.write(ByteBuffer.wrap(PING));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void again(Question question) {
    timers.at(timers.now() + LOOKS[question.looks++], () -> look(question));
  }

  private void look(Question question) {
    var refused = false;
    try {
      question.channel.read(ByteBuffer.allocate(1));
    } catch (PortUnreachableException e) {
      refused = true;
    } catch (IOException e) {
      // The edge was closed, or something else that says nothing of the port.
      question.looks = LOOKS.length;
    }
    if (!refused && question.looks < LOOKS.length) {
      again(question);
      return;
    }
    var told = end(question);
    if (refused) {
      told.forEach(Runnable::run);
    }
  }

  private synchronized List<Runnable> end(Question question) {
    questions.remove(question.target, question);
    close(question);
    return List.copyOf(question.deaf);
  }

  private static void close(Question question) {
    try {
      question.channel.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    questions.values().forEach(UdpProbe::close);
    questions.clear();
  }
}
