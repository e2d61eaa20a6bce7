package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.device.DevicePass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * The angles of a pass, once for all layers that turn alike: cosines {@code [tokens][pairs]}, then
 * sines.
 */
final class Angles {
  private final List<RopeConfig> kinds = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private int size;

  private Angles() {}

  /** Where the angles of a model's layers are. */
  static Angles of(ModelConfig model) {
    Angles angles = new Angles();
    for (LayerConfig layer : model.layers()) {
      layer.rope().filter(kind -> !angles.kinds.contains(kind)).ifPresent(angles::add);
    }
    return angles;
  }

  private void add(RopeConfig kind) {
    kinds.add(kind);
    starts.add(size);
    size += 2 * Chunk.TOKENS * pairs(kind);
  }

  /** Pairs of channels of a head that turn. */
  static int pairs(RopeConfig kind) {
    return kind.rotatedChannels() / 2;
  }

  /** How many numbers there are; one where nothing turns. */
  int size() {
    return Math.max(1, size);
  }

  /** Where those of a layer are. */
  int start(RopeConfig kind) {
    return starts.get(kinds.indexOf(kind));
  }

  /**
   * Sets those of some tokens for some layers.
   *
   * @param angles receives them
   * @param layers the layers
   * @param pass has them for all its tokens
   * @param chunk the tokens
   */
  void set(FloatArray angles, List<TornadoLayer> layers, DevicePass pass, Chunk chunk) {
    Optional<RopeConfig> last = Optional.empty();
    for (TornadoLayer layer : layers) {
      Optional<RopeConfig> kind = layer.rope();
      if (kind.isPresent() && !kind.equals(last)) {
        set(angles, start(kind.get()), pass.rotation(layer.index()).orElseThrow(), chunk);
      }
      last = kind;
    }
  }

  private static void set(FloatArray angles, int start, Rotation rotation, Chunk chunk) {
    int pairs = rotation.pairs();
    int from = chunk.first() * pairs;
    int count = chunk.count() * pairs;
    Arrays32.write(rotation.cos(), from, angles, start, count);
    Arrays32.write(rotation.sin(), from, angles, start + (long) Chunk.TOKENS * pairs, count);
  }
}
