package im.balcony.xmpp;

import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.Reading;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import org.osgi.service.component.annotations.Component;

/** The service: component streams (XEP-0114) as protocols without I/O. */
@Component(property = ProtocolFactory.NAME + "=xmpp")
public final class XmppProtocolFactory implements ProtocolFactory {

  @Override
  public String name() {
    return "xmpp";
  }

  @Override
  public Protocol open(ConnectionSpec spec) {
    return new ComponentStream(Settings.of(spec.settings()), ServerTrust.doubt(spec));
  }

  @Override
  public Protocol resume(ConnectionSpec spec, ConnectionState state) {
    return new ComponentStream(Settings.of(spec.settings()), state);
  }

  @Override
  public int size(WireRecord record) {
    if (record instanceof Stanza stanza) {
      return Outbox.octets(XmlWriter.write(stanza));
    }
    return record instanceof XmppCommand.Send send ? size(send.stanza()) : 0;
  }

  @Override
  public Reading read(String text) {
    return ShownText.read(text);
  }
}
