package dev.nibble.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The bytes of a GGUF file, put down a field at a time, sound or not. Shares nothing with the
 * reader and the writer, so that a mistake which these two have in common shows.
 */
final class GgufBytes {
  /** Magic, version and two counts: where the first key, or the tensor table, begins. */
  static final int HEADER_BYTES = 24;

  // enum gguf_metadata_value_type
  static final int UINT8 = 0;
  static final int INT8 = 1;
  static final int UINT16 = 2;
  static final int INT16 = 3;
  static final int UINT32 = 4;
  static final int INT32 = 5;
  static final int FLOAT32 = 6;
  static final int BOOL = 7;
  static final int STRING = 8;
  static final int ARRAY = 9;
  static final int UINT64 = 10;
  static final int INT64 = 11;
  static final int FLOAT64 = 12;

  // enum ggml_type
  static final int F32 = 0;
  static final int F16 = 1;
  static final int Q8_0 = 8;
  static final int I8 = 24;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A header of version 3. */
  static GgufBytes header(long tensors, long pairs) {
    return header(3, tensors, pairs);
  }

  static GgufBytes header(int version, long tensors, long pairs) {
    return new GgufBytes().text("GGUF").int32(version).int64(tensors).int64(pairs);
  }

  /** A small file with a value of every type, arrays, and tensors whose last one needs padding. */
  static GgufBytes sample() {
    GgufBytes file = header(3, 3, 16);
    file.key("general.architecture", STRING).string("llama");
    file.key("general.alignment", UINT32).int32(64);
    file.key("u8", UINT8).int8(200).key("i8", INT8).int8(-2);
    file.key("u16", UINT16).int16(60_000).key("i16", INT16).int16(-2);
    file.key("i32", INT32).int32(-2).key("f32", FLOAT32).hex("0000c03f");
    file.key("bool", BOOL).int8(1);
    file.key("u64", UINT64).int64(-1).key("i64", INT64).int64(Long.MIN_VALUE);
    file.key("f64", FLOAT64).hex("000000000000f83f");
    file.array("strings", STRING, 3).string("a").string("").string("\u2581b\ud83d\ude00");
    file.array("floats", FLOAT32, 2).hex("0000c03f").hex("0000807f");
    file.array("bools", BOOL, 3).int8(0).int8(1).int8(1);
    file.array("none", UINT64, 0);
    file.tensor("matrix", Q8_0, 0, 32, 2);
    file.tensor("cube", F16, 128, 2, 3, 4);
    file.tensor("vector", F32, 192, 5);
    file.pad(64).ones(68).pad(64).ones(48).pad(64).ones(20);
    return file.pad(64);
  }

  GgufBytes text(String value) {
    return raw(value.getBytes(UTF_8));
  }

  GgufBytes int8(int value) {
    out.write(value);
    return this;
  }

  GgufBytes int16(int value) {
    return scalar(value, Short.BYTES);
  }

  GgufBytes int32(int value) {
    return scalar(value, Integer.BYTES);
  }

  GgufBytes int64(long value) {
    return scalar(value, Long.BYTES);
  }

  GgufBytes hex(String digits) {
    return raw(HexFormat.of().parseHex(digits));
  }

  GgufBytes string(String value) {
    return int64(value.getBytes(UTF_8).length).text(value);
  }

  /** A key and the type of its value, which has to follow. */
  GgufBytes key(String key, int type) {
    return string(key).int32(type);
  }

  /** A key, an element type and a count; the elements have to follow. */
  GgufBytes array(String key, int elementType, long count) {
    return key(key, ARRAY).int32(elementType).int64(count);
  }

  /** An entry of the tensor table. */
  GgufBytes tensor(String name, int type, long offset, long... shape) {
    string(name).int32(shape.length);
    for (long n : shape) {
      int64(n);
    }
    return int32(type).int64(offset);
  }

  GgufBytes ones(int count) {
    for (int i = 0; i < count; i++) {
      int8(1);
    }
    return this;
  }

  GgufBytes pad(int alignment) {
    while (size() % alignment != 0) {
      int8(0);
    }
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] toArray() {
    return out.toByteArray();
  }

  Path writeTo(Path file) throws IOException {
    return Files.write(file, toArray());
  }

  private GgufBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private GgufBytes scalar(long value, int bytes) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
    return this;
  }
}
