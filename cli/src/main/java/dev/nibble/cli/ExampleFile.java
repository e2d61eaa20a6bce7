package dev.nibble.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.engine.evaluate.Example;
import dev.nibble.engine.evaluate.ExampleException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Examples of a prompt and its references, a JSON object a line. */
final class ExampleFile {
  private final List<JsonLine> lines;
  private final List<Example> examples;

  private ExampleFile(List<JsonLine> lines, List<Example> examples) {
    this.lines = lines;
    this.examples = examples;
  }

  static ExampleFile read(Path file) throws IOException {
    List<JsonLine> lines = new TextInput(file).read(reader -> parse(file, reader));
    if (lines.isEmpty()) {
      throw new IOException(
          file + " holds no example, expected one {\"prompt\": ..., \"reference\": ...} a line");
    }
    List<Example> examples = new ArrayList<>();
    for (JsonLine line : lines) {
      examples.add(example(line));
    }
    return new ExampleFile(lines, examples);
  }

  private static List<JsonLine> parse(Path file, BufferedReader reader) throws IOException {
    List<JsonLine> lines = new ArrayList<>();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (!line.isBlank()) {
        lines.add(JsonLine.parse(file, number, line));
      }
    }
    return lines;
  }

  private static Example example(JsonLine line) throws IOException {
    String prompt = line.string("prompt");
    Optional<String> generated =
        line.value().has("generated") ? Optional.of(line.string("generated")) : Optional.empty();
    return new Example(prompt, references(line), generated);
  }

  private static List<String> references(JsonLine line) throws IOException {
    JsonNode reference = line.value().path("reference");
    if (!reference.isArray()) {
      return List.of(line.string("reference"));
    }
    List<String> references = new ArrayList<>();
    for (JsonNode one : reference) {
      if (!one.isTextual()) {
        throw line.wrong("under \"reference\" stands %s, expected strings".formatted(one));
      }
      references.add(one.textValue());
    }
    if (references.isEmpty()) {
      throw line.wrong("no string in the array under \"reference\"");
    }
    return references;
  }

  /** The examples, in the order of the lines. */
  List<Example> examples() {
    return examples;
  }

  /** The line of an example. */
  JsonLine line(int index) {
    return lines.get(index);
  }

  /** What to throw where the model cannot run an example: it names the line. */
  IOException failure(ExampleException e) {
    IOException failure = line(e.index()).wrong(e.reason());
    failure.initCause(e);
    return failure;
  }
}
