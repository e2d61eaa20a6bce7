package dev.nibble.engine.kernel.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class LanesTest {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Test
  void everyBinary16IsWidenedExactlyInEveryLane() {
    MemorySegment halves = Arena.ofAuto().allocate(2L << 16);
    for (int bits = 0; bits < 1 << 16; bits++) {
      halves.set(SHORT, 2L * bits, (short) bits);
    }
    float[] lanes = new float[Lanes.COUNT];
    for (int bits = 0; bits < 1 << 16; bits += Lanes.COUNT) {
      Lanes.f16(halves, 2L * bits).intoArray(lanes, 0);
      for (int i = 0; i < Lanes.COUNT; i++) {
        assertEquals(
            Float.float16ToFloat((short) (bits + i)), lanes[i], "0x%04x".formatted(bits + i));
      }
    }
  }

  @Test
  void everyByteIsWidenedWithAndWithoutItsSign() {
    MemorySegment bytes = Arena.ofAuto().allocate(256);
    for (int i = 0; i < 256; i++) {
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) i);
    }
    float[] lanes = new float[Lanes.COUNT];
    for (int from = 0; from < 256; from += Lanes.COUNT) {
      Lanes.int8(bytes, from).intoArray(lanes, 0);
      for (int i = 0; i < Lanes.COUNT; i++) {
        assertEquals((byte) (from + i), lanes[i]);
      }
      Lanes.toFloat(Lanes.uint8(bytes, from)).intoArray(lanes, 0);
      for (int i = 0; i < Lanes.COUNT; i++) {
        assertEquals(from + i, lanes[i]);
      }
    }
  }
}
