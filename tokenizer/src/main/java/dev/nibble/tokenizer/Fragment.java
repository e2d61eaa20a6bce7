package dev.nibble.tokenizer;

/** A part of a text that is to be encoded. */
sealed interface Fragment {

  /** Characters [from, to) of the text, still to be encoded. */
  record Raw(int from, int to) implements Fragment {}

  /** A token that the text spells out. */
  record Token(int id) implements Fragment {}
}
