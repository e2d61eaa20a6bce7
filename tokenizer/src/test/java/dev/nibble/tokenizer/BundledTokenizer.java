package dev.nibble.tokenizer;

import java.io.IOException;

/** The tokenizer of the model that is a part of the repository, for tests of other packages. */
public final class BundledTokenizer {
  private BundledTokenizer() {}

  /** Reads it. */
  public static Tokenizer load() throws IOException {
    return Material.bundled();
  }
}
