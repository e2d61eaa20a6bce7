/**
 * Grammars over the tokens of a vocabulary: which of them may come next.
 *
 * <p>A {@link dev.nibble.tokenizer.constrain.Constraint} is a grammar compiled to a pushdown
 * automaton over the bytes of UTF-8, so that tokens which are parts of characters need no care of
 * their own. Its states are sets of positions, each a place in the grammar and a stack of the
 * places to return to; states, stacks and transitions are made when they are first needed and then
 * found again. A {@link dev.nibble.tokenizer.constrain.TokenMask} follows from a state by one walk
 * over a {@link dev.nibble.tokenizer.constrain.TokenTrie}, in which tokens that begin alike are
 * looked at once, and is kept with the state.
 */
package dev.nibble.tokenizer.constrain;
