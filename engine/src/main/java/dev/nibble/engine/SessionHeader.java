package dev.nibble.engine;

import dev.nibble.engine.cache.KvShape;
import dev.nibble.weights.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * How a {@link SessionFile} begins.
 *
 * @param model the model's fingerprint, 64 hexadecimal digits
 * @param type the ggml number of what keys and values are stored as
 * @param layers how many layers store keys and values
 * @param kvHeads key/value heads of a layer
 * @param headSize channels of a head
 * @param capacity positions that the sequence may have
 * @param tokens positions that it has
 */
record SessionHeader(
    String model, int type, int layers, int kvHeads, int headSize, int capacity, int tokens) {
  /** The size in the file. */
  static final int BYTES = 72;

  private static final byte[] MAGIC = "NibbleKV".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int FINGERPRINT_BYTES = 32;

  /** What stands before the header's own checksum. */
  private static final int SUMMED_BYTES = BYTES - Integer.BYTES;

  /**
   * The header of a sequence.
   *
   * @param model the model's fingerprint
   * @param shape what a position takes
   * @param capacity positions that the sequence may have
   * @param tokens positions that it has
   */
  static SessionHeader of(String model, KvShape shape, int capacity, int tokens) {
    return new SessionHeader(
        model,
        shape.type().stored().id(),
        shape.layers(),
        shape.kvHeads(),
        shape.headSize(),
        capacity,
        tokens);
  }

  /** The bytes in the file. */
  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(VERSION).putInt(type).put(HexFormat.of().parseHex(model));
    out.putInt(layers).putInt(kvHeads).putInt(headSize).putInt(capacity).putInt(tokens);
    out.putInt(checksum(out.array()));
    return out.array();
  }

  /**
   * Reads a header and checks that it is whole, but not what it says.
   *
   * @param file the file, for error messages
   * @param bytes how it begins: fewer than {@link #BYTES} where it has no more
   */
  static SessionHeader decode(Path file, byte[] bytes) throws SessionFileException {
    if (bytes.length < BYTES) {
      throw new SessionFileException(
          file,
          "is no whole session: it has %d bytes, expected %d or more"
              .formatted(bytes.length, BYTES));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      HexFormat hex = HexFormat.of();
      throw new SessionFileException(
          file,
          "is no session: it begins with the bytes %s, expected %s"
              .formatted(hex.formatHex(magic), hex.formatHex(MAGIC)));
    }
    int version = in.getInt();
    if (version != VERSION) {
      throw new SessionFileException(
          file,
          "has the version %s, expected %d: another release of Nibble wrote it"
              .formatted(Integer.toUnsignedString(version), VERSION));
    }
    int type = in.getInt();
    byte[] model = new byte[FINGERPRINT_BYTES];
    in.get(model);
    SessionHeader header =
        new SessionHeader(
            HexFormat.of().formatHex(model),
            type,
            in.getInt(),
            in.getInt(),
            in.getInt(),
            in.getInt(),
            in.getInt());
    int found = in.getInt();
    int expected = checksum(bytes);
    if (found != expected) {
      throw new SessionFileException(
          file,
          "is damaged: the checksum of its header is %08x, expected %08x"
              .formatted(found, expected));
    }
    return header;
  }

  private static int checksum(byte[] header) {
    CRC32C sum = new CRC32C();
    sum.update(header, 0, SUMMED_BYTES);
    return (int) sum.getValue();
  }

  /** The name of the type as users write it, or its number where ggml has no such type. */
  String typeText() {
    return TensorType.byId(type)
        .map(known -> known.name().toLowerCase(Locale.ROOT))
        .orElse("type " + type);
  }

  /** Layers, heads and channels for people. */
  String shapeText() {
    return "%d layers of %d heads of %d channels".formatted(layers, kvHeads, headSize);
  }
}
