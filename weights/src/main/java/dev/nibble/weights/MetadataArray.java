package dev.nibble.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * The elements of a metadata array, in the bytes that a file has for them.
 *
 * <p>An array that was read is a view of the mapped file and valid only while that is open; one
 * that was made by {@code of...} stands on the heap.
 */
public final class MetadataArray {
  private static final int SHOWN = 8;

  private final MetadataType elementType;
  private final long size;
  private final MemorySegment bytes;

  /** Where each string's length field starts in {@link #bytes}; empty for other types. */
  private final long[] stringStarts;

  MetadataArray(MetadataType elementType, long size, MemorySegment bytes, long[] stringStarts) {
    this.elementType = elementType;
    this.size = size;
    this.bytes = bytes;
    this.stringStarts = stringStarts;
  }

  /**
   * An array of strings.
   *
   * @param values the elements
   * @return the array
   */
  public static MetadataArray ofStrings(List<String> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long[] starts = new long[values.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = out.size();
      byte[] text = values.get(i).getBytes(UTF_8);
      for (int shift = 0; shift < 64; shift += 8) {
        out.write((int) ((long) text.length >>> shift));
      }
      out.writeBytes(text);
    }
    return new MetadataArray(
        MetadataType.STRING, starts.length, MemorySegment.ofArray(out.toByteArray()), starts);
  }

  /**
   * An array of INT32.
   *
   * @param values the elements
   * @return the array
   */
  public static MetadataArray ofInts(int... values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[4 * values.length]);
    for (int i = 0; i < values.length; i++) {
      bytes.set(Layouts.INT32, 4L * i, values[i]);
    }
    return new MetadataArray(MetadataType.INT32, values.length, bytes, new long[0]);
  }

  /**
   * An array of FLOAT32.
   *
   * @param values the elements
   * @return the array
   */
  public static MetadataArray ofFloats(float... values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[4 * values.length]);
    for (int i = 0; i < values.length; i++) {
      bytes.set(Layouts.FLOAT32, 4L * i, values[i]);
    }
    return new MetadataArray(MetadataType.FLOAT32, values.length, bytes, new long[0]);
  }

  /** The type of each element. */
  public MetadataType elementType() {
    return elementType;
  }

  /** The number of elements. */
  public long size() {
    return size;
  }

  /** The elements as a file has them: without type and count. */
  MemorySegment bytes() {
    return bytes;
  }

  /**
   * An element of an integer array.
   *
   * @param index from 0 to {@link #size()} - 1
   * @return the value; a UINT64 over {@link Long#MAX_VALUE} appears negative
   * @throws IllegalStateException if the elements are no integers
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public long integer(long index) {
    long at = offset(index);
    return switch (elementType) {
      case UINT8 -> bytes.get(Layouts.INT8, at) & 0xFF;
      case INT8 -> bytes.get(Layouts.INT8, at);
      case UINT16 -> bytes.get(Layouts.INT16, at) & 0xFFFF;
      case INT16 -> bytes.get(Layouts.INT16, at);
      case UINT32 -> bytes.get(Layouts.INT32, at) & 0xFFFF_FFFFL;
      case INT32 -> bytes.get(Layouts.INT32, at);
      case UINT64, INT64 -> bytes.get(Layouts.INT64, at);
      case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> throw notA("integer");
    };
  }

  /**
   * An element of a floating-point array.
   *
   * @param index from 0 to {@link #size()} - 1
   * @return the value, widened
   * @throws IllegalStateException if the elements are no floating-point numbers
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public double floating(long index) {
    long at = offset(index);
    return switch (elementType) {
      case FLOAT32 -> bytes.get(Layouts.FLOAT32, at);
      case FLOAT64 -> bytes.get(Layouts.FLOAT64, at);
      default -> throw notA("floating-point number");
    };
  }

  /**
   * An element of a string array.
   *
   * @param index from 0 to {@link #size()} - 1
   * @return the text; bytes that are no UTF-8 are replaced by U+FFFD
   * @throws IllegalStateException if the elements are no strings
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public String string(long index) {
    if (elementType != MetadataType.STRING) {
      throw notA("string");
    }
    long start = stringStarts[(int) Objects.checkIndex(index, size)];
    int length = (int) bytes.get(Layouts.INT64, start);
    byte[] text = new byte[length];
    MemorySegment.copy(bytes, Layouts.INT8, start + Long.BYTES, text, 0, length);
    return new String(text, UTF_8);
  }

  /**
   * An element of any type, as a person would write it.
   *
   * @param index from 0 to {@link #size()} - 1
   * @return the element in text
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public String text(long index) {
    return switch (elementType) {
      case STRING -> string(index);
      case FLOAT32 -> Float.toString((float) floating(index));
      case FLOAT64 -> Double.toString(floating(index));
      case BOOL -> Boolean.toString(bytes.get(Layouts.INT8, offset(index)) != 0);
      case UINT64 -> Long.toUnsignedString(integer(index));
      default -> Long.toString(integer(index));
    };
  }

  private long offset(long index) {
    return Objects.checkIndex(index, size) * elementType.bytes();
  }

  private IllegalStateException notA(String what) {
    return new IllegalStateException("an element of a " + elementType + " array is no " + what);
  }

  /** The first elements and the count, for people. */
  @Override
  public String toString() {
    StringJoiner out = new StringJoiner(", ", "[", size > SHOWN ? ", ... " + size + "]" : "]");
    for (long i = 0; i < Math.min(size, SHOWN); i++) {
      out.add(text(i));
    }
    return out.toString();
  }
}
