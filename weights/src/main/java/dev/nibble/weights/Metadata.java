package dev.nibble.weights;

import dev.nibble.weights.MetadataValue.ArrayValue;
import dev.nibble.weights.MetadataValue.BoolValue;
import dev.nibble.weights.MetadataValue.FloatValue;
import dev.nibble.weights.MetadataValue.IntegerValue;
import dev.nibble.weights.MetadataValue.StringValue;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * The key-value section of a file, in the file's order.
 *
 * <p>The typed getters are strict: a key that is absent gives an empty result, a key whose value
 * has another type or is out of range is a defect of the file and throws {@link
 * GgufFormatException} with the place of that value.
 */
public final class Metadata {
  private final SequencedMap<String, MetadataValue> values;
  private final Map<String, Long> valueOffsets;
  private final long sectionOffset;

  Metadata(
      SequencedMap<String, MetadataValue> values,
      Map<String, Long> valueOffsets,
      long sectionOffset) {
    this.values = Collections.unmodifiableSequencedMap(values);
    this.valueOffsets = Map.copyOf(valueOffsets);
    this.sectionOffset = sectionOffset;
  }

  /** All entries, in the file's order; unmodifiable. */
  public SequencedMap<String, MetadataValue> asMap() {
    return values;
  }

  /**
   * The value of a key, of whatever type.
   *
   * @param key the key
   * @return the value, or empty where the key is absent
   */
  public Optional<MetadataValue> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * A text.
   *
   * @param key the key
   * @return the value, or empty where the key is absent
   * @throws GgufFormatException if the value is no string
   */
  public Optional<String> string(String key) throws GgufFormatException {
    return value(key, StringValue.class, "a string").map(StringValue::value);
  }

  /**
   * An integer of any width within a range.
   *
   * @param key the key
   * @param min the smallest value that makes sense
   * @param max the largest value that makes sense
   * @return the value, or empty where the key is absent
   * @throws GgufFormatException if the value is no integer or out of range
   */
  public OptionalInt integer(String key, int min, int max) throws GgufFormatException {
    Optional<IntegerValue> found = value(key, IntegerValue.class, "an integer");
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    long value = found.get().value();
    boolean wrapped = value < 0 && found.get().type() == MetadataType.UINT64;
    if (wrapped || value < min || value > max) {
      throw malformed(key, "is " + found.get() + ", expected " + min + " to " + max);
    }
    return OptionalInt.of((int) value);
  }

  /**
   * A floating-point number.
   *
   * @param key the key
   * @return the value, or empty where the key is absent
   * @throws GgufFormatException if the value is no finite floating-point number
   */
  public OptionalDouble floating(String key) throws GgufFormatException {
    Optional<FloatValue> found = value(key, FloatValue.class, "a floating-point number");
    if (found.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = found.get().value();
    if (!Double.isFinite(value)) {
      throw malformed(key, "is " + value + ", expected a finite number");
    }
    return OptionalDouble.of(value);
  }

  /**
   * A truth value.
   *
   * @param key the key
   * @return the value, or empty where the key is absent
   * @throws GgufFormatException if the value is no truth value
   */
  public Optional<Boolean> bool(String key) throws GgufFormatException {
    return value(key, BoolValue.class, "a bool").map(BoolValue::value);
  }

  /**
   * An array of strings.
   *
   * @param key the key
   * @return the array, or empty where the key is absent
   * @throws GgufFormatException if the value is no array of strings
   */
  public Optional<MetadataArray> strings(String key) throws GgufFormatException {
    return array(key, MetadataType.STRING::equals, "strings");
  }

  /**
   * An array of integers of any width.
   *
   * @param key the key
   * @return the array, or empty where the key is absent
   * @throws GgufFormatException if the value is no array of integers
   */
  public Optional<MetadataArray> integers(String key) throws GgufFormatException {
    return array(key, MetadataType::isInteger, "integers");
  }

  /**
   * An array of floating-point numbers.
   *
   * @param key the key
   * @return the array, or empty where the key is absent
   * @throws GgufFormatException if the value is no array of floating-point numbers
   */
  public Optional<MetadataArray> floats(String key) throws GgufFormatException {
    return array(key, MetadataType::isFloat, "floating-point numbers");
  }

  /**
   * The exception for a value that a reader cannot accept.
   *
   * @param key the key
   * @param complaint the predicate of a sentence whose subject is the key, such as {@code is 0,
   *     expected 1 or more}
   * @return the exception, with the place of the value, or of the section where the key is absent
   */
  public GgufFormatException malformed(String key, String complaint) {
    return new GgufFormatException(
        valueOffsets.getOrDefault(key, sectionOffset), key + " " + complaint);
  }

  /**
   * The exception for a key that a reader needs and the file lacks.
   *
   * @param key the key
   * @return the exception, with the place of the key-value section
   */
  public GgufFormatException missing(String key) {
    return malformed(key, "is missing");
  }

  private Optional<MetadataArray> array(String key, Predicate<MetadataType> fits, String expected)
      throws GgufFormatException {
    Optional<MetadataArray> found =
        value(key, ArrayValue.class, "an array of " + expected).map(ArrayValue::elements);
    if (found.isPresent() && !fits.test(found.get().elementType())) {
      throw malformed(
          key, "is an array of " + found.get().elementType() + ", expected " + expected);
    }
    return found;
  }

  private <T extends MetadataValue> Optional<T> value(String key, Class<T> type, String expected)
      throws GgufFormatException {
    MetadataValue found = values.get(key);
    if (found == null) {
      return Optional.empty();
    }
    if (!type.isInstance(found)) {
      throw malformed(key, "has type " + found.type() + ", expected " + expected);
    }
    return Optional.of(type.cast(found));
  }
}
