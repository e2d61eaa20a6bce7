import org.jspecify.annotations.NullMarked;

/** Text to token ids and back. */
@NullMarked
module dev.nibble.tokenizer {
  requires static org.jspecify;
  requires transitive dev.nibble.weights;

  exports dev.nibble.tokenizer;
  exports dev.nibble.tokenizer.constrain;
  exports dev.nibble.tokenizer.grammar;
  exports dev.nibble.tokenizer.schema;
  exports dev.nibble.tokenizer.template;
}
