package dev.nibble.tokenizer;

import java.io.IOException;
import java.io.Serial;
import java.util.List;

/** A model file that asks for a tokenizer which is not implemented. */
public final class UnsupportedTokenizerException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final String found;
  private final String[] supported;

  /**
   * Creates the exception.
   *
   * @param key the metadata key that asks for it
   * @param found the tokenizer that the file asks for
   * @param supported the tokenizers that could be had
   */
  public UnsupportedTokenizerException(String key, String found, List<String> supported) {
    super(
        "the tokenizer %s is not supported, only: %s; use a model whose %s is one of these"
            .formatted(Quoted.of(found), String.join(", ", supported), key));
    this.found = found;
    this.supported = supported.toArray(String[]::new);
  }

  /** The tokenizer that the file asks for. */
  public String found() {
    return found;
  }

  /** The tokenizers that could be had. */
  public List<String> supported() {
    return List.of(supported);
  }
}
