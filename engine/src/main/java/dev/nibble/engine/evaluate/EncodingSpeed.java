package dev.nibble.engine.evaluate;

/**
 * How fast a tokenizer turns a text into ids, on one thread.
 *
 * @param bytes of the text, in UTF-8
 * @param tokens of the text
 * @param seconds to encode the text once, the median of the last repetitions
 * @param repetitions how often it was encoded
 * @param settled whether that stopped because the speed no longer changed, not because time was up
 */
public record EncodingSpeed(
    long bytes, int tokens, double seconds, int repetitions, boolean settled) {

  /** Bytes a token. */
  public double bytesPerToken() {
    return (double) bytes / tokens;
  }

  /** Millions of bytes a second. */
  public double megabytesPerSecond() {
    return bytes / seconds / 1e6;
  }

  /** Tokens a second. */
  public double tokensPerSecond() {
    return tokens / seconds;
  }
}
