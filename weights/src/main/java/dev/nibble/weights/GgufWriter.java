package dev.nibble.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.weights.MetadataValue.ArrayValue;
import dev.nibble.weights.MetadataValue.BoolValue;
import dev.nibble.weights.MetadataValue.FloatValue;
import dev.nibble.weights.MetadataValue.IntegerValue;
import dev.nibble.weights.MetadataValue.StringValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a GGUF file, version 3.
 *
 * <p>Metadata and tensors keep the order in which they were added. Data is asked for a tensor at a
 * time while the file is written, so that a file larger than memory can be made; it appears whole
 * or not at all, see {@link AtomicFile}.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class GgufWriter {
  /** Where the data of a tensor comes from. */
  @FunctionalInterface
  public interface Source {
    /**
     * The data; asked for once, when its turn comes.
     *
     * @return exactly the bytes of all rows
     * @throws IOException if they cannot be had
     */
    MemorySegment bytes() throws IOException;
  }

  private record Entry(TensorType type, List<Long> shape, long bytes, Source source) {}

  private static final int MAX_PIECE_BYTES = 1 << 20;

  private final Map<String, MetadataValue> metadata = new LinkedHashMap<>();
  private final Map<String, Entry> tensors = new LinkedHashMap<>();

  /** Creates a writer with nothing in it. */
  public GgufWriter() {}

  /**
   * Adds a metadata value, or replaces the one of that key.
   *
   * @param key the key, 1 to 65535 bytes
   * @param value the value
   * @return this writer
   * @throws IllegalArgumentException if the key is too long, or the value an alignment that is none
   */
  public GgufWriter put(String key, MetadataValue value) {
    int keyBytes = key.getBytes(UTF_8).length;
    if (keyBytes < 1 || keyBytes > GgufReader.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a metadata key has %d bytes, expected 1 to %d"
              .formatted(keyBytes, GgufReader.MAX_KEY_BYTES));
    }
    if (key.equals(GgufReader.ALIGNMENT_KEY) && !isAlignment(value)) {
      throw new IllegalArgumentException(
          "the alignment is %s, expected a UINT32 power of two up to %d"
              .formatted(value, GgufReader.MAX_ALIGNMENT));
    }
    metadata.put(key, value);
    return this;
  }

  private static boolean isAlignment(MetadataValue value) {
    return value instanceof IntegerValue(MetadataType type, long n)
        && type == MetadataType.UINT32
        && n <= GgufReader.MAX_ALIGNMENT
        && Long.bitCount(n) == 1;
  }

  /**
   * Adds all of another file's metadata.
   *
   * @param other the metadata; array values must stay readable until the file is written
   * @return this writer
   */
  public GgufWriter putAll(Metadata other) {
    metadata.putAll(other.asMap());
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param name its name, 1 to 63 bytes
   * @param type how the elements are stored
   * @param shape one to four dimensions, the row length first and a multiple of the block size
   * @param source its data
   * @return this writer
   * @throws IllegalArgumentException if the name is taken or too long, or the shape is none
   */
  public GgufWriter add(String name, TensorType type, List<Long> shape, Source source) {
    int nameBytes = name.getBytes(UTF_8).length;
    if (nameBytes < 1 || nameBytes > GgufReader.MAX_TENSOR_NAME_BYTES) {
      throw new IllegalArgumentException(
          "the tensor name '%s' has %d bytes, expected 1 to %d"
              .formatted(name, nameBytes, GgufReader.MAX_TENSOR_NAME_BYTES));
    }
    if (shape.isEmpty()
        || shape.size() > GgufReader.MAX_DIMENSIONS
        || shape.stream().anyMatch(n -> n < 1)) {
      throw new IllegalArgumentException(
          "the shape %s of %s is none, expected 1 to %d positive dimensions"
              .formatted(shape, name, GgufReader.MAX_DIMENSIONS));
    }
    Entry entry = new Entry(type, List.copyOf(shape), type.bytes(shape), source);
    if (tensors.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException("the tensor " + name + " was added before");
    }
    return this;
  }

  /**
   * Adds a tensor with the name, type, shape and data of another file's.
   *
   * @param tensor the tensor; its file must stay open until this one is written
   * @return this writer
   */
  public GgufWriter add(Tensor tensor) {
    return add(tensor.name(), tensor.type(), tensor.shape(), tensor::data);
  }

  /**
   * Writes the file.
   *
   * @param target the file to make or to replace
   * @throws IOException if it cannot be written; the target is then as it was
   * @throws IllegalStateException if a source gives another number of bytes than its shape needs
   */
  public void write(Path target) throws IOException {
    AtomicFile.write(target, out -> write(new CountedOutput(out)));
  }

  private void write(CountedOutput out) throws IOException {
    int alignment = alignment();
    out.write(MemorySegment.ofArray(header(alignment)));
    for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
      out.pad(alignment);
      MemorySegment data = tensor.getValue().source.bytes();
      if (data.byteSize() != tensor.getValue().bytes) {
        throw new IllegalStateException(
            "the source of %s gave %d bytes, its shape needs %d"
                .formatted(tensor.getKey(), data.byteSize(), tensor.getValue().bytes));
      }
      out.write(data);
    }
    out.pad(alignment);
  }

  private int alignment() {
    return metadata.get(GgufReader.ALIGNMENT_KEY) instanceof IntegerValue(_, long value)
        ? Math.toIntExact(value)
        : GgufReader.DEFAULT_ALIGNMENT;
  }

  private byte[] header(int alignment) {
    LittleEndianOutput out = new LittleEndianOutput();
    out.int32(GgufReader.MAGIC);
    out.int32(3);
    out.int64(tensors.size());
    out.int64(metadata.size());
    metadata.forEach((key, value) -> {
      out.string(key);
      out.int32(value.type().id());
      out.value(value);
    });
    long offset = 0;
    for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
      Entry entry = tensor.getValue();
      out.string(tensor.getKey());
      out.int32(entry.shape.size());
      entry.shape.forEach(out::int64);
      out.int32(entry.type.id());
      out.int64(offset);
      offset += Math.ceilDiv(entry.bytes, (long) alignment) * alignment;
    }
    return out.toByteArray();
  }

  /** Knows how many bytes it has passed on. */
  private static final class CountedOutput {
    private final OutputStream out;
    private long count;

    CountedOutput(OutputStream out) {
      this.out = out;
    }

    /** Copies in pieces: memory of anything but bytes has no array of them. */
    void write(MemorySegment bytes) throws IOException {
      byte[] piece = new byte[(int) Math.min(bytes.byteSize(), MAX_PIECE_BYTES)];
      for (long at = 0; at < bytes.byteSize(); at += piece.length) {
        int length = (int) Math.min(bytes.byteSize() - at, piece.length);
        MemorySegment.copy(bytes, Layouts.INT8, at, piece, 0, length);
        out.write(piece, 0, length);
      }
      count += bytes.byteSize();
    }

    void pad(int alignment) throws IOException {
      long end = Math.ceilDiv(count, (long) alignment) * alignment;
      out.write(new byte[(int) (end - count)]);
      count = end;
    }
  }

  /** The scalars of a header, in the order of the file. */
  private static final class LittleEndianOutput extends ByteArrayOutputStream {
    private final ByteBuffer scalar = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);

    void int32(int value) {
      write(scalar.putInt(0, value).array(), 0, Integer.BYTES);
    }

    void int64(long value) {
      write(scalar.putLong(0, value).array(), 0, Long.BYTES);
    }

    void string(String value) {
      byte[] text = value.getBytes(UTF_8);
      int64(text.length);
      writeBytes(text);
    }

    void value(MetadataValue value) {
      switch (value) {
        case IntegerValue(MetadataType type, long v) ->
            write(scalar.putLong(0, v).array(), 0, type.bytes());
        case FloatValue(MetadataType type, double v) -> {
          if (type == MetadataType.FLOAT32) {
            int32(Float.floatToRawIntBits((float) v));
          } else {
            int64(Double.doubleToRawLongBits(v));
          }
        }
        case BoolValue(boolean v) -> write(v ? 1 : 0);
        case StringValue(String v) -> string(v);
        case ArrayValue(MetadataArray elements) -> {
          int32(elements.elementType().id());
          int64(elements.size());
          writeBytes(elements.bytes().toArray(Layouts.INT8));
        }
      }
    }
  }
}
