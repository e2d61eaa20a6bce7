package dev.nibble.weights;

import java.util.List;
import java.util.Optional;

/**
 * The storage types of ggml tensors: the one table of ids, block sizes and bytes a block.
 *
 * <p>A row of a tensor is a sequence of blocks; a block holds {@link #blockSize()} elements in
 * {@link #blockBytes()} bytes. Ids that are absent here were removed from the format.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/include/ggml.h">enum
 *     ggml_type in ggml.h</a>
 */
public enum TensorType {
  /** IEEE 754 binary32. */
  F32(0, 1, 4),
  /** IEEE 754 binary16. */
  F16(1, 1, 2),
  /** 4 bits, one f16 scale for 32. */
  Q4_0(2, 32, 18),
  /** 4 bits, f16 scale and minimum for 32. */
  Q4_1(3, 32, 20),
  /** 5 bits, one f16 scale for 32. */
  Q5_0(6, 32, 22),
  /** 5 bits, f16 scale and minimum for 32. */
  Q5_1(7, 32, 24),
  /** 8 bits, one f16 scale for 32. */
  Q8_0(8, 32, 34),
  /** 8 bits with a scale and a sum for 32: activations only. */
  Q8_1(9, 32, 36),
  /** 2 bits, super-block of 256. */
  Q2_K(10, 256, 84),
  /** 3 bits, super-block of 256. */
  Q3_K(11, 256, 110),
  /** 4 bits, super-block of 256. */
  Q4_K(12, 256, 144),
  /** 5 bits, super-block of 256. */
  Q5_K(13, 256, 176),
  /** 6 bits, super-block of 256. */
  Q6_K(14, 256, 210),
  /** 8 bits, super-block of 256: activations only. */
  Q8_K(15, 256, 292),
  /** 2.06 bits from a codebook, super-block of 256. */
  IQ2_XXS(16, 256, 66),
  /** 2.31 bits from a codebook, super-block of 256. */
  IQ2_XS(17, 256, 74),
  /** 3.06 bits from a codebook, super-block of 256. */
  IQ3_XXS(18, 256, 98),
  /** 1.56 bits from a codebook, super-block of 256. */
  IQ1_S(19, 256, 50),
  /** 4 bits into a non-linear table, one f16 scale for 32. */
  IQ4_NL(20, 32, 18),
  /** 3.44 bits from a codebook, super-block of 256. */
  IQ3_S(21, 256, 110),
  /** 2.5 bits from a codebook, super-block of 256. */
  IQ2_S(22, 256, 82),
  /** 4.25 bits into a non-linear table, super-block of 256. */
  IQ4_XS(23, 256, 136),
  /** 8-bit integer. */
  I8(24, 1, 1),
  /** 16-bit integer. */
  I16(25, 1, 2),
  /** 32-bit integer. */
  I32(26, 1, 4),
  /** 64-bit integer. */
  I64(27, 1, 8),
  /** IEEE 754 binary64. */
  F64(28, 1, 8),
  /** 1.75 bits from a codebook, super-block of 256. */
  IQ1_M(29, 256, 56),
  /** bfloat16: the upper half of a binary32. */
  BF16(30, 1, 2),
  /** Ternary, 1.69 bits, super-block of 256. */
  TQ1_0(34, 256, 54),
  /** Ternary, 2.06 bits, super-block of 256. */
  TQ2_0(35, 256, 66),
  /** Microscaling FP4: E2M1 elements, one E8M0 scale for 32. */
  MXFP4(39, 32, 17),
  /** NVIDIA FP4: E2M1 elements, one UE4M3 scale for each 16 of 64. */
  NVFP4(40, 64, 36),
  /** 1 bit, one f16 scale for 128. */
  Q1_0(41, 128, 18),
  /** 2 bits, one f16 scale for 64. */
  Q2_0(42, 64, 18);

  private static final TensorType[] BY_ID = new TensorType[43];

  static {
    for (TensorType type : values()) {
      BY_ID[type.id] = type;
    }
  }

  private final int id;
  private final int blockSize;
  private final int blockBytes;

  TensorType(int id, int blockSize, int blockBytes) {
    this.id = id;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
  }

  /**
   * The type with the given id.
   *
   * @param id the number that stands in the file
   * @return the type, or empty where no such type exists or it was removed from the format
   */
  public static Optional<TensorType> byId(int id) {
    return id >= 0 && id < BY_ID.length ? Optional.ofNullable(BY_ID[id]) : Optional.empty();
  }

  /** The number that stands for this type in a file. */
  public int id() {
    return id;
  }

  /** Elements in a block. */
  public int blockSize() {
    return blockSize;
  }

  /** Bytes in a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Bits that an element takes on average, scales included. */
  public double bitsPerWeight() {
    return 8.0 * blockBytes / blockSize;
  }

  /**
   * Bytes of a row.
   *
   * @param elements the row's length, a multiple of {@link #blockSize()}
   * @return its size in bytes
   * @throws IllegalArgumentException if the length is no multiple of the block size
   * @throws ArithmeticException if the size exceeds a long
   */
  public long rowBytes(long elements) {
    if (elements % blockSize != 0) {
      throw new IllegalArgumentException(
          "a row of " + elements + " " + this + " elements is no multiple of " + blockSize);
    }
    return Math.multiplyExact(elements / blockSize, (long) blockBytes);
  }

  /**
   * Bytes of a tensor.
   *
   * @param shape its dimensions, the row length first and a multiple of {@link #blockSize()}
   * @return its size in bytes
   * @throws IllegalArgumentException if the row length is no multiple of the block size
   * @throws ArithmeticException if the size or the number of elements exceeds a long
   */
  long bytes(List<Long> shape) {
    long elements = shape.getFirst();
    long bytes = rowBytes(elements);
    for (long n : shape.subList(1, shape.size())) {
      bytes = Math.multiplyExact(bytes, n);
      elements = Math.multiplyExact(elements, n);
    }
    return bytes;
  }
}
