package im.balcony.api.sip;

import im.balcony.api.data.Facts;

/**
 * What is needed to answer a request, even by another version of the edge or after a restart: a
 * value, not a handle.
 *
 * @param id branch, sent-by and method in one text: equal for retransmissions of one request
 * @param facts what a response copies from the request (Via values, From, To, Call-ID, CSeq,
 *     Record-Route) and where it goes (transport, address, connection); written and read by the
 *     edge only
 */
public record SipTransaction(String id, Facts facts) {

  /** Only the id. */
  @Override
  public String toString() {
    return "SipTransaction[" + id + "]";
  }
}
