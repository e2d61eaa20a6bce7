package dev.nibble.engine;

/** Why a generation ended. */
public enum StopReason {
  /** The model sampled an end token, or began a new text. */
  END_TOKEN,
  /** A stop string appeared. */
  STOP_STRING,
  /** As many tokens as were asked for. */
  TOKEN_LIMIT,
  /** The context is full. */
  CONTEXT_END,
  /** The memory for keys and values is full. */
  MEMORY_END,
  /** The listener asked for no more. */
  CANCELLED
}
