package im.balcony.sip.dns;

import java.io.IOException;
import java.util.List;

/** What the DNS is asked. Each question may block, for a bounded time. */
public interface Questions {

  /** A DNS that knows of no services; where a domain is served its addresses say. */
  Questions NONE =
      new Questions() {
        @Override
        public Answer<Pointer> pointers(String domain) {
          return new Answer<>(List.of(), Long.MAX_VALUE);
        }

        @Override
        public Answer<Service> services(String name) {
          return new Answer<>(List.of(), Long.MAX_VALUE);
        }
      };

  /**
   * What was answered; no records if there are none of the kind.
   *
   * @param records the records
   * @param millis how long they may be relied on
   */
  record Answer<T>(List<T> records, long millis) {}

  /**
   * A NAPTR record (RFC 3403 §4.1).
   *
   * @param order the lowest goes first, and those behind it do not count
   * @param preference among those of one order, the lowest goes first
   * @param flags {@code s} where the replacement has SRV records
   * @param service what is offered, such as {@code SIP+D2U}
   * @param replacement the name to go on with
   */
  record Pointer(int order, int preference, String flags, String service, String replacement) {}

  /**
   * An SRV record (RFC 2782).
   *
   * @param priority the lowest goes first
   * @param weight the share of requests among those of one priority
   * @param port the port
   * @param host the name of the server; empty if there decidedly is none
   */
  record Service(int priority, int weight, int port, String host) {}

  /**
   * The NAPTR records of a domain.
   *
   * @throws IOException if the DNS cannot be asked, or does not know
   */
  Answer<Pointer> pointers(String domain) throws IOException;

  /**
   * The SRV records of a name.
   *
   * @throws IOException if the DNS cannot be asked, or does not know
   */
  Answer<Service> services(String name) throws IOException;
}
