package dev.nibble.weights;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The types of metadata values, with the id and the width that a file gives them.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">enum
 *     gguf_metadata_value_type</a>
 */
public enum MetadataType {
  /** Unsigned 8-bit integer. */
  UINT8(0, 1),
  /** Signed 8-bit integer. */
  INT8(1, 1),
  /** Unsigned 16-bit integer. */
  UINT16(2, 2),
  /** Signed 16-bit integer. */
  INT16(3, 2),
  /** Unsigned 32-bit integer. */
  UINT32(4, 4),
  /** Signed 32-bit integer. */
  INT32(5, 4),
  /** IEEE 754 binary32. */
  FLOAT32(6, 4),
  /** A byte, 0 or 1. */
  BOOL(7, 1),
  /** A 64-bit length and that many bytes of UTF-8. */
  STRING(8, 0),
  /** An element type, a 64-bit count and that many values. */
  ARRAY(9, 0),
  /** Unsigned 64-bit integer. */
  UINT64(10, 8),
  /** Signed 64-bit integer. */
  INT64(11, 8),
  /** IEEE 754 binary64. */
  FLOAT64(12, 8);

  private static final List<MetadataType> BY_ID =
      Arrays.stream(values()).sorted(Comparator.comparingInt(MetadataType::id)).toList();

  private final int id;
  private final int bytes;

  MetadataType(int id, int bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  /**
   * The type with the given id.
   *
   * @param id the number that stands in the file
   * @return the type, or empty where no such type exists
   */
  public static Optional<MetadataType> byId(int id) {
    return id >= 0 && id < BY_ID.size() ? Optional.of(BY_ID.get(id)) : Optional.empty();
  }

  /** The number that stands for this type in a file. */
  public int id() {
    return id;
  }

  /** Bytes of a value; 0 for strings and arrays, whose size varies. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are integers, of any width and signedness. */
  public boolean isInteger() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
      case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
    };
  }

  /** Whether values are floating-point numbers. */
  public boolean isFloat() {
    return this == FLOAT32 || this == FLOAT64;
  }
}
