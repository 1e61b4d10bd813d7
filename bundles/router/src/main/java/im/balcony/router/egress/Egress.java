package im.balcony.router.egress;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.turn.Draft;
import im.balcony.router.turn.Effects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what was committed, each record by its own edge. */
public final class Egress {

  private static final Logger LOG = LoggerFactory.getLogger(Egress.class);

  private final SipOut sip;
  private final Links links;
  private final MsrpSessions msrp;
  private final Effects effects;
  private final SipDuplicates duplicates;
  private final Scheduler scheduler;

  /** Sends by these edges. */
  public Egress(
      SipOut sip,
      Links links,
      MsrpSessions msrp,
      Effects effects,
      SipDuplicates duplicates,
      Scheduler scheduler) {
    this.sip = sip;
    this.links = links;
    this.msrp = msrp;
    this.effects = effects;
    this.duplicates = duplicates;
    this.scheduler = scheduler;
  }

  /**
   * Sends all of a draft in order; the SIP answers that accept something leave last, when
   * everything they promise is on its way.
   */
  public void send(Tenant tenant, ConversationKey key, Draft draft) {
    var sending = new Sending(tenant, key);
    draft.out.forEach(out -> out.accept(sending));
    sending.answers.forEach(answer -> send(tenant, key, answer));
  }

  /** Sends what refuses something: its fate is nobody's concern, for nothing was accepted. */
  public void sendUnawaited(Tenant tenant, ConversationKey key, Draft draft) {
    var sending = new SendingUnawaited(tenant, key);
    draft.out.forEach(out -> out.accept(sending));
  }

  /** Sends one record of which nobody waits for a result. */
  public void send(Tenant tenant, ConversationKey key, WireRecord record) {
    if (record instanceof MsrpCommand command) {
      msrp.command(tenant, key, command);
    } else {
      send(tenant, record);
    }
  }

  /** Sends an answer that belongs to no conversation. */
  public void send(Tenant tenant, WireRecord record) {
    if (record instanceof SipCommand command) {
      command.accept(new BySip(tenant));
    } else if (record instanceof XmppCommand command) {
      command.accept(new ByLink(tenant));
    } else {
      LOG.warn("nobody can send a {}", record.getClass().getSimpleName());
    }
  }

  // Only the router knows the INVITE as it was prepared, so it completes the CANCEL (RFC 3261
  // §9.1).
  private void cancel(SipCommand.Cancel cancel) {
    effects
        .find(cancel.inviteEffectId())
        .filter(flight -> !flight.settled())
        .ifPresent(
            flight ->
                sip.send(
                    new SipCommand.Cancel(
                        cancel.inviteEffectId(), flight.owed().request(), cancel.headers())));
  }

  /** These names of a conversation are gone. */
  public void forget(ConversationKey key, Collection<String> handles) {
    msrp.forget(key, handles);
  }

  /** The sessions among these names are another's to go on with. */
  public void letGo(Collection<String> handles) {
    msrp.letGo(handles);
  }

  /** Answers an MSRP message of which the conversation does not hear. */
  public void msrp(String sessionId, MsrpCommand command) {
    msrp.answer(sessionId, command);
  }

  /** Says nothing to a copy of an INVITE that has its 2xx. */
  public void absorb(SipTransaction invite) {
    sip.send(new SipCommand.Absorb(invite));
  }

  /** Answers a SIP request that is no tenant's. */
  public void respond(SipCommand.Respond respond) {
    sip.send(respond);
  }

  private final class Sending implements Draft.Out.Visitor {
    private final Tenant tenant;
    private final ConversationKey key;
    private final List<SipCommand.Respond> answers = new ArrayList<>();

    Sending(Tenant tenant, ConversationKey key) {
      this.tenant = tenant;
      this.key = key;
    }

    @Override
    public void visit(Draft.Out.Plain out) {
      if (out.record() instanceof SipCommand.Respond respond) {
        answers.add(respond);
      } else {
        send(tenant, key, out.record());
      }
    }

    @Override
    public void visit(Draft.Out.Request out) {
      effects.add(out.owed(), out.rest());
      sip.send(out.owed().request());
    }

    @Override
    public void visit(Draft.Out.Awaited out) {
      effects.add(out.owed(), List.of());
      if (out.record() instanceof XmppCommand.Send send) {
        links.send(tenant.id(), send);
      } else if (out.record() instanceof MsrpCommand command) {
        msrp.command(tenant, out.owed().key(), command);
      }
    }
  }

  private final class SendingUnawaited implements Draft.Out.Visitor {
    private final Tenant tenant;
    private final ConversationKey key;

    SendingUnawaited(Tenant tenant, ConversationKey key) {
      this.tenant = tenant;
      this.key = key;
    }

    @Override
    public void visit(Draft.Out.Plain out) {
      send(tenant, key, out.record());
    }

    @Override
    public void visit(Draft.Out.Request out) {
      // Work of its own, and nothing was accepted that it could serve.
    }

    @Override
    public void visit(Draft.Out.Awaited out) {
      if (out.record() instanceof XmppCommand.Send send) {
        send(tenant, key, new XmppCommand.Send(Optional.empty(), send.stanza()));
      }
    }
  }

  private final class BySip implements SipCommand.Visitor {

    private final Tenant tenant;

    BySip(Tenant tenant) {
      this.tenant = tenant;
    }

    @Override
    public void visit(SipCommand.Request command) {
      sip.send(command);
    }

    @Override
    public void visit(SipCommand.Ack command) {
      sip.send(command);
    }

    @Override
    public void visit(SipCommand.Cancel command) {
      cancel(command);
    }

    @Override
    public void visit(SipCommand.Respond command) {
      duplicates.answered(tenant.id(), command, scheduler.now());
      sip.send(command);
    }

    @Override
    public void visit(SipCommand.Absorb command) {
      sip.send(command);
    }
  }

  private final class ByLink implements XmppCommand.Visitor {

    private final Tenant tenant;

    ByLink(Tenant tenant) {
      this.tenant = tenant;
    }

    @Override
    public void visit(XmppCommand.Send command) {
      links.send(tenant.id(), command);
    }

    @Override
    public void visit(XmppCommand.Close command) {
      LOG.warn("a link is closed by the router alone");
    }
  }
}
