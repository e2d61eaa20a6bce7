package dev.nibble.cli;

import dev.nibble.cli.live.LiveView;
import dev.nibble.engine.Engine;
import dev.nibble.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who watches a device while a text is made: a person, a program or both. */
final class WatchMixin {
  @Option(
      names = "--live",
      description =
          "Show below the text which layers are on the device, R against G, and the speed; where"
              + " there is no terminal, in lines on standard error.")
  private boolean live;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description =
          "Write a JSON object a line as the text is made: start, each token, each change of"
              + " placement, end. A file that is there is replaced.")
  private Path events;

  /** Whether anybody does. */
  boolean isGiven() {
    return live || events != null;
  }

  /**
   * Finds out what is wrong before the long work.
   *
   * @param inputs files that are read; null for one that is not given
   */
  void check(Path... inputs) throws IOException {
    if (events != null) {
      for (Path input : inputs) {
        if (input != null) {
          AtomicFile.check(events, input);
        }
      }
    }
  }

  /**
   * Begins to watch.
   *
   * @param engine what is watched
   * @param out receives the text
   * @param err receives lines where there is no terminal
   * @param json whether standard output is for the result alone
   */
  GenerationWatch open(Engine engine, PrintWriter out, PrintWriter err, boolean json)
      throws IOException {
    Optional<EventFile> file =
        events == null ? Optional.empty() : Optional.of(new EventFile(events, engine));
    PrintWriter text = json ? new PrintWriter(PrintWriter.nullWriter()) : out;
    boolean terminal = !json && Terminal.showsOutput();
    Optional<LiveView> view =
        live ? Optional.of(LiveView.open(engine, text, err, terminal)) : Optional.empty();
    return new GenerationWatch(engine, text, view, file, terminal);
  }
}
