package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.predict.evidence.WidthResult.Origin;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that has a width.
 *
 * @param bits bits of most codes
 * @param type the recipe's name, or the type of most weights
 * @param origin where it comes from
 * @param path where it is
 * @param tensors how its weights came to be; empty where they were not quantized
 */
record WidthFile(int bits, String type, Origin origin, Path path, List<QuantizedWeights> tensors) {}
