package dev.nibble.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;

/** Reads a header front to back; nothing is read, and nothing allocated, past the file's end. */
final class HeaderCursor {
  private final MemorySegment file;
  private long position;

  HeaderCursor(MemorySegment file) {
    this.file = file;
  }

  long position() {
    return position;
  }

  long remaining() {
    return file.byteSize() - position;
  }

  int int8(String what) throws GgufFormatException {
    return file.get(Layouts.INT8, advance(1, what));
  }

  int int16(String what) throws GgufFormatException {
    return file.get(Layouts.INT16, advance(2, what));
  }

  int int32(String what) throws GgufFormatException {
    return file.get(Layouts.INT32, advance(4, what));
  }

  long int64(String what) throws GgufFormatException {
    return file.get(Layouts.INT64, advance(8, what));
  }

  float float32(String what) throws GgufFormatException {
    return file.get(Layouts.FLOAT32, advance(4, what));
  }

  double float64(String what) throws GgufFormatException {
    return file.get(Layouts.FLOAT64, advance(8, what));
  }

  boolean bool(String what) throws GgufFormatException {
    int value = int8(what);
    if (value != 0 && value != 1) {
      throw new GgufFormatException(
          position - 1, what + " is the byte " + (value & 0xFF) + ", expected 0 or 1");
    }
    return value == 1;
  }

  /** A count of things that take at least {@code minBytes} each, so that it fits the file. */
  long count(String what, long minBytes) throws GgufFormatException {
    long value = int64(what);
    if (value < 0 || value > remaining() / minBytes) {
      throw new GgufFormatException(
          position - 8,
          what
              + " is "
              + Long.toUnsignedString(value)
              + ", but only "
              + remaining()
              + " bytes follow, enough for "
              + remaining() / minBytes);
    }
    return value;
  }

  /** A string of up to {@code maxBytes}; what is no UTF-8 becomes U+FFFD. */
  String string(String what, long maxBytes) throws GgufFormatException {
    byte[] text = stringBytes(what, maxBytes).toArray(Layouts.INT8);
    return new String(text, UTF_8);
  }

  /** The bytes of a string of up to {@code maxBytes}, as a view. */
  MemorySegment stringBytes(String what, long maxBytes) throws GgufFormatException {
    long length = count("the length of " + what, 1);
    if (length > maxBytes) {
      throw new GgufFormatException(
          position - 8,
          "the length of " + what + " is " + length + " bytes, expected at most " + maxBytes);
    }
    return slice(length, what);
  }

  /**
   * Passes over an element of a string array. A vocabulary has hundreds of thousands: the words for
   * a complaint are put together only where there is one.
   */
  void skipString(String key, int index, long maxBytes) throws GgufFormatException {
    long most = Math.min(maxBytes, remaining() - Long.BYTES);
    long length = most < 0 ? -1 : file.get(Layouts.INT64, position);
    if (length >= 0 && length <= most) {
      position += Long.BYTES + length;
    } else {
      stringBytes("string " + index + " of " + key, maxBytes);
    }
  }

  /** The next bytes as a view. */
  MemorySegment slice(long length, String what) throws GgufFormatException {
    return file.asSlice(advance(length, what), length);
  }

  private long advance(long length, String what) throws GgufFormatException {
    if (length > remaining()) {
      throw new GgufFormatException(
          position,
          "the file ends inside "
              + what
              + ": "
              + length
              + " bytes needed, "
              + remaining()
              + " left");
    }
    long at = position;
    position += length;
    return at;
  }
}
