package im.balcony.router.turn;

import im.balcony.api.data.Ids;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.Handles;
import im.balcony.api.msrp.Formats;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.tenants.Books;
import im.balcony.router.tenants.Index;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes what mapping is given besides its subject. */
public final class Contexts {

  private final Books books;
  private final Scheduler scheduler;
  private final Ids ids;
  private final Connections connections;
  private final OwnAddresses addresses;
  private final UnaryOperator<Tenant> bounded;
  private final Index index;
  private final Hosts hosts;

  /** {@code bounded} gives a tenant the limits that its XMPP servers have set. */
  public Contexts(
      Books books,
      Scheduler scheduler,
      Ids ids,
      Connections connections,
      OwnAddresses addresses,
      UnaryOperator<Tenant> bounded,
      Index index,
      Hosts hosts) {
    this.hosts = hosts;
    this.bounded = bounded;
    this.index = index;
    this.books = books;
    this.scheduler = scheduler;
    this.ids = ids;
    this.connections = connections;
    this.addresses = addresses;
  }

  /** Where names that nobody else has come from. */
  public Ids ids() {
    return ids;
  }

  /** The time that a context would have now. */
  public long now() {
    return scheduler.now();
  }

  /** What rules may ask for in one call. */
  public Context of(Tenant tenant, Slot.Lease<Formats> formats, SipUse sip) {
    return new Context(
        bounded.apply(tenant),
        books.addresses(tenant.id()),
        scheduler.now(),
        ids,
        new Context.Sizes() {
          @Override
          public int of(SipCommand.Request request) {
            return sip.size(request);
          }

          @Override
          public int of(Stanza stanza) {
            return connections.size("xmpp", new XmppCommand.Send(Optional.empty(), stanza));
          }
        },
        formats.service(),
        addresses.of(tenant, sip),
        (callId, key) -> index.find(Handles.call(callId)).filter(k -> !k.equals(key)).isPresent(),
        hosts);
  }
}
