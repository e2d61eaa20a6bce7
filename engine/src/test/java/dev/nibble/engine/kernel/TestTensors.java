package dev.nibble.engine.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random weights in any format, off the heap as in a mapped file. */
public final class TestTensors {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private TestTensors() {}

  /** Random bits that stand for weights of about unit size. */
  public static Tensor random(TensorType type, int rows, int columns, RandomGenerator random) {
    long bytes = rows * type.rowBytes(columns);
    MemorySegment data = Arena.ofAuto().allocate(bytes);
    for (long block = 0; block < bytes; block += type.blockBytes()) {
      fillBlock(type, data, block, random);
    }
    return new Tensor("random." + type, type, List.of((long) columns, (long) rows), data, 0);
  }

  private static void fillBlock(
      TensorType type, MemorySegment data, long at, RandomGenerator random) {
    for (int i = 0; i < type.blockBytes(); i++) {
      data.set(ValueLayout.JAVA_BYTE, at + i, (byte) random.nextInt());
    }
    float value = random.nextFloat(-1, 1);
    switch (type) {
      case F32 -> data.set(INT, at, Float.floatToRawIntBits(value));
      case F16 -> setHalf(data, at, value);
      case BF16 -> data.set(SHORT, at, (short) (Float.floatToRawIntBits(value) >> 16));
      case Q4_0, Q5_0, Q8_0 -> setHalf(data, at, value / 16);
      case Q4_1, Q5_1 -> {
        setHalf(data, at, value / 16);
        setHalf(data, at + 2, random.nextFloat(-1, 1));
      }
      case Q2_K -> {
        setHalf(data, at + 80, value / 16);
        setHalf(data, at + 82, random.nextFloat(-1, 1) / 16);
      }
      case Q3_K -> setHalf(data, at + 108, value / 64);
      case Q4_K, Q5_K -> {
        setHalf(data, at, value / 512);
        setHalf(data, at + 2, random.nextFloat(-1, 1) / 64);
      }
      case Q6_K -> setHalf(data, at + 208, value / 2048);
      case IQ4_NL -> setHalf(data, at, value / 64);
      case IQ4_XS -> setHalf(data, at, value / 1024);
      case MXFP4 -> data.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(120, 128));
      case TQ1_0 -> setHalf(data, at + 52, value);
      case TQ2_0 -> setHalf(data, at + 64, value);
      default -> throw new IllegalArgumentException("no random blocks of " + type);
    }
  }

  private static void setHalf(MemorySegment data, long at, float value) {
    data.set(SHORT, at, Float.floatToFloat16(value));
  }

  /** The weights as floats, {@code [rows][columns]}. */
  public static float[] floats(Tensor tensor) {
    return BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
  }

  /** Numbers between -1 and 1. */
  public static float[] activations(int count, RandomGenerator random) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = random.nextFloat(-1, 1);
    }
    return x;
  }
}
