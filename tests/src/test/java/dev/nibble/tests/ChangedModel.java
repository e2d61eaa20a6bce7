package dev.nibble.tests;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.ByteOrder.nativeOrder;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bundled model, to be written again with something changed. */
final class ChangedModel {
  private final Map<String, MetadataValue> metadata = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  ChangedModel put(String key, MetadataValue value) {
    metadata.put(key, value);
    return this;
  }

  /** Leaves a metadata value or a tensor out. */
  ChangedModel without(String name) {
    metadata.put(name, null);
    tensors.put(name, null);
    return this;
  }

  /** Adds or replaces a tensor, whose elements are all zero. */
  ChangedModel zeros(String name, TensorType type, Long... shape) {
    Tensor measured = new Tensor(name, type, List.of(shape), MemorySegment.NULL, 0);
    long bytes = type.rowBytes(measured.columns()) * measured.rows();
    return tensor(name, type, List.of(shape), MemorySegment.ofArray(new byte[(int) bytes]));
  }

  /** Adds or replaces a tensor of one dimension. */
  ChangedModel floats(String name, float... values) {
    if (nativeOrder() != LITTLE_ENDIAN) {
      throw new IllegalStateException("GGUF files are little-endian, this machine is not");
    }
    return tensor(
        name, TensorType.F32, List.of((long) values.length), MemorySegment.ofArray(values));
  }

  Path writeTo(Path target) throws IOException {
    try (GgufFile bundled = GgufFile.open(Material.bundledModel())) {
      Map<String, MetadataValue> allMetadata = new LinkedHashMap<>(bundled.metadata().asMap());
      Map<String, Tensor> allTensors = new LinkedHashMap<>(bundled.tensors());
      allMetadata.putAll(metadata);
      allTensors.putAll(tensors);
      GgufWriter writer = new GgufWriter();
      allMetadata.forEach((key, value) -> {
        if (value != null) {
          writer.put(key, value);
        }
      });
      allTensors.values().stream().filter(tensor -> tensor != null).forEach(writer::add);
      writer.write(target);
    }
    return target;
  }

  private ChangedModel tensor(String name, TensorType type, List<Long> shape, MemorySegment data) {
    tensors.put(name, new Tensor(name, type, shape, data, 0));
    return this;
  }
}
