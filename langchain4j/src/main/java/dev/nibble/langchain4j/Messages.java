package dev.nibble.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.nibble.engine.ChatMessage;
import java.util.List;
import java.util.stream.Collectors;

/** Translates messages, of which all but texts are refused. */
final class Messages {
  private Messages() {}

  static List<ChatMessage> translate(List<dev.langchain4j.data.message.ChatMessage> messages) {
    return messages.stream().map(Messages::translate).toList();
  }

  private static ChatMessage translate(dev.langchain4j.data.message.ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> ChatMessage.system(system.text());
      case UserMessage user ->
          ChatMessage.user(
              user.contents().stream().map(Messages::text).collect(Collectors.joining("\n")));
      case AiMessage answer when !answer.hasToolExecutionRequests() ->
          ChatMessage.assistant(answer.text());
      default -> throw unsupported("a message of type " + message.type());
    };
  }

  private static String text(Content content) {
    if (content instanceof TextContent text) {
      return text.text();
    }
    throw unsupported("content of type " + content.type());
  }

  static UnsupportedFeatureException unsupported(String what) {
    return new UnsupportedFeatureException(
        "the request has %s, which Nibble cannot do; leave it out".formatted(what));
  }
}
