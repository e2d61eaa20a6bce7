package dev.nibble.weights;

import dev.nibble.weights.MetadataValue.ArrayValue;
import dev.nibble.weights.MetadataValue.BoolValue;
import dev.nibble.weights.MetadataValue.FloatValue;
import dev.nibble.weights.MetadataValue.IntegerValue;
import dev.nibble.weights.MetadataValue.StringValue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * Parses a header and checks all of it. Sizes are compared with what the file has left before they
 * are used, so that neither a wrapped sum nor an allocation can follow from a damaged number.
 */
final class GgufReader {
  static final int MAGIC = 0x4655_4747; // "GGUF", little endian
  static final int DEFAULT_ALIGNMENT = 32;
  static final int MAX_DIMENSIONS = 4;
  static final int MAX_TENSOR_NAME_BYTES = 63;
  static final String ALIGNMENT_KEY = "general.alignment";

  static final int MAX_KEY_BYTES = 65_535;

  /** What any JVM can give. */
  private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  /** A page of 2 MiB: nobody aligns to more, and a sum with it cannot wrap. */
  static final int MAX_ALIGNMENT = 1 << 21;

  /** Key length, one character, value type, one byte of value. */
  private static final int MIN_PAIR_BYTES = 8 + 1 + 4 + 1;

  /** Name length, one character, dimension count, one dimension, type, offset. */
  private static final int MIN_TENSOR_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

  private final MemorySegment file;
  private final boolean whole;
  private final HeaderCursor cursor;

  private GgufReader(MemorySegment file, boolean whole) {
    this.file = file;
    this.whole = whole;
    this.cursor = new HeaderCursor(file);
  }

  static GgufHeader read(MemorySegment file) throws GgufFormatException {
    return new GgufReader(file, true).header();
  }

  /** Reads the beginning of a file: tensors have no data, and may lie behind its end. */
  static GgufHeader readBeginning(MemorySegment file) throws GgufFormatException {
    return new GgufReader(file, false).header();
  }

  private GgufHeader header() throws GgufFormatException {
    int magic = cursor.int32("the magic");
    if (magic != MAGIC) {
      throw new GgufFormatException(
          0,
          "the magic is 0x%08x, expected \"GGUF\": no GGUF file"
              .formatted(Integer.reverseBytes(magic)));
    }
    int version = version();
    long tensorCount = cursor.count("the tensor count", MIN_TENSOR_BYTES);
    long pairCount = cursor.count("the key-value count", MIN_PAIR_BYTES);
    Metadata metadata = metadata(pairCount);
    int alignment = alignment(metadata);
    long tableOffset = cursor.position();
    List<TensorInfo> infos = new ArrayList<>();
    for (long i = 0; i < tensorCount; i++) {
      infos.add(tensorInfo(alignment));
    }
    long end = cursor.position();
    long dataOffset = Math.ceilDiv(end, (long) alignment) * alignment;
    SequencedMap<String, Tensor> tensors = place(infos, dataOffset);
    long fileBytes =
        infos.stream().mapToLong(info -> dataOffset + info.offset + info.bytes).max().orElse(end);
    return new GgufHeader(version, alignment, metadata, tableOffset, tensors, end, fileBytes);
  }

  private int version() throws GgufFormatException {
    int version = cursor.int32("the version");
    if (version == 2 || version == 3) {
      return version;
    }
    int swapped = Integer.reverseBytes(version);
    String why =
        swapped == 2 || swapped == 3
            ? "the version reads " + swapped + " in big-endian order, expected little-endian"
            : "the version is " + Integer.toUnsignedString(version) + ", expected 2 or 3";
    throw new GgufFormatException(4, why);
  }

  private Metadata metadata(long count) throws GgufFormatException {
    long sectionOffset = cursor.position();
    SequencedMap<String, MetadataValue> values = new LinkedHashMap<>();
    Map<String, Long> offsets = new HashMap<>();
    for (long i = 0; i < count; i++) {
      long keyOffset = cursor.position();
      String key = cursor.string("a metadata key", MAX_KEY_BYTES);
      if (key.isEmpty()) {
        throw new GgufFormatException(keyOffset, "a metadata key is empty");
      }
      long valueOffset = cursor.position() + Integer.BYTES;
      MetadataValue value = value(key, type(key));
      if (values.putIfAbsent(key, value) != null) {
        throw new GgufFormatException(keyOffset, "the metadata key " + key + " appears twice");
      }
      offsets.put(key, valueOffset);
    }
    return new Metadata(values, offsets, sectionOffset);
  }

  private MetadataType type(String key) throws GgufFormatException {
    long at = cursor.position();
    int id = cursor.int32("the type of " + key);
    return MetadataType.byId(id)
        .orElseThrow(() ->
            new GgufFormatException(
                at,
                "the type of "
                    + key
                    + " is "
                    + Integer.toUnsignedString(id)
                    + ", expected 0 to "
                    + (MetadataType.values().length - 1)));
  }

  private MetadataValue value(String key, MetadataType type) throws GgufFormatException {
    return switch (type) {
      case UINT8 -> new IntegerValue(type, cursor.int8(key) & 0xFF);
      case INT8 -> new IntegerValue(type, cursor.int8(key));
      case UINT16 -> new IntegerValue(type, cursor.int16(key) & 0xFFFF);
      case INT16 -> new IntegerValue(type, cursor.int16(key));
      case UINT32 -> new IntegerValue(type, cursor.int32(key) & 0xFFFF_FFFFL);
      case INT32 -> new IntegerValue(type, cursor.int32(key));
      case UINT64, INT64 -> new IntegerValue(type, cursor.int64(key));
      case FLOAT32 -> new FloatValue(type, cursor.float32(key));
      case FLOAT64 -> new FloatValue(type, cursor.float64(key));
      case BOOL -> new BoolValue(cursor.bool(key));
      case STRING -> new StringValue(cursor.string(key, MAX_ARRAY_LENGTH));
      case ARRAY -> new ArrayValue(array(key));
    };
  }

  private MetadataArray array(String key) throws GgufFormatException {
    long at = cursor.position();
    MetadataType type = type("an element of " + key);
    if (type == MetadataType.ARRAY) {
      throw new GgufFormatException(
          at, key + " is an array of arrays, expected elements of a scalar type");
    }
    String what = "the element count of " + key;
    if (type == MetadataType.STRING) {
      return strings(key, cursor.count(what, Long.BYTES));
    }
    long size = cursor.count(what, type.bytes());
    if (type == MetadataType.BOOL) {
      long start = cursor.position();
      for (long i = 0; i < size; i++) {
        cursor.bool(key);
      }
      return new MetadataArray(type, size, file.asSlice(start, size), new long[0]);
    }
    return new MetadataArray(type, size, cursor.slice(size * type.bytes(), key), new long[0]);
  }

  private MetadataArray strings(String key, long size) throws GgufFormatException {
    if (size > MAX_ARRAY_LENGTH) {
      throw new GgufFormatException(
          cursor.position() - 8, key + " has " + size + " strings, more than a Java array holds");
    }
    long[] starts = new long[(int) size];
    long base = cursor.position();
    for (int i = 0; i < starts.length; i++) {
      starts[i] = cursor.position() - base;
      cursor.skipString(key, i, MAX_ARRAY_LENGTH);
    }
    MemorySegment bytes = file.asSlice(base, cursor.position() - base);
    return new MetadataArray(MetadataType.STRING, size, bytes, starts);
  }

  private static int alignment(Metadata metadata) throws GgufFormatException {
    OptionalInt declared = metadata.integer(ALIGNMENT_KEY, 1, MAX_ALIGNMENT);
    if (declared.isEmpty()) {
      return DEFAULT_ALIGNMENT;
    }
    if (Integer.bitCount(declared.getAsInt()) != 1) {
      throw metadata.malformed(
          ALIGNMENT_KEY, "is " + declared.getAsInt() + ", expected a power of two");
    }
    MetadataType type = metadata.get(ALIGNMENT_KEY).orElseThrow().type();
    if (type != MetadataType.UINT32) {
      throw metadata.malformed(ALIGNMENT_KEY, "has type " + type + ", expected UINT32");
    }
    return declared.getAsInt();
  }

  /** An entry of the tensor table; {@code offset} counts from the start of the data section. */
  private record TensorInfo(
      String name, TensorType type, List<Long> shape, long offset, long bytes, long infoOffset) {

    GgufFormatException malformed(String complaint) {
      return new GgufFormatException(infoOffset, "tensor " + name + " " + complaint);
    }
  }

  private TensorInfo tensorInfo(int alignment) throws GgufFormatException {
    long infoOffset = cursor.position();
    String name = cursor.string("a tensor name", MAX_TENSOR_NAME_BYTES);
    if (name.isEmpty()) {
      throw new GgufFormatException(infoOffset, "a tensor name is empty");
    }
    int dimensions = cursor.int32("the dimension count of " + name);
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw new GgufFormatException(
          infoOffset,
          "tensor %s has %s dimensions, expected 1 to %d"
              .formatted(name, Integer.toUnsignedString(dimensions), MAX_DIMENSIONS));
    }
    List<Long> shape = new ArrayList<>(dimensions);
    for (int i = 0; i < dimensions; i++) {
      shape.add(cursor.int64("dimension " + i + " of " + name));
    }
    int typeId = cursor.int32("the type of " + name);
    TensorType type =
        TensorType.byId(typeId)
            .orElseThrow(() ->
                new GgufFormatException(
                    infoOffset,
                    "tensor %s has the type id %s, which is no ggml type"
                        .formatted(name, Integer.toUnsignedString(typeId))));
    long offset = cursor.int64("the offset of " + name);
    long bytes = bytes(name, type, shape, infoOffset);
    TensorInfo info = new TensorInfo(name, type, shape, offset, bytes, infoOffset);
    if (Long.remainderUnsigned(offset, alignment) != 0) {
      throw info.malformed(
          "starts at data offset %s, no multiple of the alignment %d"
              .formatted(Long.toUnsignedString(offset), alignment));
    }
    return info;
  }

  private static long bytes(String name, TensorType type, List<Long> shape, long infoOffset)
      throws GgufFormatException {
    for (long n : shape) {
      if (n < 1) {
        throw new GgufFormatException(
            infoOffset,
            "tensor %s has a dimension of %s, expected 1 or more"
                .formatted(name, Long.toUnsignedString(n)));
      }
    }
    if (shape.getFirst() % type.blockSize() != 0) {
      throw new GgufFormatException(
          infoOffset,
          "tensor %s has rows of %d elements, no multiple of the %s block of %d"
              .formatted(name, shape.getFirst(), type, type.blockSize()));
    }
    try {
      return type.bytes(shape);
    } catch (ArithmeticException _) {
      throw new GgufFormatException(
          infoOffset, "tensor " + name + " has the shape " + shape + ", whose size exceeds 2^63");
    }
  }

  /**
   * Checks that each tensor lies inside the file, where all of that is here, alone, under a name of
   * its own.
   */
  private SequencedMap<String, Tensor> place(List<TensorInfo> infos, long dataOffset)
      throws GgufFormatException {
    long dataBytes = (whole ? file.byteSize() : Long.MAX_VALUE) - dataOffset;
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorInfo info : infos) {
      if (info.offset < 0 || info.offset > dataBytes || info.bytes > dataBytes - info.offset) {
        throw info.malformed(
            "needs %d bytes at data offset %s, but the data section has %d"
                .formatted(info.bytes, Long.toUnsignedString(info.offset), Math.max(0, dataBytes)));
      }
      MemorySegment data =
          whole ? file.asSlice(dataOffset + info.offset, info.bytes) : MemorySegment.NULL;
      Tensor tensor = new Tensor(info.name, info.type, info.shape, data, info.infoOffset);
      if (tensors.putIfAbsent(info.name, tensor) != null) {
        throw info.malformed("appears twice");
      }
    }
    List<TensorInfo> byOffset = new ArrayList<>(infos);
    byOffset.sort(Comparator.comparingLong(TensorInfo::offset));
    for (int i = 1; i < byOffset.size(); i++) {
      TensorInfo before = byOffset.get(i - 1);
      TensorInfo info = byOffset.get(i);
      if (info.offset < before.offset + before.bytes) {
        throw info.malformed("overlaps tensor " + before.name + " in the data section");
      }
    }
    return Collections.unmodifiableSequencedMap(tensors);
  }
}
