package im.balcony.sip.transport;

import im.balcony.sip.text.HeadBounds;

/** Bounds of the transports, with what happens beyond each. */
final class Bounds {

  /** The largest datagram (SIZE-10); there are no larger ones. */
  static final int DATAGRAM = 65_535;

  /** Octets of start line and fields on a stream; more are refused with 513 and a close. */
  static final int HEAD = HeadBounds.HEAD;

  /** Octets of a body on a stream; more are refused with 413 and a close. */
  static final int BODY = 131_072;

  /**
   * Octets of datagrams that wait for a worker; more are dropped, for their senders repeat them.
   */
  static final long WAITING_OCTETS = 16_777_216;

  /** Datagrams that wait for one worker; more are dropped likewise. */
  static final int WAITING_DATAGRAMS = 4096;

  /** Connections in all; one more is closed at once. */
  static final int CONNECTIONS = 1000;

  /** Connections from one address; one more is closed at once. */
  static final int CONNECTIONS_OF_ADDRESS = 100;

  /** Milliseconds that a message on a stream may take to arrive, then the connection is closed. */
  static final int MESSAGE_TIME = 30_000;

  /** Milliseconds without any octet, then the connection is closed. */
  static final long IDLE_TIME = 3_600_000;

  /** Milliseconds to connect; below timer T2, so that a second try is still of use. */
  static final int CONNECT_TIME = 4_000;

  /** Milliseconds that a write may block, then the connection is closed. */
  static final long WRITE_TIME = 10_000;

  /** Messages that wait in one lane; one more is not sent (503). */
  static final int LANE = 1000;

  /** Lanes that are busy at once; a message for one more is not sent (503). */
  static final int LANES = 256;

  private Bounds() {}
}
