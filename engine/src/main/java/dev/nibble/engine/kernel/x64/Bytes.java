package dev.nibble.engine.kernel.x64;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in arrays of bytes, the lowest byte first, at any place. */
final class Bytes {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  static int getInt(byte[] from, int at) {
    return (int) INTS.get(from, at);
  }

  static void putInt(byte[] to, int at, int value) {
    INTS.set(to, at, value);
  }

  static short getShort(byte[] from, int at) {
    return (short) SHORTS.get(from, at);
  }

  static void putShort(byte[] to, int at, short value) {
    SHORTS.set(to, at, value);
  }

  /** A float16. */
  static float getHalf(byte[] from, int at) {
    return Float.float16ToFloat(getShort(from, at));
  }
}
