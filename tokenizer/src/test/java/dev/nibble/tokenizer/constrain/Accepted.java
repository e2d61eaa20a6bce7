package dev.nibble.tokenizer.constrain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.tokenizer.grammar.Grammar;

/** Whether texts belong to a grammar, asked byte by byte of the bundled vocabulary. */
public final class Accepted {
  /** The token of the byte 0. */
  private static final int FIRST_BYTE = 3;

  private final Constraint constraint;

  /** Compiles a grammar. */
  public Accepted(Grammar grammar, TokenTrie trie) {
    constraint = new Constraint(grammar, trie);
  }

  /** Whether a text is one of the grammar. */
  public boolean test(String text) {
    ConstraintPosition position = constraint.begin();
    for (byte value : text.getBytes(UTF_8)) {
      int id = FIRST_BYTE + (value & 0xFF);
      if (!position.mask().allows(id)) {
        return false;
      }
      position = position.after(id);
    }
    return position.isComplete();
  }
}
