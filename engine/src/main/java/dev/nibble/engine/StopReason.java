package dev.nibble.engine;

/** Why a generation ended. */
public enum StopReason {
  /** The model sampled an end token, or began a new text. */
  END_TOKEN,
  /** A stop string appeared. */
  STOP_STRING,
  /** The text is complete under its constraint, and nothing may follow. */
  CONSTRAINT_END,
  /** As many tokens as were asked for; under a constraint the text need not be complete. */
  TOKEN_LIMIT,
  /** The context is full. */
  CONTEXT_END,
  /** The memory for keys and values is full. */
  MEMORY_END,
  /** The listener asked for no more, perhaps before the first token. */
  CANCELLED
}
