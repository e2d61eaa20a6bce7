package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.Grammar;
import org.jspecify.annotations.Nullable;

/** Makes grammars of JSON schemas. */
public final class JsonSchema {
  private JsonSchema() {}

  /**
   * The grammar of JSON values that a schema allows.
   *
   * @param schema a parsed JSON value: maps (in the order of the text), lists, strings, numbers,
   *     booleans and nulls
   * @return the grammar
   * @throws UnsupportedSchemaException if the schema is wrong, or demands what a grammar cannot
   *     guarantee
   * @throws dev.nibble.tokenizer.grammar.GrammarException if the grammar would be too large
   */
  @SuppressWarnings("exports") // An annotation: who compiles without it misses nothing.
  public static Grammar grammar(@Nullable Object schema) {
    return new SchemaCompiler(schema).grammar();
  }
}
