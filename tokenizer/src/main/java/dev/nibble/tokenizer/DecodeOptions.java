package dev.nibble.tokenizer;

/**
 * How ids become text.
 *
 * @param continuation whether the ids continue an earlier text; otherwise the blank that encoding
 *     put in front of the text is removed again
 * @param showSpecial whether control and unknown tokens appear as their text, such as {@code </s>};
 *     otherwise they leave no trace
 */
public record DecodeOptions(boolean continuation, boolean showSpecial) {
  private static final DecodeOptions WHOLE_TEXT = new DecodeOptions(false, false);
  private static final DecodeOptions CONTINUATION = new DecodeOptions(true, false);

  /** The ids of a text from its beginning. */
  public static DecodeOptions wholeText() {
    return WHOLE_TEXT;
  }

  /** The ids that a model generated after a prompt. */
  public static DecodeOptions continuing() {
    return CONTINUATION;
  }
}
