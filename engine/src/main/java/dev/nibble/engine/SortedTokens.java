package dev.nibble.engine;

import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.constrain.TokenTrie;
import org.jspecify.annotations.Nullable;

/** The tokens of a model for constraints, sorted when the first of them is made. */
final class SortedTokens {
  private final Tokenizer tokenizer;
  private @Nullable TokenTrie trie;

  SortedTokens(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  synchronized TokenTrie get() {
    if (trie == null) {
      trie = new TokenTrie(tokenizer);
    }
    return trie;
  }
}
