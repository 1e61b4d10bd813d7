package im.balcony.router.turn;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.mapping.ConversationKey;
import org.junit.jupiter.api.Test;

/** What was put on a wire is found again by what the store kept of it. */
class OutstandingTest {

  private static Outstanding of(String topic) {
    try {
      var juliet = Jid.parse("juliet@example.com");
      var key = new ConversationKey("verona", juliet, Jid.parse("romeo@example.net"), topic);
      return Outstanding.msrp(key, "e1", "s1");
    } catch (AddressException e) {
      throw new AssertionError(e);
    }
  }

  private static String facts(Outstanding owed) {
    return owed.request().hop().facts("balcony.router").toString();
  }

  @Test
  void itComesBackToTheConversationOfItsTopic() {
    for (var topic : new String[] {"chat", "presence"}) {
      assertThat(Outstanding.read(of(topic).request())).contains(of(topic));
    }
  }

  @Test
  void ofAChatTheStoreKeepsWhatItKeptBeforeThereWereTopics() {
    assertThat(facts(of("chat"))).doesNotContain("topic").doesNotContain("chat");
    assertThat(facts(of("presence"))).contains("topic");
  }
}
