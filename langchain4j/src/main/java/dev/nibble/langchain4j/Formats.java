package dev.nibble.langchain4j;

import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.nibble.engine.Engine;
import dev.nibble.tokenizer.constrain.Constraint;
import dev.nibble.tokenizer.schema.JsonSchema;
import java.util.Map;
import java.util.Optional;

/** Makes constraints of response formats, and keeps the last one: services ask for one format. */
final class Formats {
  private static final Map<String, String> ANY_OBJECT = Map.of("type", "object");

  private final Engine engine;
  private volatile Optional<Made> last = Optional.empty();

  private record Made(ResponseFormat format, Constraint constraint) {}

  Formats(Engine engine) {
    this.engine = engine;
  }

  /**
   * What an answer in a format must be.
   *
   * @param format the format; empty for text
   * @return the constraint; empty where any text will do
   * @throws dev.nibble.tokenizer.schema.UnsupportedSchemaException if the schema says what cannot
   *     be guaranteed
   */
  Optional<Constraint> constraint(Optional<ResponseFormat> format) {
    return format.filter(f -> f.type() == ResponseFormatType.JSON).map(this::of);
  }

  private Constraint of(ResponseFormat format) {
    return last.filter(made -> made.format.equals(format)).orElseGet(() -> make(format)).constraint;
  }

  private Made make(ResponseFormat format) {
    Object schema =
        format.jsonSchema() == null
            ? ANY_OBJECT
            : JsonSchemaElementUtils.toMap(format.jsonSchema().rootElement());
    Made made = new Made(format, engine.constraint(JsonSchema.grammar(schema)));
    last = Optional.of(made);
    return made;
  }
}
