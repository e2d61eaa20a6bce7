package dev.nibble.engine.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class LanesTest {
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
