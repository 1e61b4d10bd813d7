package im.balcony.router;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A record of each type that an edge can bring or be given, made of what each of its components may
 * hold: whoever tells records apart is asked about every one of them, also of those that are new.
 */
public final class Samples {

  private static final Map<Class<?>, Object> VALUES =
      Map.ofEntries(
          Map.entry(String.class, "text"),
          Map.entry(int.class, 1),
          Map.entry(long.class, 1L),
          Map.entry(boolean.class, false),
          Map.entry(List.class, List.of()),
          Map.entry(Map.class, Map.of()),
          Map.entry(Optional.class, Optional.empty()),
          Map.entry(OptionalInt.class, OptionalInt.empty()),
          Map.entry(OptionalLong.class, OptionalLong.empty()),
          Map.entry(Facts.class, Facts.NONE),
          Map.entry(Octets.class, Octets.utf8("ten octets")));

  private Samples() {}

  /** The types of all records. */
  public static List<Class<?>> types() {
    return Stream.concat(
            Stream.of(
                    SipEvent.class,
                    SipCommand.class,
                    MsrpEvent.class,
                    MsrpCommand.class,
                    XmppEvent.class,
                    XmppCommand.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses())),
            Stream.<Class<?>>of(Stanza.class))
        .toList();
  }

  /** A record of this type. */
  public static WireRecord of(Class<?> type) {
    return (WireRecord) value(type);
  }

  private static Object value(Class<?> type) {
    if (VALUES.containsKey(type)) {
      return VALUES.get(type);
    }
    try {
      if (type == Jid.class) {
        return Jid.parse("romeo@example.net");
      } else if (type == MsrpUri.class) {
        return MsrpUri.parse("msrp://example.net:2855/session;tcp");
      } else if (type.isEnum()) {
        return type.getEnumConstants()[0];
      }
      var components = type.getRecordComponents();
      var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var values = Arrays.stream(types).map(Samples::value).toArray();
      return type.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException | AddressException e) {
      throw new AssertionError("no sample of a " + type.getName(), e);
    }
  }
}
