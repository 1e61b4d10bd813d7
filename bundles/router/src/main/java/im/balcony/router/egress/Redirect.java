package im.balcony.router.egress;

import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Place;
import im.balcony.api.xmpp.XmppEvent;
import java.util.Optional;

/**
 * Where a link goes next: home, or once to where its server sent it (RFC 6120 §4.9.3.19). Who was
 * sent on and is sent on again goes home, after the usual delay; so servers that send it round and
 * round cost no more than one that is not there.
 */
final class Redirect {

  private Optional<Place> next = Optional.empty();
  private boolean followed;

  /** Where to connect to now. */
  Place take(Tenant.Component home) {
    followed = next.isPresent();
    var place = next.orElseGet(() -> new Place(home.host(), home.port()));
    next = Optional.empty();
    return place;
  }

  /** Whether the other host is to be seen at the next try: not by who was sent on before. */
  boolean follows(Optional<XmppEvent.OtherHost> other, Tenant.Component home) {
    next =
        other
            .filter(o -> !followed)
            .map(o -> new Place(o.host(), o.port().orElse(home.port())))
            .filter(place -> !place.equals(new Place(home.host(), home.port())));
    return next.isPresent();
  }

  /** Home it is. */
  void forget() {
    next = Optional.empty();
  }
}
