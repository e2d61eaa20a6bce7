/** Text to token ids and back. */
module dev.nibble.tokenizer {
  requires transitive dev.nibble.weights;

  exports dev.nibble.tokenizer;
  exports dev.nibble.tokenizer.template;
}
