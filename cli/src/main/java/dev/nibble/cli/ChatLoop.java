package dev.nibble.cli;

import dev.nibble.engine.Chat;
import dev.nibble.engine.ChatAnswer;
import dev.nibble.engine.ChatMessage;
import dev.nibble.engine.ChatStats;
import dev.nibble.engine.ContextOverflowException;
import dev.nibble.engine.Generation;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.KvMemoryException;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.measure.GenerationMeters;
import dev.nibble.tokenizer.template.TemplateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A conversation at a terminal, or with a program: answers go out, all else to standard error. */
final class ChatLoop implements TextListener {
  /** What a person can say to the program. */
  static final List<String> COMMANDS =
      List.of("/help", "/reset", "/system", "/save", "/load", "/stats", "/exit");

  private static final String HELP =
      """
      /system TEXT  say how the model is to behave; without TEXT, no longer
      /reset        forget the conversation, but not what /system says
      /save FILE    write the conversation to a file
      /load FILE    go on with the conversation of a file
      /stats        tokens, what the cache saved of them, and the context
      /exit         leave; Ctrl-D does too
      Ctrl-C stops an answer. A line that ends with \\ goes on with the next; %1$s opens and closes
      several lines. A blank in front sends a line that begins with / to the model.
      """
          .formatted(ChatInput.QUOTES);

  private final Chat chat;
  private final GenerationRequest settings;
  private final ChatInput input;
  private final PrintWriter out;
  private final PrintWriter err;
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private Optional<Generation> last = Optional.empty();

  /**
   * Prepares.
   *
   * @param chat the conversation
   * @param settings how answers are made
   * @param input what is said
   * @param out receives answers
   * @param err receives what the program says
   */
  ChatLoop(
      Chat chat, GenerationRequest settings, ChatInput input, PrintWriter out, PrintWriter err) {
    this.chat = chat;
    this.settings = settings;
    this.input = input;
    this.out = out;
    this.err = err;
    input.onInterrupt(() -> interrupted.set(true));
  }

  /** Answers until nothing more is said, or nobody reads the answers any more. */
  void run() throws IOException {
    boolean more = true;
    while (more && !out.checkError()) {
      Optional<String> words = input.words();
      more = words.isPresent() && follow(words.get());
    }
  }

  /** Returns whether to go on. */
  private boolean follow(String words) {
    String text = words.strip();
    if (text.equals("/exit") || text.equals("/quit")) {
      return false;
    }
    try {
      if (words.startsWith("/")) {
        command(text);
      } else if (!text.isEmpty()) {
        answer(text);
      }
    } catch (IOException
        | TemplateException
        | ContextOverflowException
        | KvMemoryException
        | IllegalArgumentException e) {
      say(Printable.of(Errors.message(e)));
    }
    return true;
  }

  private void say(String text) {
    err.println(Errors.PREFIX + text);
  }

  private void command(String text) throws IOException {
    String[] parts = text.split("\\s+", 2);
    String argument = parts.length == 1 ? "" : parts[1];
    switch (parts[0]) {
      case "/help" -> err.print(HELP);
      case "/system" -> {
        chat.instruct(argument);
        say(argument.isEmpty() ? "no system message" : "the system message is set");
      }
      case "/reset" -> {
        chat.reset();
        say("the conversation is forgotten");
      }
      case "/save" -> {
        Path file = file(parts[0], argument);
        List<ChatMessage> messages = chat.messages();
        Conversation.write(file, messages);
        say("%d messages written to %s".formatted(messages.size(), file));
      }
      case "/load" -> {
        Path file = file(parts[0], argument);
        chat.restart(Conversation.messages(file));
        say("%d messages read from %s".formatted(chat.messages().size(), file));
      }
      case "/stats" -> err.print(stats());
      default -> say("there is no %s; /help lists what there is".formatted(parts[0]));
    }
    err.flush();
  }

  private static Path file(String command, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(command + " needs the name of a file");
    }
    return Path.of(name);
  }

  private void answer(String text) {
    interrupted.set(false);
    ChatAnswer answer = chat.say(settings.withPrompt(text), this);
    out.println();
    out.flush();
    Generation generation = answer.generation();
    last = Optional.of(generation);
    if (answer.forgottenMessages() > 0) {
      say(
          "the context of %d positions was full: the oldest %d messages are forgotten"
              .formatted(chat.stats().contextLength(), answer.forgottenMessages()));
    }
    if (generation.text().isEmpty()) {
      say("there is no answer: what you said is not kept");
    }
    ending(generation).ifPresent(this::say);
  }

  @Override
  public boolean accept(String piece) {
    out.print(Printable.lines(piece));
    return !out.checkError() && !interrupted.get();
  }

  @Override
  public boolean prefilled(int tokens, int promptTokens) {
    return !interrupted.get();
  }

  private Optional<String> ending(Generation generation) {
    return switch (generation.stopReason()) {
      case END_TOKEN, STOP_STRING, CONSTRAINT_END -> Optional.empty();
      case CANCELLED -> Optional.of("stopped");
      case TOKEN_LIMIT ->
          Optional.of(
              "the answer ends at %d tokens; -n sets how many".formatted(settings.maxTokens()));
      case CONTEXT_END ->
          Optional.of(
              "the context of %d positions is full: the answer ends here, and the oldest messages"
                      .formatted(chat.stats().contextLength())
                  + " will be forgotten before the next");
      case MEMORY_END ->
          Optional.of(
              "the memory for keys and values is full: the answer ends here; raise --kv-memory");
    };
  }

  private String stats() {
    ChatStats s = chat.stats();
    String all =
        String.format(
            Locale.ROOT,
            "%d answers, %d tokens generated; prompts %d tokens, %d of them from the cache, %d"
                + " computed%ncontext %d of %d positions, %d messages, %d forgotten%n",
            s.answers(),
            s.generatedTokens(),
            s.promptTokens(),
            s.reusedTokens(),
            s.computedTokens(),
            s.usedPositions(),
            s.contextLength(),
            chat.messages().size(),
            s.forgottenMessages());
    return all + last.map(generation -> stats(generation.meters())).orElse("");
  }

  private static String stats(GenerationMeters m) {
    return String.format(
        Locale.ROOT,
        "last answer: prompt %d tokens, %d of them from the cache, prefill %.1f tok/s, generated %d"
            + " tokens, decode %.1f tok/s, first token %.3f s%n",
        m.promptTokens(),
        m.restoredTokens(),
        m.prefillTokensPerSecond(),
        m.generatedTokens(),
        m.decodeTokensPerSecond(),
        m.firstTokenSeconds());
  }
}
