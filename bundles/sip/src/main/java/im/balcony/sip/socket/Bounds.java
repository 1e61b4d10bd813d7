package im.balcony.sip.socket;

import im.balcony.sip.raw.HeadBounds;

/** Bounds of the transports, with what happens beyond each. */
public final class Bounds {

  /** The largest datagram (SIZE-10); there are no larger ones. */
  public static final int DATAGRAM = 65_535;

  /** Octets of start line and fields on a stream; more are refused with 513 and a close. */
  public static final int HEAD = HeadBounds.HEAD;

  /** Octets of a body on a stream; more are refused with 413 and a close. */
  public static final int BODY = 131_072;

  /**
   * Octets of datagrams that wait for a worker, {@link #DATAGRAM_FRAME} included for each; more are
   * dropped, for their senders repeat them. One source may have no more than what is left.
   */
  static final long WAITING_OCTETS = 16_777_216;

  /** What a datagram that waits weighs besides its octets. */
  static final long DATAGRAM_FRAME = 500;

  /** Datagrams of one source that wait; more are dropped likewise. */
  static final int WAITING_DATAGRAMS = 4096;

  /** Octets of messages of one connection that wait for a worker; then it is not read. */
  public static final int READ_AHEAD = 131_072;

  /** Messages of one connection that wait for a worker; then it is not read. */
  public static final int READ_AHEAD_MESSAGES = 64;

  /** Octets of messages of all connections that wait for workers; then none is read. */
  public static final long READ_AHEAD_OF_ALL = 16_777_216;

  /** Octets of answers that a peer has not taken yet; then it is not read. */
  public static final int UNREAD_ANSWERS = 16_384;

  /** Octets that the system keeps for an accepted connection, each way. */
  public static final int SOCKET_BUFFER = 65_536;

  /** Octets that are read at once. */
  public static final int READ = 16_384;

  /** Octets of a stranger's message that is not whole yet; with more the connection is closed. */
  public static final int STRANGERS_MESSAGE = 65_536;

  /** Connections that we open; with one more its message is not sent (503). */
  public static final int OWN_CONNECTIONS = 256;

  /** Milliseconds until accepting is tried again when it failed. */
  public static final long ACCEPT_PAUSE = 1000;

  /** Milliseconds after which whom tenants trust is asked anew for open connections. */
  public static final long JUDGE_TIME = 1000;

  /** Milliseconds between looks at what is over its time. */
  public static final long TICK = 100;

  /** Milliseconds in which what one source causes is one line of the log. */
  public static final long LINE_SPAN = 60_000;

  /** Such lines in that time, whatever the number of sources. */
  public static final int LINES = 60;

  /** Milliseconds that a message on a stream may take to arrive, then the connection is closed. */
  public static final int MESSAGE_TIME = 30_000;

  /** Milliseconds to connect; below timer T2, so that a second try is still of use. */
  public static final int CONNECT_TIME = 4_000;

  /** Milliseconds to connect with TLS, whose handshake waits for two processes, not for kernels. */
  public static final int CONNECT_TIME_TLS = 8_000;

  /** Milliseconds that an answer may wait to be taken, then the connection is closed. */
  public static final long WRITE_TIME = 10_000;

  /** Messages that wait in one lane; one more is not sent (503). */
  public static final int LANE = 1000;

  /** Lanes that are busy at once; a message for one more is not sent (503). */
  public static final int LANES = 256;

  private Bounds() {}
}
