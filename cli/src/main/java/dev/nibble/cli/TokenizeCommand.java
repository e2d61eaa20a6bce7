package dev.nibble.cli;

import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      "Prints the token ids of texts, one JSON array a line.",
      "",
      "Files with a vocabulary and no weights will do.",
      ""
    },
    sortOptions = false)
final class TokenizeCommand implements Callable<Integer> {
  private static final class Texts {
    @Option(names = "--text", required = true, paramLabel = "TEXT", description = "The text.")
    private String text;

    @Option(
        names = "--jsonl",
        required = true,
        paramLabel = "FILE",
        description = "A file with one {\"text\": ...} a line, - for standard input.")
    private Path file;
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

  @Override
  public Integer call() throws IOException {
    Tokenizer tokenizer = model.tokenizer();
    EncodeOptions options = new EncodeOptions(addBos, special);
    PrintWriter out = spec.commandLine().getOut();
    if (texts.text != null) {
      out.println(Json.line(tokenizer.encode(texts.text, options)));
    } else {
      new TextInput(texts.file).read(reader -> encodeLines(reader, tokenizer, options, out));
    }
    out.flush();
    return ExitCode.DONE;
  }

  /** Ends early where nobody reads the output any more: the input may be endless. */
  private int encodeLines(
      BufferedReader in, Tokenizer tokenizer, EncodeOptions options, PrintWriter out)
      throws IOException {
    int number = 0;
    for (String line = in.readLine(); line != null && !out.checkError(); line = in.readLine()) {
      number++;
      if (!line.isBlank()) {
        String text = JsonLine.parse(texts.file, number, line).string("text");
        out.println(Json.line(tokenizer.encode(text, options)));
      }
    }
    return number;
  }
}
