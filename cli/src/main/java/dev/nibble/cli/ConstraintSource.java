package dev.nibble.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.nibble.tokenizer.grammar.Grammar;
import dev.nibble.tokenizer.schema.JsonSchema;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which texts a command may write: those of a grammar or of a JSON schema. */
final class ConstraintSource {
  @Option(
      names = "--grammar",
      required = true,
      paramLabel = "FILE",
      description =
          "Write only texts of a grammar in llama.cpp's notation (GBNF); - for standard input.")
  private Path grammar;

  @Option(
      names = "--json-schema",
      required = true,
      paramLabel = "FILE|{...}",
      description =
          "Write only JSON that a schema allows: a file, - for standard input, or the schema"
              + " itself. A schema that demands what cannot be guaranteed is an error.")
  private String schema;

  /** What the option gives; null where it is from the command line itself. */
  Path file() {
    if (grammar != null) {
      return grammar;
    }
    return isInline() ? null : Path.of(schema);
  }

  private boolean isInline() {
    return schema.stripLeading().startsWith("{");
  }

  Grammar read() throws IOException {
    if (grammar != null) {
      return Grammar.parse(new TextInput(grammar).text());
    }
    return JsonSchema.grammar(value(isInline() ? schema : new TextInput(Path.of(schema)).text()));
  }

  private static Object value(String text) {
    try {
      return Json.value(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the JSON schema is no JSON, line %d, column %d: %s"
              .formatted(
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
  }
}
