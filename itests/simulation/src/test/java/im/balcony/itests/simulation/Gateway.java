package im.balcony.itests.simulation;

import im.balcony.api.observe.Trace;
import im.balcony.api.tenant.Tenants;
import im.balcony.msrp.CpimFormats;
import im.balcony.msrp.MsrpFactory;
import im.balcony.router.Router;
import im.balcony.router.RouterLimits;
import im.balcony.router.Scheduler;
import im.balcony.sip.SipEdge;
import im.balcony.sip.time.Timers;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.virtual.VirtualConnections;
import im.balcony.testkit.virtual.VirtualNetwork;
import im.balcony.testkit.virtual.VirtualProcess;
import im.balcony.testkit.virtual.VirtualStore;
import im.balcony.testkit.virtual.VirtualTime;
import im.balcony.xmpp.XmppProtocolFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** The gateway as one process: every bundle of the way of a message, real, in one thread. */
final class Gateway {

  /** What can be exchanged while it works. */
  enum Part {
    MAPPING,
    SESSION,
    FORMATS,
    SIP,
    MSRP,
    XMPP
  }

  final VirtualProcess process;
  final Router router;
  final VirtualConnections connections;
  final List<Trace> traces = new ArrayList<>();
  final FaultyRules rules = new FaultyRules();
  final FaultyMachine machine = new FaultyMachine();
  private final CpimFormats formats = new CpimFormats();
  private final VirtualNetwork network;
  private final Tenants tenants;
  private final SeededIds ids;
  private @Nullable SipEdge sip;

  Gateway(
      VirtualTime time, VirtualNetwork network, VirtualStore store, Tenants tenants, long seed) {
    this.network = network;
    this.tenants = tenants;
    ids = new SeededIds(seed);
    process = new VirtualProcess(time);
    process.whenDead(this::buried);
    connections = new VirtualConnections(process, network, ids, Address.MSRP);
    router =
        new Router(
            new Router.World(
                tenants,
                store.opened(process),
                connections,
                file -> Stage.SECRET,
                scheduler(),
                ids,
                RouterLimits.DEFAULT,
                "0.1.0"));
    router.observers().add(traces::add);
  }

  void start() {
    for (var part : Part.values()) {
      bind(part);
    }
    connections.intake(router);
    router.start();
  }

  /** The process is gone: its sockets are closed; what it had on disk stays. */
  private void buried() {
    connections.die();
    network.deaf(Address.SIP);
  }

  void bind(Part part) {
    switch (part) {
      case MAPPING -> router.parts().mapping().bind(rules, new Version("1.0.0"));
      case SESSION -> router.parts().session().bind(machine, Version.emptyVersion);
      case FORMATS -> router.parts().formats().bind(formats, Version.emptyVersion);
      case SIP -> {
        var edge = edge();
        sip = edge;
        router.parts().sip().bind(edge, Version.emptyVersion);
      }
      case MSRP -> connections.bind(new MsrpFactory());
      case XMPP -> connections.bind(new XmppProtocolFactory());
    }
  }

  void unbind(Part part) {
    switch (part) {
      case MAPPING -> router.parts().mapping().unbind(rules);
      case SESSION -> router.parts().session().unbind(machine);
      case FORMATS -> router.parts().formats().unbind(formats);
      case SIP -> {
        if (sip != null) {
          router.parts().sip().unbind(sip);
          sip.close();
        }
      }
      case MSRP -> connections.unbind("msrp");
      case XMPP -> connections.unbind("xmpp");
    }
  }

  private SipEdge edge() {
    // A life of its own: timers of an edge that was closed do nothing.
    try {
      return new SipEdge(
          (instance, receiver) -> new VirtualPorts(process, network, receiver),
          tenants,
          event -> {
            router.sip(event);
            return true;
          },
          timers(),
          ids);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Scheduler scheduler() {
    return new Scheduler() {
      @Override
      public long now() {
        return process.now();
      }

      @Override
      public void execute(Runnable work) {
        process.execute(work);
      }

      @Override
      public Timer at(long when, Runnable work) {
        return process.at(when, work)::cancel;
      }
    };
  }

  private Timers timers() {
    return new Timers() {
      @Override
      public long now() {
        return process.now();
      }

      @Override
      public Timer at(long time, Runnable task) {
        return process.at(time, task)::cancel;
      }
    };
  }

  /** All that grows, by name. */
  Map<String, Integer> held() {
    var held = new TreeMap<>(router.held());
    held.put("SIP transactions", sip == null ? 0 : sip.transactions());
    return held;
  }
}
