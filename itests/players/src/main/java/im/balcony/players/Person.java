package im.balcony.players;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Juliet as the dialogue needs her, whoever carries her stanzas. */
public interface Person extends AutoCloseable {

  /**
   * A message stanza.
   *
   * @param id its id
   * @param type its type
   * @param from its sender
   * @param body its body, or empty
   * @param thread its thread, or empty
   * @param state its chat state, or empty
   * @param receiptWanted whether it asks for a receipt
   * @param receiptFor the id of the message it is a receipt for
   * @param error the condition of an error stanza
   */
  record Heard(
      String id,
      String type,
      String from,
      String body,
      String thread,
      String state,
      boolean receiptWanted,
      Optional<String> receiptFor,
      Optional<String> error) {}

  /** Sends a text of type normal and gives its id. */
  String normal(String to, String body) throws IOException, InterruptedException;

  /** Sends a text of type chat with an active state and a receipt request, and gives its id. */
  String chat(String to, String thread, String body) throws IOException, InterruptedException;

  /** Sends a chat state on its own. */
  void state(String to, String state) throws IOException, InterruptedException;

  /** Sends a receipt. */
  void received(String to, String id) throws IOException, InterruptedException;

  /** The next message stanza. */
  Heard hears(Duration wait);

  /** The next message stanza, if one comes. */
  Optional<Heard> mayHear(Duration wait);

  /** The bare JID. */
  String address();

  @Override
  void close();
}
