package dev.nibble.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Words from a person, who edits them and finds earlier ones again. */
final class TerminalInput implements ChatInput {
  private static final String PROMPT = "> ";
  private static final String MORE = ". ";

  private final Terminal terminal;
  private final LineReader reader;

  /**
   * Takes the terminal.
   *
   * @param history keeps lines from one session to the next; empty for none
   * @param commands are completed
   */
  TerminalInput(Optional<Path> history, List<String> commands) throws IOException {
    // Asking the terminal about its characters would swallow what is typed before it answers.
    terminal = TerminalBuilder.builder().name("nibble").system(true).graphemeCluster(false).build();
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]))
            .completer(new StringsCompleter(commands))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    reader = builder.build();
  }

  /**
   * The file that keeps lines where nobody says otherwise; it is made, for its owner alone, where
   * it is not there.
   */
  static Path defaultHistory() throws IOException {
    String state = System.getenv("XDG_STATE_HOME");
    Path home =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    Path file = Files.createDirectories(home.resolve("nibble")).resolve("chat-history");
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException | UnsupportedOperationException _) {
      return file;
    }
    return file;
  }

  /** Ctrl-C drops the line, Ctrl-D on an empty one is the end. */
  @Override
  public Optional<String> line(boolean more) {
    while (true) {
      try {
        return Optional.of(reader.readLine(more ? MORE : PROMPT));
      } catch (UserInterruptException _) {
        terminal.writer().println("Ctrl-D or /exit leaves.");
      } catch (EndOfFileException _) {
        return Optional.empty();
      }
    }
  }

  @Override
  public void onInterrupt(Runnable action) {
    terminal.handle(Terminal.Signal.INT, _ -> action.run());
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
