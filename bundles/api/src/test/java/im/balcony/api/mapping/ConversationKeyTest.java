package im.balcony.api.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names a conversation. */
class ConversationKeyTest {

  private static ConversationKey key(String topic) {
    try {
      var juliet = Jid.parse("juliet@example.com/balcony");
      return new ConversationKey("verona", juliet, Jid.parse("romeo@example.net"), topic);
    } catch (AddressException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoNamesNoTopicMeansAChat() {
    var chat = key("chat");
    assertThat(new ConversationKey("verona", chat.juliet(), chat.romeo())).isEqualTo(chat);
    assertThat(chat.isChat()).isTrue();
    assertThat(chat.juliet().isBare()).isTrue();
  }

  @Test
  void theSameTwoHaveAConversationOfEachTopic() {
    assertThat(key("presence")).isEqualTo(key("presence")).isNotEqualTo(key("chat"));
  }

  @Test
  void theLogTellsTheTopicAndNotThePeople() {
    assertThat(key("chat")).hasToString("verona/j…@example.com/r…@example.net");
    assertThat(key("room-2")).hasToString("verona/j…@example.com/r…@example.net/room-2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Chat", "a b", "a\tb", "a/b", "café", "a23456789012345678901234567890123"})
  void aTopicIsAShortWord(String text) {
    assertThat(ConversationKey.isTopic(text)).isFalse();
    assertThatThrownBy(() -> key(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
