package dev.nibble.weights.quantize;

import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.Layouts;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * How much each column of each weight tensor matters: the mean square of the input channel that it
 * is multiplied with, over the tokens of a text. An error in a weight costs its square times that.
 *
 * <p>The file is llama.cpp's GGUF importance matrix and goes both ways: {@code general.type} is
 * {@code imatrix}, and a weight tensor {@code NAME} has {@code NAME.in_sum2} {@code [experts]
 * [columns]} and {@code NAME.counts} {@code [experts][1]}, both F32.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/tools/imatrix/imatrix.cpp">
 *     save_imatrix in imatrix.cpp</a>
 */
public final class Importance {
  static final String TYPE_KEY = "general.type";
  static final String TYPE = "imatrix";
  static final String DATASETS_KEY = "imatrix.datasets";
  static final String CHUNKS_KEY = "imatrix.chunk_count";
  static final String CHUNK_TOKENS_KEY = "imatrix.chunk_size";
  static final String SUMS_SUFFIX = ".in_sum2";
  static final String COUNTS_SUFFIX = ".counts";

  private final Calibration calibration;
  private final SequencedMap<String, ChannelSquares> squares;

  /**
   * A statistic that was collected.
   *
   * @param calibration what it was collected over
   * @param squares what each weight tensor saw, by its name
   */
  public Importance(Calibration calibration, SequencedMap<String, ChannelSquares> squares) {
    this.calibration = calibration;
    this.squares = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(squares));
  }

  /** Nothing is known of any tensor. */
  public static Importance none() {
    return new Importance(new Calibration(List.of(), 0, 0), new LinkedHashMap<>());
  }

  /**
   * Reads a file that {@link #write} or llama.cpp's {@code llama-imatrix} made. Tensors of other
   * names than the two are passed over.
   *
   * @param path the file
   * @return the statistic
   * @throws dev.nibble.weights.GgufFormatException if it is damaged, no such file, in llama.cpp's
   *     older format without GGUF, or about no tensor
   * @throws IOException if it cannot be read
   */
  public static Importance read(Path path) throws IOException {
    return ImportanceReader.read(path);
  }

  /** What the statistic was collected over. */
  public Calibration calibration() {
    return calibration;
  }

  /** The weight tensors that something was collected for; unmodifiable. */
  public SequencedSet<String> tensors() {
    return squares.sequencedKeySet();
  }

  /**
   * What an error in each column of a weight tensor weighs: the mean square of its input channel. A
   * channel that carried hardly anything counts as a millionth of the mean over all, so that every
   * factor is above 0. The experts of a mixture share one mean, over all of their tokens.
   *
   * @param tensor the name, such as {@code blk.0.attn_q.weight}
   * @return {@code [columns]}; empty where nothing is known
   */
  public float[] of(String tensor) {
    ChannelSquares found = squares.get(tensor);
    return found == null ? new float[0] : found.means();
  }

  /**
   * Writes a file for {@link #read} and llama.cpp's {@code llama-quantize --imatrix}.
   *
   * @param target the file to make or to replace
   * @throws IOException if it cannot be written; the target is then as it was
   * @throws IllegalStateException if nothing is known of any tensor: no reader would take that
   */
  public void write(Path target) throws IOException {
    if (squares.isEmpty()) {
      throw new IllegalStateException(
          "the statistic is about no tensor, expected one or more: collect it over a text");
    }
    GgufWriter writer =
        new GgufWriter()
            .put(TYPE_KEY, MetadataValue.string(TYPE))
            .put(DATASETS_KEY, MetadataValue.array(MetadataArray.ofStrings(calibration.datasets())))
            .put(CHUNKS_KEY, MetadataValue.uint32(calibration.chunks()))
            .put(CHUNK_TOKENS_KEY, MetadataValue.uint32(calibration.chunkTokens()));
    for (Map.Entry<String, ChannelSquares> entry : squares.entrySet()) {
      ChannelSquares seen = entry.getValue();
      add(writer, entry.getKey() + SUMS_SUFFIX, seen.columns(), seen.sums());
      add(writer, entry.getKey() + COUNTS_SUFFIX, 1, seen.counts());
    }
    writer.write(target);
  }

  private static void add(GgufWriter writer, String name, long columns, float[] values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
    MemorySegment.copy(values, 0, bytes, Layouts.FLOAT32, 0, values.length);
    writer.add(name, TensorType.F32, List.of(columns, values.length / columns), () -> bytes);
  }
}
