package dev.nibble.engine.architecture.gguf;

/** What is normed together in queries and keys. */
enum HeadNorms {
  NONE,
  EACH_HEAD,
  ALL_HEADS
}
