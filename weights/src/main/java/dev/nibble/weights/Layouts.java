package dev.nibble.weights;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The little-endian scalars of a GGUF file, at any address. */
public final class Layouts {
  /** A signed byte. */
  public static final ValueLayout.OfByte INT8 = ValueLayout.JAVA_BYTE;

  /** 16 bits. */
  public static final ValueLayout.OfShort INT16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** 32 bits. */
  public static final ValueLayout.OfInt INT32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** 64 bits. */
  public static final ValueLayout.OfLong INT64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** A binary32. */
  public static final ValueLayout.OfFloat FLOAT32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** A binary64. */
  public static final ValueLayout.OfDouble FLOAT64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private Layouts() {}

  /**
   * The byte at an offset.
   *
   * @param segment where to read
   * @param offsetBytes the offset
   * @return the byte, 0 to 255
   */
  public static int uint8(MemorySegment segment, long offsetBytes) {
    return Byte.toUnsignedInt(segment.get(INT8, offsetBytes));
  }

  /**
   * The binary16 at an offset.
   *
   * @param segment where to read
   * @param offsetBytes the offset
   * @return the number, widened exactly
   */
  public static float float16(MemorySegment segment, long offsetBytes) {
    return Float.float16ToFloat(segment.get(INT16, offsetBytes));
  }
}
