package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.ModelConfig;
import java.util.List;
import java.util.function.ToIntFunction;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * What goes from layer to layer and does not leave the device in between.
 *
 * @param pass what a pass changes, as {@link Chunk} says
 * @param angles as {@link Angles} says
 * @param residual {@code [tokens][width]}
 * @param query {@code [tokens][query, key and value channels]}
 * @param attended {@code [tokens][query channels]}
 * @param hidden {@code [tokens][feed-forward width]}
 * @param rows keys and values of all layers, as {@link Rotary} says
 */
record WorkArrays(
    IntArray pass,
    FloatArray angles,
    FloatArray residual,
    FloatArray query,
    FloatArray attended,
    FloatArray hidden,
    FloatArray rows) {
  /** Slots that a pass has room for at least: what longer ones take belongs to the slots. */
  static final int SLOTS = 256;

  /** Arrays for a model. */
  static WorkArrays of(ModelConfig model, int slots) {
    return new WorkArrays(
        new IntArray(Chunk.FRONT + Math.max(SLOTS, slots)),
        new FloatArray(Angles.of(model).size()),
        new FloatArray(Chunk.TOKENS * model.width()),
        new FloatArray(Chunk.TOKENS * channels(model)),
        new FloatArray(Chunk.TOKENS * widest(model, layer -> layer.attention().width())),
        new FloatArray(Chunk.TOKENS * widest(model, layer -> layer.feedForward().width())),
        new FloatArray(rows(model)));
  }

  /** Arrays in whose place others are put. */
  static WorkArrays placeholders() {
    return new WorkArrays(
        new IntArray(1),
        new FloatArray(1),
        new FloatArray(1),
        new FloatArray(1),
        new FloatArray(1),
        new FloatArray(1),
        new FloatArray(1));
  }

  /** What those take on a device, in bytes. */
  static long placeholderBytes() {
    return 7 * Arrays32.bytes(1);
  }

  /** What the arrays for a model take on a device, in bytes. */
  static long bytes(ModelConfig model) {
    return Arrays32.bytes(Chunk.FRONT + SLOTS)
        + Arrays32.bytes(Angles.of(model).size())
        + Arrays32.bytes(Chunk.TOKENS * (long) model.width())
        + Arrays32.bytes(Chunk.TOKENS * (long) channels(model))
        + Arrays32.bytes(Chunk.TOKENS * (long) widest(model, layer -> layer.attention().width()))
        + Arrays32.bytes(Chunk.TOKENS * (long) widest(model, layer -> layer.feedForward().width()))
        + Arrays32.bytes(rows(model));
  }

  private static int channels(ModelConfig model) {
    return widest(model, layer -> channels(layer.attention()));
  }

  /** Channels of a token's queries, keys and values. */
  static int channels(AttentionShape shape) {
    return shape.width() + 2 * shape.kvWidth();
  }

  private static int rows(ModelConfig model) {
    return model.layers().size() * Chunk.TOKENS * 2 * model.kvWidth();
  }

  private static int widest(ModelConfig model, ToIntFunction<LayerConfig> channels) {
    return model.layers().stream().mapToInt(channels).max().orElseThrow();
  }

  List<TornadoNativeArray> all() {
    return List.of(pass, angles, residual, query, attended, hidden, rows);
  }
}
