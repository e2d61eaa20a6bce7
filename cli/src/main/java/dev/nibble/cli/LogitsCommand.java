package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Session;
import dev.nibble.weights.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble logits}: ids to raw logits. */
@Command(
    name = "logits",
    description = {
      "Writes the logits behind a sequence of tokens, as float32 in little-endian order.",
      "",
      "Exactly the given ids are run: no beginning-of-sequence token is added.",
      ""
    },
    sortOptions = false)
final class LogitsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Option(
      names = "--tokens",
      required = true,
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      paramLabel = "ID",
      description = "The token ids, separated by commas.")
  private int[] tokens;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  private Path output;

  @Option(
      names = "--all",
      description = "Write [tokens][vocabulary] instead of the last token's logits.")
  private boolean all;

  @Mixin private EngineMixin engineOptions;

  @Override
  public Integer call() throws IOException {
    EngineOptions options = engineOptions.options();
    try (Engine engine = engineOptions.load(model, options, spec.commandLine().getErr());
        Session session = engine.newSession(positions(engine, options))) {
      AtomicFile.write(
          output,
          out -> {
            BufferedOutputStream buffered = new BufferedOutputStream(out);
            write(session, engine.config().vocabularySize(), buffered);
            buffered.flush();
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return ExitCode.DONE;
  }

  /**
   * As many as the tokens, unless a context is asked for: a model with other rotary factors for
   * long sequences takes them by the length that a sequence may reach.
   */
  private int positions(Engine engine, EngineOptions options) {
    int context = engine.contextLength();
    return options.contextLength() > 0 ? context : Math.clamp(tokens.length, 1, context);
  }

  private void write(Session session, int vocabularySize, OutputStream out) throws IOException {
    if (all) {
      session.logits(tokens, (_, logits, offset) -> writeRow(out, logits, offset, vocabularySize));
    } else {
      writeRow(out, session.logits(tokens), 0, vocabularySize);
    }
  }

  private static void writeRow(OutputStream out, float[] logits, int offset, int count) {
    ByteBuffer row = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    row.asFloatBuffer().put(logits, offset, count);
    try {
      out.write(row.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
