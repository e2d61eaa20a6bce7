/**
 * Cuts a text into the pieces, words mostly, that byte-pair encoding then looks at one by one.
 *
 * <p>A {@link dev.nibble.tokenizer.pretokenize.PreTokenizer} is a row of stages: each cuts the
 * pieces of the one before. A stage is a scanner written by hand for a published regular
 * expression. It says where the piece that starts at a place ends, looks at no character more than
 * a few times, and needs no stack.
 *
 * <p>Everything here knows characters and nothing of vocabularies.
 */
package dev.nibble.tokenizer.pretokenize;
