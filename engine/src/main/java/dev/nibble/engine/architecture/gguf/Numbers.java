package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue.ArrayValue;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The metadata of a model, whose keys begin with the name of its architecture.
 *
 * @param metadata the file's metadata
 * @param architecture the name of the architecture
 */
record Numbers(Metadata metadata, String architecture) {
  /** Far over any model, and low enough that products of two fit an int. */
  static final int MAX_COUNT = 1 << 20;

  String key(String name) {
    return architecture + "." + name;
  }

  int required(String name, int max) throws GgufFormatException, UnsupportedModelException {
    return optional(name, 1, max).orElseThrow(() -> metadata.missing(key(name)));
  }

  /** An integer; a file may give one for each layer, which must all be equal. */
  OptionalInt optional(String name, int min, int max)
      throws GgufFormatException, UnsupportedModelException {
    if (!(metadata.get(key(name)).orElse(null) instanceof ArrayValue)) {
      return metadata.integer(key(name), min, max);
    }
    MetadataArray values = metadata.integers(key(name)).orElseThrow();
    if (values.size() == 0) {
      throw metadata.malformed(key(name), "is empty, expected a number for each layer");
    }
    long first = values.integer(0);
    for (long i = 1; i < values.size(); i++) {
      if (values.integer(i) != first) {
        throw new UnsupportedModelException(
            key(name) + " that differs by layer", "one number for all layers");
      }
    }
    if (first < min || first > max) {
      throw metadata.malformed(key(name), "is " + first + ", expected " + min + " to " + max);
    }
    return OptionalInt.of((int) first);
  }

  /** A number that a float has room for; the file may have it as a double. */
  Optional<Float> floating(String name) throws GgufFormatException {
    OptionalDouble found = metadata.floating(key(name));
    if (Float.isInfinite((float) found.orElse(0))) {
      throw metadata.malformed(
          key(name), "is " + found.getAsDouble() + ", more than a float holds");
    }
    return found.isPresent() ? Optional.of((float) found.getAsDouble()) : Optional.empty();
  }

  float floating(String name, float otherwise) throws GgufFormatException {
    return floating(name).orElse(otherwise);
  }

  /** A number over 0. */
  float positive(String name, float otherwise) throws GgufFormatException {
    float value = floating(name, otherwise);
    if (value <= 0) {
      throw metadata.malformed(
          key(name), "is " + metadata.floating(key(name)).orElse(value) + ", expected more than 0");
    }
    return value;
  }

  /** A factor that is 1 where the file says nothing, or 0. */
  float factor(String name) throws GgufFormatException {
    float value = floating(name, 0);
    return value == 0 ? 1 : value;
  }
}
