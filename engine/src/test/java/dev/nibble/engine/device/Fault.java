package dev.nibble.engine.device;

/** What a device can do wrong. */
public enum Fault {
  /** Nothing. */
  NONE,
  /** It has no memory left. */
  OUT_OF_MEMORY,
  /** From then on it has none. */
  OUT_OF_MEMORY_FROM_THEN_ON,
  /** From then on it has none for more keys and values than those of the self-test. */
  OUT_OF_SLOTS,
  /** It lacks the operation. */
  UNSUPPORTED,
  /** It throws, which it must not. */
  EXCEPTION,
  /** It says that it failed. */
  FAILED,
  /** It answers what is no number, once. */
  NAN,
  /** It answers wrong numbers from then on. */
  WRONG,
  /** It answers wrong numbers once. */
  WRONG_ONCE,
  /** From then on it hands out keys and values that are not those it has computed with. */
  WRONG_KEYS,
  /** It does so once. */
  WRONG_KEYS_ONCE,
  /** It answers when {@link Faults#release} lets it, and rightly. */
  HANG
}
