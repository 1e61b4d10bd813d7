package im.balcony.itests.simulation;

import static im.balcony.api.mapping.ConversationKey.CHAT;

import im.balcony.api.observe.Trace;
import im.balcony.api.tenant.Tenants;
import im.balcony.msrp.MsrpFactory;
import im.balcony.msrp.format.CpimFormats;
import im.balcony.router.Router;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.strand.Scheduler;
import im.balcony.sip.SipEdge;
import im.balcony.sip.time.Timers;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Violations;
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
    NEWER_MAPPING,
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
  final FaultyRules rules;
  final FaultyRules newerRules;
  final FaultyMachine machine;
  private final CpimFormats formats = new CpimFormats();
  private final VirtualNetwork network;
  private final Tenants tenants;
  private final SeededIds ids;
  private @Nullable SipEdge sip;
  private Runnable mourning = () -> {};

  Gateway(
      VirtualTime time,
      VirtualNetwork network,
      VirtualStore store,
      Tenants tenants,
      Violations violations,
      long seed) {
    this.network = network;
    this.tenants = tenants;
    ids = new SeededIds(seed);
    process = new VirtualProcess(time);
    process.whenDead(this::buried);
    rules = new FaultyRules(process, violations, FaultyRules.OLDER);
    newerRules = new FaultyRules(process, violations, FaultyRules.NEWER);
    machine = new FaultyMachine(process);
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

  void start(boolean again) {
    if (again) {
      process.phase("recovery");
    }
    for (var part : Part.values()) {
      bind(part);
    }
    connections.intake(router);
    router.start();
  }

  /** The router first, then these parts one by one, as bundles are started one behind the other. */
  void start(List<Part> order, long gap) {
    process.phase("recovery");
    connections.intake(router);
    router.start();
    for (var i = 0; i < order.size(); i++) {
      var part = order.get(i);
      process.at(process.now() + (i + 1) * gap, "start of " + part, () -> bind(part));
    }
  }

  /** The process is gone: its sockets are closed; what it had on disk stays. */
  private void buried() {
    connections.die();
    network.deaf(Address.SIP);
    mourning.run();
  }

  /** What happens as soon as the process is dead. */
  void whenDead(Runnable work) {
    mourning = work;
  }

  void bind(Part part) {
    switch (part) {
      case MAPPING -> router.parts().mapping().bind(rules, rules.version());
      case NEWER_MAPPING -> router.bindMapping(newerRules, newerRules.version(), "newer");
      case SESSION -> router.parts().session(CHAT).bind(machine, Version.emptyVersion);
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
      case NEWER_MAPPING -> router.parts().mapping().unbind(newerRules);
      case SESSION -> router.parts().session(CHAT).unbind(machine);
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
        process.execute("strand goes on", work);
      }

      @Override
      public Timer at(long when, Runnable work) {
        return process.at(when, "deadline", work)::cancel;
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
        return process.at(time, "SIP timer", task)::cancel;
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
