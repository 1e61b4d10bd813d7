package im.balcony.players;

import im.balcony.testkit.Inbox;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jivesoftware.smack.AbstractXMPPConnection;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.MessageBuilder;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.chatstates.ChatState;
import org.jivesoftware.smackx.chatstates.packet.ChatStateExtension;
import org.jivesoftware.smackx.receipts.DeliveryReceipt;
import org.jivesoftware.smackx.receipts.DeliveryReceiptRequest;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/** Juliet: a user of an XMPP server, with the Smack library as her client. */
public final class Juliet implements Person {

  private final AbstractXMPPConnection connection;
  private final Ladder ladder;
  private final String address;
  private final Inbox<Heard> messages = new Inbox<>("message stanza");

  /** Logs in at {@code example.com} on a loopback port. */
  public Juliet(String user, String password, String resource, int port, Ladder ladder)
      throws IOException, InterruptedException {
    this.ladder = ladder;
    this.address = user + "@example.com";
    try {
      connection =
          new XMPPTCPConnection(
              XMPPTCPConnectionConfiguration.builder()
                  .setXmppDomain("example.com")
                  .setHost("127.0.0.1")
                  .setPort(port)
                  .setUsernameAndPassword(user, password)
                  .setResource(resource)
                  .setSecurityMode(SecurityMode.disabled)
                  .build());
      connection.addSyncStanzaListener(
          stanza -> arrived((Message) stanza), StanzaTypeFilter.MESSAGE);
      connection.connect();
      connection.login();
    } catch (XMPPException | SmackException e) {
      throw new IOException("Juliet cannot log in", e);
    }
  }

  /** What she hears and no test takes is among these violations. */
  public void watch(Violations violations) {
    violations.watch(messages);
  }

  private void arrived(Message message) {
    ladder.xmpp(false, describe(message));
    var state = message.getExtension(ChatStateExtension.NAMESPACE);
    var receipt = message.getExtension(DeliveryReceipt.class);
    messages.put(
        new Heard(
            text(message.getStanzaId()),
            message.getType().toString(),
            String.valueOf(message.getFrom()),
            text(message.getBody()),
            text(message.getThread()),
            state == null ? "" : state.getElementName(),
            message.getExtension(DeliveryReceiptRequest.class) != null,
            receipt == null ? Optional.empty() : Optional.of(text(receipt.getId())),
            message.getError() == null
                ? Optional.empty()
                : Optional.of(message.getError().getCondition().toString())));
  }

  private static String text(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  private static String describe(Message message) {
    var what = new StringBuilder(message.getType() + " ");
    var body = text(message.getBody());
    what.append(body.length() < 40 ? body : body.length() + " characters");
    message.getExtensions().stream()
        .filter(e -> !e.getElementName().equals("body") && !e.getElementName().equals("thread"))
        .forEach(e -> what.append(" <").append(e.getElementName()).append(">"));
    return what.toString();
  }

  private String send(String to, Message.Type type, Consumer<MessageBuilder> more)
      throws IOException, InterruptedException {
    try {
      var builder =
          StanzaBuilder.buildMessage(UUID.randomUUID().toString())
              .to(JidCreate.from(to))
              .ofType(type);
      more.accept(builder);
      var message = builder.build();
      ladder.xmpp(true, describe(message));
      connection.sendStanza(message);
      return text(message.getStanzaId());
    } catch (XmppStringprepException | SmackException e) {
      throw new IOException("Juliet cannot send", e);
    }
  }

  @Override
  public String normal(String to, String body) throws IOException, InterruptedException {
    return send(to, Message.Type.normal, builder -> builder.setBody(body));
  }

  @Override
  public String chat(String to, String thread, String body)
      throws IOException, InterruptedException {
    return send(
        to,
        Message.Type.chat,
        builder -> {
          builder.setBody(body).setThread(thread);
          builder.addExtension(new ChatStateExtension(ChatState.active));
          builder.addExtension(new DeliveryReceiptRequest());
        });
  }

  @Override
  public void state(String to, String state) throws IOException, InterruptedException {
    var value = ChatState.valueOf(state.toLowerCase(Locale.ROOT));
    send(to, Message.Type.chat, builder -> builder.addExtension(new ChatStateExtension(value)));
  }

  @Override
  public void received(String to, String id) throws IOException, InterruptedException {
    send(to, Message.Type.chat, builder -> builder.addExtension(new DeliveryReceipt(id)));
  }

  @Override
  public Heard hears(Duration wait) {
    return messages.next(wait);
  }

  @Override
  public Optional<Heard> mayHear(Duration wait) {
    return messages.poll(wait);
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
