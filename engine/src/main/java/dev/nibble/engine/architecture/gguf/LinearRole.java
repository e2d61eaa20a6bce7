package dev.nibble.engine.architecture.gguf;

/** What a linear map of a block does. */
enum LinearRole {
  QUERY_KEY_VALUE,
  ATTENTION_OUTPUT,
  FEED_FORWARD
}
