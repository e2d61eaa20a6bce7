package dev.nibble.weights.quantize;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.LongStream;

/** Reads an importance file and checks all of it. */
final class ImportanceReader {
  /** Sums that one Java array holds as bytes, and more than any model has columns. */
  private static final long MAX_ELEMENTS = 1 << 28;

  private final GgufFile file;

  private ImportanceReader(GgufFile file) {
    this.file = file;
  }

  static Importance read(Path path) throws IOException {
    try (GgufFile file = open(path)) {
      return new ImportanceReader(file).read();
    }
  }

  /** Nothing but the magic stands at the beginning of a file. */
  private static GgufFile open(Path path) throws IOException {
    try {
      return GgufFile.open(path);
    } catch (GgufFormatException e) {
      if (e.offset() > 0) {
        throw e;
      }
      throw new GgufFormatException(
          0,
          e.reason()
              + ". An importance matrix in llama.cpp's older .dat format is not read: convert it"
              + " with llama-imatrix --in-file OLD.dat -o NEW.gguf");
    }
  }

  private Importance read() throws GgufFormatException {
    Metadata metadata = file.metadata();
    String type =
        metadata
            .string(Importance.TYPE_KEY)
            .orElseThrow(() -> metadata.missing(Importance.TYPE_KEY));
    if (!type.equals(Importance.TYPE)) {
      throw metadata.malformed(
          Importance.TYPE_KEY, "is " + type + ", expected imatrix: no importance matrix");
    }
    return new Importance(calibration(metadata), squares());
  }

  private static Calibration calibration(Metadata metadata) throws GgufFormatException {
    MetadataArray names =
        metadata
            .strings(Importance.DATASETS_KEY)
            .orElseThrow(() -> metadata.missing(Importance.DATASETS_KEY));
    List<String> datasets = LongStream.range(0, names.size()).mapToObj(names::string).toList();
    return new Calibration(
        datasets,
        count(metadata, Importance.CHUNKS_KEY),
        count(metadata, Importance.CHUNK_TOKENS_KEY));
  }

  private static int count(Metadata metadata, String key) throws GgufFormatException {
    return metadata.integer(key, 0, Integer.MAX_VALUE).orElseThrow(() -> metadata.missing(key));
  }

  private SequencedMap<String, ChannelSquares> squares() throws GgufFormatException {
    SequencedMap<String, ChannelSquares> squares = new LinkedHashMap<>();
    for (Tensor tensor : file.tensors().values()) {
      String name = tensor.name();
      if (name.endsWith(Importance.SUMS_SUFFIX)) {
        String weights = withoutSuffix(name, Importance.SUMS_SUFFIX);
        squares.put(
            weights, squares(tensor, counterpart(tensor, weights + Importance.COUNTS_SUFFIX)));
      } else if (name.endsWith(Importance.COUNTS_SUFFIX)) {
        counterpart(tensor, withoutSuffix(name, Importance.COUNTS_SUFFIX) + Importance.SUMS_SUFFIX);
      }
    }
    if (squares.isEmpty()) {
      throw file.metadata()
          .malformed(
              Importance.TYPE_KEY,
              "is imatrix, but there is no tensor whose name ends in " + Importance.SUMS_SUFFIX);
    }
    return squares;
  }

  private static String withoutSuffix(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }

  private Tensor counterpart(Tensor tensor, String name) throws GgufFormatException {
    return file.tensor(name)
        .orElseThrow(() -> tensor.malformed("stands alone, expected " + name + " beside it"));
  }

  private static ChannelSquares squares(Tensor sums, Tensor counts) throws GgufFormatException {
    if (counts.columns() != 1 || counts.rows() != sums.rows()) {
      throw counts.malformed(
          "has the shape %s, expected 1 x %d as %s is %s"
              .formatted(counts.shapeText(), sums.rows(), sums.name(), sums.shapeText()));
    }
    ChannelSquares squares = new ChannelSquares(floats(sums), floats(counts));
    for (float count : squares.counts()) {
      if (count > 0 && count < 1) {
        throw counts.malformed("has a count of " + count + ", expected 0, or 1 or more");
      }
    }
    return squares;
  }

  private static float[] floats(Tensor tensor) throws GgufFormatException {
    if (tensor.type() != TensorType.F32) {
      throw tensor.malformed("has type " + tensor.type() + ", expected F32");
    }
    if (tensor.elements() > MAX_ELEMENTS) {
      throw tensor.malformed(
          "has %d elements, expected %d at most".formatted(tensor.elements(), MAX_ELEMENTS));
    }
    float[] values = BlockFormat.of(TensorType.F32).orElseThrow().dequantize(tensor);
    for (float value : values) {
      if (!(value >= 0 && value <= Float.MAX_VALUE)) {
        throw tensor.malformed("holds " + value + ", expected a finite number, 0 or more");
      }
    }
    return values;
  }
}
