package dev.nibble.cli;

import dev.nibble.engine.ChatMessage;
import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.tokenizer.template.Value;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a prompt is to be answered in place of being continued. */
final class ChatMixin {
  @Option(
      names = "--chat",
      description = "Answer the prompt as what a user says, by the model's chat template.")
  private boolean chat;

  @Mixin private ChatFormatMixin format;

  /** What is asked of a model once it is there, since its file says how it is asked. */
  @FunctionalInterface
  interface Asking {
    GenerationRequest of(GenerationRequest settings, Engine engine, PrintWriter err)
        throws IOException;
  }

  /** Whether it is. */
  boolean isAnswer(PromptSource prompt) {
    return chat || prompt.isConversation();
  }

  /** Refuses what would have no effect. */
  void check(PromptSource prompt) {
    if (format.isGiven() && !isAnswer(prompt)) {
      throw new IllegalArgumentException(
          "--system and --chat-template are for conversations: give --chat or --messages");
    }
    if (prompt.isConversation() && !format.system().isEmpty()) {
      throw new IllegalArgumentException(
          "--system goes with -p or -f: the messages of --messages have their own");
    }
  }

  /** Reads what is to be continued or answered. */
  Asking read(PromptSource prompt) throws IOException {
    if (prompt.isConversation()) {
      Map<String, Value> conversation = prompt.conversation();
      return (settings, engine, err) ->
          answer(settings, format.format(engine, err).prompt(conversation));
    }
    String text = prompt.read();
    if (!chat) {
      return (settings, _, _) -> settings.withPrompt(text);
    }
    List<ChatMessage> messages = new ArrayList<>();
    if (!format.system().isEmpty()) {
      messages.add(ChatMessage.system(format.system()));
    }
    messages.add(ChatMessage.user(text));
    return (settings, engine, err) -> answer(settings, format.format(engine, err).prompt(messages));
  }

  private static GenerationRequest answer(GenerationRequest settings, String prompt) {
    return settings.withPrompt(prompt).withParseSpecial(true);
  }
}
