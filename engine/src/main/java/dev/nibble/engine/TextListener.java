package dev.nibble.engine;

/** Receives text while it is generated. */
@FunctionalInterface
public interface TextListener {
  /** Wants all of it and does nothing with it. */
  TextListener IGNORE = _ -> true;

  /**
   * A piece of text is final.
   *
   * @param piece whole characters, never empty
   * @return whether to go on; the generation ends within this token otherwise
   */
  boolean accept(String piece);
}
