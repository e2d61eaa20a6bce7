package dev.nibble.weights;

/** One value of a file's metadata. */
public sealed interface MetadataValue {

  /** The type that the file declares. */
  MetadataType type();

  /**
   * An unsigned 32-bit integer, the type of nearly every count in a model file.
   *
   * @param value the value, from 0 to 2^32 - 1
   * @return the value as metadata
   * @throws IllegalArgumentException if the value is out of range
   */
  static IntegerValue uint32(long value) {
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException(value + " is no unsigned 32-bit integer");
    }
    return new IntegerValue(MetadataType.UINT32, value);
  }

  /**
   * A binary32 number.
   *
   * @param value the value
   * @return the value as metadata
   */
  static FloatValue float32(float value) {
    return new FloatValue(MetadataType.FLOAT32, value);
  }

  /**
   * A text.
   *
   * @param value the value
   * @return the value as metadata
   */
  static StringValue string(String value) {
    return new StringValue(value);
  }

  /**
   * A truth value.
   *
   * @param value the value
   * @return the value as metadata
   */
  static BoolValue bool(boolean value) {
    return new BoolValue(value);
  }

  /**
   * An array.
   *
   * @param elements the elements
   * @return the array as metadata
   */
  static ArrayValue array(MetadataArray elements) {
    return new ArrayValue(elements);
  }

  /**
   * An integer of any width.
   *
   * @param type the declared integer type
   * @param value the value; a UINT64 over {@link Long#MAX_VALUE} appears as its negative two's
   *     complement
   */
  record IntegerValue(MetadataType type, long value) implements MetadataValue {
    /** Refuses a type that is none of integers. */
    public IntegerValue {
      if (!type.isInteger()) {
        throw new IllegalArgumentException(type + " is no type of integers");
      }
    }

    @Override
    public String toString() {
      return type == MetadataType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
    }
  }

  /**
   * A floating-point number.
   *
   * @param type FLOAT32 or FLOAT64
   * @param value the value, widened
   */
  record FloatValue(MetadataType type, double value) implements MetadataValue {
    /** Refuses a type that is none of floating-point numbers. */
    public FloatValue {
      if (!type.isFloat()) {
        throw new IllegalArgumentException(type + " is no type of floating-point numbers");
      }
    }

    @Override
    public String toString() {
      return type == MetadataType.FLOAT32 ? Float.toString((float) value) : Double.toString(value);
    }
  }

  /**
   * A truth value.
   *
   * @param value the value
   */
  record BoolValue(boolean value) implements MetadataValue {
    @Override
    public MetadataType type() {
      return MetadataType.BOOL;
    }

    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /**
   * A text.
   *
   * @param value the text; bytes that are no UTF-8 were replaced by U+FFFD
   */
  record StringValue(String value) implements MetadataValue {
    @Override
    public MetadataType type() {
      return MetadataType.STRING;
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * A sequence of values of one scalar type.
   *
   * @param elements the elements
   */
  record ArrayValue(MetadataArray elements) implements MetadataValue {
    @Override
    public MetadataType type() {
      return MetadataType.ARRAY;
    }

    @Override
    public String toString() {
      return elements.toString();
    }
  }
}
