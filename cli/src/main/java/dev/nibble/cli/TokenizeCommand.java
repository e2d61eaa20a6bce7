package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.evaluate.EncodingSpeed;
import dev.nibble.engine.evaluate.EncodingSpeedMeasurement;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble tokenize}: text to ids. */
@Command(
    name = "tokenize",
    description = {
      "Prints the token ids of texts, one JSON array a line, or how fast a text is tokenized.",
      "",
      "Files with a vocabulary and no weights will do.",
      ""
    },
    sortOptions = false)
final class TokenizeCommand implements Callable<Integer> {
  private static final Duration SPEED_LIMIT = Duration.ofSeconds(20);

  private static final class Texts {
    @Option(names = "--text", required = true, paramLabel = "TEXT", description = "The text.")
    private String text;

    @Option(
        names = {"-f", "--file"},
        required = true,
        paramLabel = "TEXT",
        description = "A text file, - for standard input.")
    private Path whole;

    @Option(
        names = "--jsonl",
        required = true,
        paramLabel = "FILE",
        description = "A file with one {\"text\": ...} a line, - for standard input.")
    private Path lines;

    /** The text, unless there are several. */
    Optional<String> one() throws IOException {
      if (whole != null) {
        return Optional.of(new TextInput(whole).text());
      }
      return Optional.ofNullable(text);
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @ArgGroup(multiplicity = "1")
  private Texts texts;

  @Option(
      names = "--special",
      description = "Control tokens spelled in the text become those tokens.")
  private boolean special;

  @Option(names = "--add-bos", description = "Put the beginning-of-sequence token in front.")
  private boolean addBos;

  @Option(
      names = "--speed",
      description = "Print how fast one thread tokenizes the text, once that is steady.")
  private boolean speed;

  @Option(names = "--json", description = "With --speed, print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (speed && texts.lines != null) {
      throw new IllegalArgumentException("--speed takes one text, from --text or --file");
    }
    if (json && !speed) {
      throw new IllegalArgumentException("--json is for --speed: ids are printed in JSON anyway");
    }
    Optional<String> text = texts.one();
    Tokenizer tokenizer = model.tokenizer();
    EncodeOptions options = new EncodeOptions(addBos, special);
    PrintWriter out = spec.commandLine().getOut();
    if (text.isEmpty()) {
      new TextInput(texts.lines).read(reader -> encodeLines(reader, tokenizer, options, out));
    } else if (speed) {
      EncodingSpeed measured =
          new EncodingSpeedMeasurement(tokenizer, options).measure(text.get(), SPEED_LIMIT);
      out.println(json ? Json.line(object(measured)) : line(measured));
    } else {
      out.println(Json.line(tokenizer.encode(text.get(), options)));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static String line(EncodingSpeed s) {
    return String.format(
        Locale.ROOT,
        "%.1f MB/s, %.2f million tokens/s (%d bytes, %d tokens, %.2f bytes a token, %d times%s)",
        s.megabytesPerSecond(),
        s.tokensPerSecond() / 1e6,
        s.bytes(),
        s.tokens(),
        s.bytesPerToken(),
        s.repetitions(),
        s.settled() ? "" : ", not yet steady");
  }

  private static ObjectNode object(EncodingSpeed s) {
    return Json.object()
        .put("megabytes_per_second", s.megabytesPerSecond())
        .put("tokens_per_second", s.tokensPerSecond())
        .put("bytes", s.bytes())
        .put("tokens", s.tokens())
        .put("bytes_per_token", s.bytesPerToken())
        .put("repetitions", s.repetitions())
        .put("settled", s.settled());
  }

  /** Ends early where nobody reads the output any more: the input may be endless. */
  private int encodeLines(
      BufferedReader in, Tokenizer tokenizer, EncodeOptions options, PrintWriter out)
      throws IOException {
    int number = 0;
    for (String line = in.readLine(); line != null && !out.checkError(); line = in.readLine()) {
      number++;
      if (!line.isBlank()) {
        String text = JsonLine.parse(texts.lines, number, line).string("text");
        out.println(Json.line(tokenizer.encode(text, options)));
      }
    }
    return number;
  }
}
