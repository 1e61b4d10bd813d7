package im.balcony.mapping.route;

import im.balcony.api.address.AddressException;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Route;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.error.ErrorMapping;
import java.util.List;
import java.util.Optional;

/** Whose a stanza is (RFC 6121 §8.5, RFC 7247 §5). */
public final class RoutingStanza {

  private RoutingStanza() {}

  /** Whose a stanza is. */
  public static Route route(Stanza stanza, Context context) {
    var served = context.tenant().servesSip(stanza.to().domain());
    if (!context.tenant().reachesXmpp(stanza.from().domain())) {
      return refuse(stanza, "forbidden", "sender's domain is not one of the tenant's");
    }
    if (!served) {
      return refuse(stanza, "item-not-found", "addressee's domain is not served");
    }
    return switch (stanza.kind()) {
      case IQ -> answer(IqAnswers.answer(stanza, context), "query");
      case PRESENCE -> presence(stanza, context);
      case MESSAGE -> message(stanza, context);
    };
  }

  private static Route presence(Stanza presence, Context context) {
    var told = presence.type().orElse("unavailable").equals("unavailable");
    if (told && presence.to().local().isPresent()) {
      return conversation(presence, context);
    }
    return answer(IqAnswers.presence(presence), "presence");
  }

  private static Route message(Stanza message, Context context) {
    if (message.to().local().isEmpty()) {
      return refuse(message, "item-not-found", "no user addressed");
    }
    if (message.type().filter("groupchat"::equals).isPresent()) {
      return refuse(message, "service-unavailable", "groupchat to a user");
    }
    if (message.isError() && message.id().isEmpty()) {
      return new Route.Drop("error without an id");
    }
    return conversation(message, context);
  }

  private static Route conversation(Stanza stanza, Context context) {
    var juliet = stanza.from().bare();
    try {
      var uri = AddressMapping.toSipUri(juliet, context.book());
      var additions = AddressMapping.learnt(uri, juliet, context.book());
      var key = new ConversationKey(context.tenant().id(), juliet, stanza.to().bare());
      return new Route.ToConversation(key, additions);
    } catch (AddressException e) {
      return refuse(stanza, "jid-malformed", e.getMessage() == null ? "" : e.getMessage());
    }
  }

  private static Route answer(Optional<Stanza> answer, String what) {
    return answer.isPresent()
        ? new Route.Reply(List.of(new XmppCommand.Send(Optional.empty(), answer.get())), what)
        : new Route.Drop(what + " without an answer");
  }

  /** Errors, results and announcements are never answered with an error (RFC 6120 §8.3.1). */
  private static Route refuse(Stanza stanza, String condition, String reason) {
    var type = stanza.type().orElse("");
    var silent =
        stanza.isError()
            || type.equals("result")
            || type.equals("headline")
            || stanza.kind() == Stanza.Kind.PRESENCE;
    if (silent) {
      return new Route.Drop(reason);
    }
    var error = ErrorMapping.bounce(stanza, ErrorMapping.stanzaError(condition, ""));
    return new Route.Reply(List.of(new XmppCommand.Send(Optional.empty(), error)), reason);
  }
}
