package im.balcony.sip.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.sip.SipRequest;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Request-URI may hold (RFC 3261 §19.1.1, §25.1). */
class RequestUriTest {

  private static SipRequest request(String uri) throws MalformedMessageException {
    var text =
        "MESSAGE "
            + uri
            + " SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:r@e>;tag=1\r\n"
            + "To: <sip:j@e>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n";
    var message = RawMessage.read(text.getBytes(StandardCharsets.UTF_8), true);
    return MessageReader.request(message, MessageReader.requestLine(message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip:a?b@e", "sip:?@e", "sip:a?b:pw@e;gr=x"})
  void aQuestionMarkOfTheUserIsKept(String uri) throws MalformedMessageException {
    assertThat(request(uri).requestUri()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip:a@e?Subject=x", "sip:a?b@e?Subject=x", "sip:e?Subject=x"})
  void headersAreRefused(String uri) {
    assertThatThrownBy(() -> request(uri)).isInstanceOf(MalformedMessageException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"th: 253", "<x:a b>", "<sip:a@e", "\"x\" <y:\"z\">"})
  void neitherHasAContactASpaceOrAQuote(String contact) {
    var text =
        "INVITE sip:j@e SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:r@e>;tag=1\r\n"
            + "To: <sip:j@e>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: "
            + contact
            + "\r\nContent-Length: 0\r\n\r\n";
    var message = RawMessage.read(text.getBytes(StandardCharsets.UTF_8), true);
    assertThatThrownBy(() -> MessageReader.request(message, MessageReader.requestLine(message)))
        .isInstanceOf(MalformedMessageException.class);
  }
}
