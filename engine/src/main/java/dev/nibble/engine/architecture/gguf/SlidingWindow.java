package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataType;
import dev.nibble.weights.MetadataValue.ArrayValue;
import java.util.OptionalInt;

/** What a file says about sliding windows. */
final class SlidingWindow {
  private static final String LENGTH = "attention.sliding_window";
  private static final String PATTERN = "attention.sliding_window_pattern";

  private SlidingWindow() {}

  /** The length of a window; empty where the file has none, or 0. */
  static OptionalInt declared(Numbers numbers)
      throws GgufFormatException, UnsupportedModelException {
    OptionalInt length = numbers.optional(LENGTH, 0, Integer.MAX_VALUE);
    return length.orElse(0) == 0 ? OptionalInt.empty() : length;
  }

  /**
   * How many positions a token of a layer sees in a model whose windows leave out the last layer of
   * each period.
   *
   * @param layer from 0
   * @param period layers of a period where the file does not say
   */
  static int of(Numbers numbers, int layer, int period)
      throws GgufFormatException, UnsupportedModelException {
    OptionalInt length = declared(numbers);
    return length.isPresent()
        ? of(numbers, layer, period, length.getAsInt())
        : AttentionShape.ALL_POSITIONS;
  }

  /** The same for windows of a given length. */
  static int of(Numbers numbers, int layer, int period, int length)
      throws GgufFormatException, UnsupportedModelException {
    return holds(numbers, layer, period) ? length : AttentionShape.ALL_POSITIONS;
  }

  /**
   * Whether a layer has a window: all but the last of each period, unless the file lists the layers
   * or has another period, of which 0 leaves out none.
   *
   * @param layer from 0
   * @param period layers of a period where the file does not say
   */
  private static boolean holds(Numbers numbers, int layer, int period)
      throws GgufFormatException, UnsupportedModelException {
    String key = numbers.key(PATTERN);
    if (numbers.metadata().get(key).orElse(null) instanceof ArrayValue(MetadataArray listed)) {
      if (layer >= listed.size()) {
        throw numbers
            .metadata()
            .malformed(key, "has " + listed.size() + " elements, expected one for each layer");
      }
      if (listed.elementType() != MetadataType.BOOL && !listed.elementType().isInteger()) {
        throw numbers
            .metadata()
            .malformed(key, "is an array of " + listed.elementType() + ", expected bools");
      }
      return !listed.text(layer).equals("false") && !listed.text(layer).equals("0");
    }
    int declared = numbers.optional(PATTERN, 0, Integer.MAX_VALUE).orElse(period);
    return declared == 0 || layer % declared < declared - 1;
  }

  /** The base of the frequencies of layers with a window. */
  static float ropeBase(Numbers numbers, float otherwise) throws GgufFormatException {
    return numbers.positive("rope.freq_base_swa", otherwise);
  }
}
