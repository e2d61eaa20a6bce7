/**
 * Grammars: which texts there may be.
 *
 * <p>A {@link dev.nibble.tokenizer.grammar.Grammar} is a set of checked rules, each an {@link
 * dev.nibble.tokenizer.grammar.Expression} over code points; the texts are those of the rule {@code
 * root}. It is read from llama.cpp's notation (GBNF), or made of expressions. Grammars may come
 * from anyone: length, depth and repetitions are bounded, and whatever cannot be used is refused
 * when the grammar is made.
 */
package dev.nibble.tokenizer.grammar;
