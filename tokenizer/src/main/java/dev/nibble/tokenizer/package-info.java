/**
 * Text to token ids and back, as a model file defines it.
 *
 * <p>A {@link dev.nibble.tokenizer.Vocabulary} is the checked data of a file: texts, scores, types
 * and the special ids. A {@link dev.nibble.tokenizer.Tokenizer} is an algorithm over it. Encoding
 * first cuts the text at special tokens, then encodes what is left between them; decoding turns
 * every id into bytes and the bytes into text, so that a character which is spread over several
 * tokens comes out whole.
 *
 * <p>Tokenizers and vocabularies are immutable and may be shared by threads; they stay valid after
 * the file is closed.
 */
package dev.nibble.tokenizer;
