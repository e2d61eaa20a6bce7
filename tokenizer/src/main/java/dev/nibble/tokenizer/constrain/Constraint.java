package dev.nibble.tokenizer.constrain;

import dev.nibble.tokenizer.Vocabulary;
import dev.nibble.tokenizer.grammar.Grammar;

/**
 * A grammar over the tokens of a vocabulary. Texts that share it share what is known of it: which
 * tokens may follow where. Safe for use by several threads.
 */
public final class Constraint {
  private final TokenTrie trie;
  private final Automaton automaton;

  /**
   * Compiles a grammar.
   *
   * @param grammar which texts there may be
   * @param trie the tokens that they are made of
   * @throws ConstraintLimitException if the grammar is too large or too ambiguous
   */
  public Constraint(Grammar grammar, TokenTrie trie) {
    this.trie = trie;
    this.automaton = new Automaton(Compiler.compile(grammar), trie.spans());
  }

  /** Whose tokens it knows. */
  public Vocabulary vocabulary() {
    return trie.vocabulary();
  }

  /**
   * The place before the first token of a text.
   *
   * @return it
   * @throws ConstraintLimitException if the grammar is too ambiguous
   */
  public ConstraintPosition begin() {
    return new ConstraintPosition(this, automaton.start());
  }

  TokenMask mask(State state) {
    TokenMask known = state.mask();
    if (known != null) {
      return known;
    }
    return automaton.keep(state, trie.follow(state, automaton));
  }

  State after(State state, int id) {
    byte[] bytes = trie.bytes(id);
    State next = state;
    for (byte value : bytes) {
      next = automaton.next(next, value);
    }
    if (next.isDead() || bytes.length == 0 || trie.isEnd(id)) {
      throw new IllegalArgumentException(
          "token %d may not stand there, expected one of the mask that is no end".formatted(id));
    }
    return next;
  }
}
