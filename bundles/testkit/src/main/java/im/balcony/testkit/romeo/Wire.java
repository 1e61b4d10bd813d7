package im.balcony.testkit.romeo;

import java.io.IOException;

/** What carries a phone's SIP. What comes is given to the phone by threads of the wire. */
interface Wire extends AutoCloseable {

  /** Takes the messages that come. */
  interface Receiver {
    /** A whole message. */
    void message(byte[] octets) throws IOException;
  }

  /** Where the phone is heard. */
  int port();

  /** As Via says it. */
  String transport();

  /** What a URI says of it, with its semicolon; empty where nothing needs to be said. */
  String parameter();

  /** Whether messages are datagrams, which get lost and are repeated. */
  boolean isDatagram();

  /** Sends a message to the gateway. */
  void send(byte[] octets) throws IOException;

  boolean isClosed();

  @Override
  void close();
}
