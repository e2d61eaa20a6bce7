package dev.nibble.tokenizer;

/**
 * How a text becomes ids.
 *
 * @param addBos whether BOS is put in front, even of a text that spells it already
 * @param parseSpecial whether the text of a control token, such as {@code <s>}, becomes that token;
 *     otherwise it is text like any other, as it must be for text from an untrusted source
 */
public record EncodeOptions(boolean addBos, boolean parseSpecial) {
  private static final EncodeOptions PLAIN = new EncodeOptions(false, false);
  private static final EncodeOptions TEMPLATE = new EncodeOptions(false, true);

  /** A piece of text: nothing is added and no control token is recognized. */
  public static EncodeOptions plain() {
    return PLAIN;
  }

  /** The output of a chat template, which spells BOS and the other control tokens itself. */
  public static EncodeOptions template() {
    return TEMPLATE;
  }

  /**
   * A prompt that a model is to continue: BOS where the model's file asks for it, and control
   * tokens recognized.
   *
   * @param vocabulary the model's vocabulary
   * @return the options
   */
  public static EncodeOptions prompt(Vocabulary vocabulary) {
    return new EncodeOptions(vocabulary.addBos(), true);
  }
}
