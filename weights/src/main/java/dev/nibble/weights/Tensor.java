package dev.nibble.weights;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One entry of a file's tensor table, with its data as a view of the mapped file.
 *
 * @param name the name, such as {@code blk.0.attn_q.weight}
 * @param type how the elements are stored
 * @param shape one to four dimensions, the contiguous one (the row length) first
 * @param data the elements: {@link #rows()} rows of {@code type.rowBytes(columns())} bytes; empty
 *     where only the beginning of the file is open
 * @param infoOffset where the entry stands in the file, in bytes, for error messages
 */
public record Tensor(
    String name, TensorType type, List<Long> shape, MemorySegment data, long infoOffset) {

  /** Copies the shape. */
  public Tensor {
    shape = List.copyOf(shape);
  }

  /** The length of a row: the contiguous dimension. */
  public long columns() {
    return shape.getFirst();
  }

  /** The number of rows: the product of all dimensions but the first. */
  public long rows() {
    long rows = 1;
    for (long n : shape.subList(1, shape.size())) {
      rows *= n;
    }
    return rows;
  }

  /** The number of elements. */
  public long elements() {
    return columns() * rows();
  }

  /** The size of the data in bytes. */
  public long bytes() {
    return type.bytes(shape);
  }

  /**
   * Neighbouring rows as a matrix of their own, which shares the data and the name.
   *
   * @param from the first row
   * @param count how many, 1 or more
   * @return {@code [count][columns]}
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public Tensor slice(long from, long count) {
    Objects.checkFromIndexSize(from, count, rows());
    long rowBytes = type.rowBytes(columns());
    MemorySegment slice = part(from * rowBytes, count * rowBytes);
    return new Tensor(name, type, List.of(columns(), count), slice, infoOffset);
  }

  /**
   * Neighbouring elements of a vector as a vector of their own, which shares the data and the name.
   *
   * @param from the first element
   * @param count how many, 1 or more
   * @return {@code [count]}
   * @throws IndexOutOfBoundsException if there are no such elements
   * @throws IllegalArgumentException if this is no vector, or its type has blocks
   */
  public Tensor range(long from, long count) {
    if (rows() != 1 || type.blockSize() != 1) {
      throw new IllegalArgumentException(
          "tensor %s of type %s and shape %s, expected a vector whose elements stand alone"
              .formatted(name, type, shapeText()));
    }
    Objects.checkFromIndexSize(from, count, columns());
    MemorySegment range = part(type.rowBytes(from), type.rowBytes(count));
    return new Tensor(name, type, List.of(count), range, infoOffset);
  }

  private MemorySegment part(long from, long bytes) {
    return data.byteSize() == 0 ? data : data.asSlice(from, bytes);
  }

  /** The shape as people write it: {@code 64 x 512}, the row length first. */
  public String shapeText() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }

  /**
   * The exception for a tensor that a reader cannot accept.
   *
   * @param complaint the predicate of a sentence whose subject is the tensor
   * @return the exception, with the place of the table entry
   */
  public GgufFormatException malformed(String complaint) {
    return new GgufFormatException(infoOffset, "tensor " + name + " " + complaint);
  }
}
