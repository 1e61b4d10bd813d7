package im.balcony.msrp;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.WireRecord;
import im.balcony.msrp.frame.Frames;
import org.osgi.service.component.annotations.Component;

/** Offers MSRP as a protocol. */
@Component(
    service = ProtocolFactory.class,
    property = {ProtocolFactory.NAME + "=" + MsrpFactory.MSRP})
public final class MsrpFactory implements ProtocolFactory {

  static final String MSRP = "msrp";

  @Override
  public String name() {
    return MSRP;
  }

  @Override
  public Protocol open(ConnectionSpec spec) {
    return new MsrpConnection(spec);
  }

  @Override
  public Protocol resume(ConnectionSpec spec, ConnectionState state) {
    return Handover.read(spec, state);
  }

  /**
   * {@inheritDoc} The two paths are not counted, for a command names its session and not the paths;
   * records that write nothing take 0.
   */
  @Override
  public int size(WireRecord record) {
    if (record instanceof MsrpCommand.Send send) {
      return Frames.overhead(send.message()) + send.message().body().length();
    }
    return 0;
  }
}
