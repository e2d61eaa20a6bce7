package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.engine.Chat;
import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble chat}: a conversation. */
@Command(
    name = "chat",
    description = {
      "Answers what you say, turn by turn.",
      "",
      "The answers stream to standard output, all else goes to standard error. Keys and values of"
          + " earlier turns are kept: only what is new is computed. Ctrl-C stops an answer, /help"
          + " lists what else there is to say.",
      ""
    },
    sortOptions = false)
final class ChatCommand implements Callable<Integer> {
  private static final String NO_HISTORY = "-";
  private static final int UNLIMITED = -1;

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private ChatFormatMixin format;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "Where the lines that you enter are kept, - for nowhere (default:"
              + " ~/.local/state/nibble/chat-history).")
  private Path history;

  @Mixin private GenerationMixin options = new GenerationMixin(UNLIMITED);
  @Mixin private EngineMixin engineOptions;

  @Override
  public Integer call() throws IOException {
    GenerationRequest settings = options.request("");
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Engine engine = engineOptions.load(model, engineOptions.options(), err);
        Chat chat = new Chat(engine, format.format(engine, err));
        ChatInput input = input(engine, err)) {
      if (!format.system().isEmpty()) {
        chat.instruct(format.system());
      }
      new ChatLoop(chat, settings, input, out, err).run();
    }
    return ExitCode.DONE;
  }

  private ChatInput input(Engine engine, PrintWriter err) throws IOException {
    if (!Terminal.isInteractive()) {
      return new LineInput(new BufferedReader(new InputStreamReader(System.in, UTF_8)));
    }
    err.printf(
        "%s, a context of %d positions; /help lists what you can do, Ctrl-D leaves%n",
        model.path().getFileName(), engine.contextLength());
    return new TerminalInput(history(err), ChatLoop.COMMANDS);
  }

  private Optional<Path> history(PrintWriter err) {
    if (history != null) {
      return history.toString().equals(NO_HISTORY) ? Optional.empty() : Optional.of(history);
    }
    try {
      return Optional.of(TerminalInput.defaultHistory());
    } catch (IOException e) {
      err.println(Errors.PREFIX + "no history is kept: " + Errors.message(e));
      return Optional.empty();
    }
  }
}
