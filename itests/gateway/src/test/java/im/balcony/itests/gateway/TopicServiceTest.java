package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.session.Conversations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A machine of another topic comes as a service beside that of the chats, and goes. */
class TopicServiceTest {

  private static List<String> sessions(Scene scene) {
    return scene.framework.service(Gateway.class).orElseThrow().parts().stream()
        .filter(part -> part.part().startsWith("session"))
        .map(part -> part.part() + " " + part.state())
        .toList();
  }

  private static Conversations machine(String topic) {
    return rows -> {
      throw new AssertionError("a chat is opened by the machine of " + topic);
    };
  }

  @Test
  void chatsStayWithTheirOwn() throws Exception {
    var scene = new Scene(Map.of());
    try (var romeo = scene.nextHop("romeo", Map.of())) {
      romeo.answer = message -> List.of("200 OK");
      var room = scene.framework.register(Conversations.class, machine("room"), topic("room"));
      var odd =
          scene.framework.register(Conversations.class, machine("No Topic"), topic("No Topic"));
      assertThat(sessions(scene)).containsExactly("session active", "session/room active");

      scene.say("juliet@example.com/x", "romeo@example.net", "", "m1", "<body>Good night</body>");
      assertThat(romeo.received.next(WAIT).text()).contains("Good night");

      room.unregister();
      odd.unregister();
      assertThat(sessions(scene)).containsExactly("session active");
    }
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static Map<String, String> topic(String topic) {
    return Map.of(Conversations.TOPIC, topic);
  }
}
