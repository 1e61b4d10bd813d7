package im.balcony.players.chaos;

import im.balcony.players.chaos.Story.Word;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.receipts.DeliveryReceipt;
import org.jivesoftware.smackx.receipts.DeliveryReceiptRequest;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/** The XMPP users: a few accounts with Smack, each talking with many Romeos. */
final class Juliets implements AutoCloseable {

  static final String PASSWORD = "chaos";

  // Held, for a logger that nobody holds forgets its level.
  private static final Logger SMACK = Logger.getLogger("org.jivesoftware.smack");

  private final int port;
  private final Ledger ledger;
  private final List<Juliet> all = new ArrayList<>();
  private volatile boolean closed;

  /** One of them. Her stanzas leave in order, by a thread of her own. */
  private final class Juliet {
    private final String user;
    private final ExecutorService hands =
        Executors.newSingleThreadExecutor(
            work -> {
              var thread = new Thread(work, "juliet");
              thread.setDaemon(true);
              return thread;
            });
    private volatile XMPPTCPConnection connection;

    Juliet(String user) throws IOException, InterruptedException {
      this.user = user;
      this.connection = login();
    }

    private XMPPTCPConnection login() throws IOException, InterruptedException {
      try {
        var fresh =
            new XMPPTCPConnection(
                XMPPTCPConnectionConfiguration.builder()
                    .setXmppDomain("example.com")
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setUsernameAndPassword(user, PASSWORD)
                    .setResource("chaos")
                    .setSecurityMode(SecurityMode.disabled)
                    .setSocketFactory(new PromptSockets())
                    .build());
        fresh.addSyncStanzaListener(
            stanza -> arrived(this, (Message) stanza), StanzaTypeFilter.MESSAGE);
        fresh.connect();
        fresh.login();
        return fresh;
      } catch (XMPPException | SmackException e) {
        throw new IOException("Juliet cannot log in", e);
      }
    }

    /** Logs in again when the server went away. */
    void stay() throws InterruptedException {
      if (!connection.isConnected() && !closed) {
        try {
          connection = login();
        } catch (IOException e) {
          // The server is not there yet; asked again soon.
          return;
        }
      }
    }

    void send(Message message, Runnable otherwise) {
      hands.execute(
          () -> {
            try {
              connection.sendStanza(message);
            } catch (SmackException e) {
              otherwise.run();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  /** Logs {@code count} users in at a loopback port. */
  Juliets(int count, int port, Ledger ledger) throws IOException, InterruptedException {
    this.port = port;
    this.ledger = ledger;
    // It warns at length of each server that goes away, which is what happens here all the time.
    SMACK.setLevel(Level.OFF);
    for (var i = 0; i < count; i++) {
      all.add(new Juliet("juliet" + i));
    }
    var keeper = new Thread(this::keep, "juliets-keeper");
    keeper.setDaemon(true);
    keeper.start();
  }

  /** Their accounts. */
  static Map<String, String> accounts(int count) {
    var accounts = new TreeMap<String, String>();
    for (var i = 0; i < count; i++) {
      accounts.put("juliet" + i, PASSWORD);
    }
    return accounts;
  }

  private void keep() {
    try {
      while (!closed) {
        for (var juliet : all) {
          juliet.stay();
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void arrived(Juliet juliet, Message message) {
    var id = String.valueOf(message.getStanzaId());
    if (message.getType() == Message.Type.error) {
      var error = message.getError();
      ledger.told(id, Word.FAILED, error == null ? "" : String.valueOf(error.getCondition()));
      return;
    }
    var receipt = message.getExtension(DeliveryReceipt.class);
    if (receipt != null) {
      ledger.told(receipt.getId(), Word.DELIVERED, "receipt");
    }
    if (message.getBody() != null) {
      ledger.heard(message.getBody(), id);
      if (message.getExtension(DeliveryReceiptRequest.class) != null) {
        receive(juliet, message.getFrom(), id);
      }
    }
  }

  private static void receive(Juliet juliet, Jid to, String id) {
    juliet.send(
        StanzaBuilder.buildMessage("r-" + id)
            .to(to)
            .ofType(Message.Type.chat)
            .addExtension(new DeliveryReceipt(id))
            .build(),
        () -> {});
  }

  /** One of them writes a message of type normal. */
  void page(int number, String to, int size) {
    var id = ledger.offer(Route.PAGE_TO_SIP, false, size);
    say(number, id, to, Message.Type.normal, "", size, false);
  }

  /** One of them says something in a chat. */
  void chat(int number, String to, String thread, int size, boolean receipt) {
    var id = ledger.offer(Route.CHAT_TO_SIP, receipt, size);
    say(number, id, to, Message.Type.chat, thread, size, receipt);
  }

  private void say(
      int number,
      String id,
      String to,
      Message.Type type,
      String thread,
      int size,
      boolean receipt) {
    var juliet = all.get(number % all.size());
    if (!juliet.connection.isAuthenticated()) {
      ledger.withdraw(id);
      return;
    }
    try {
      var builder =
          StanzaBuilder.buildMessage(id)
              .to(JidCreate.from(to))
              .ofType(type)
              .setBody(Texts.write(id, size));
      if (!thread.isEmpty()) {
        builder.setThread(thread);
      }
      if (receipt) {
        builder.addExtension(new DeliveryReceiptRequest());
      }
      juliet.send(builder.build(), () -> ledger.withdraw(id));
    } catch (XmppStringprepException e) {
      throw new IllegalArgumentException(to, e);
    }
  }

  /** How many of them are connected. */
  int connected() {
    return (int) all.stream().filter(j -> j.connection.isAuthenticated()).count();
  }

  @Override
  public void close() {
    closed = true;
    for (var juliet : all) {
      juliet.hands.shutdown();
      juliet.connection.disconnect();
    }
  }
}
