package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.evaluate.Divergence;
import dev.nibble.engine.evaluate.PerplexityResult;
import java.util.List;

/**
 * A model at one width.
 *
 * @param bits bits of a code: 16, 8 or 4
 * @param type the recipe's name, such as {@code Q8_0}; of a file that was there, the type of most
 *     of its weights
 * @param origin where the file comes from
 * @param fileBytes size of the file
 * @param multipliedBytes bytes of the weights that a token is multiplied with
 * @param perplexity how it predicts the text
 * @param divergence how far its predictions are from those of the widest
 * @param tokenByToken the beginning of the text, read the other way
 * @param decodeTokensPerSecond tokens a second, one at a time
 * @param tensors how its weights came to be; empty where they were not quantized
 */
public record WidthResult(
    int bits,
    String type,
    Origin origin,
    long fileBytes,
    long multipliedBytes,
    PerplexityResult perplexity,
    Divergence divergence,
    TokenByToken tokenByToken,
    double decodeTokensPerSecond,
    List<QuantizedWeights> tensors) {

  /** Copies the list. */
  public WidthResult {
    tensors = List.copyOf(tensors);
  }

  /** Where the file of a width comes from. */
  public enum Origin {
    /** It was there. */
    GIVEN,
    /** It was made from one in floats. */
    QUANTIZED,
    /** It was made from one that had been quantized: what that had lost is not seen. */
    REQUANTIZED
  }
}
