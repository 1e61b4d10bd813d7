package im.balcony.session;

import im.balcony.api.data.Facts;
import im.balcony.api.session.Conversations;
import im.balcony.session.rows.Conversation;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** The machine of a conversation as a service. */
@Component(immediate = true)
public final class ConversationMachine implements Conversations {

  @Override
  public Memory open(Map<String, Facts> rows) {
    return new OpenConversation(Conversation.open(rows));
  }
}
