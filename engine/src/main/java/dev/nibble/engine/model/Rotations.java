package dev.nibble.engine.model;

import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.RopeFactors;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.weights.Tensor;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The angles of a batch, once for all layers that turn alike.
 *
 * <p>Where a model has divisors for long sequences, a sequence takes them that may grow beyond the
 * original context, from its first token on: its keys could not be turned back later.
 */
final class Rotations {
  /** llama.cpp makes contexts of whole steps before it compares them with the original one. */
  private static final int CONTEXT_STEP = 256;

  /** Layers that turn alike, with their angles for short and for long sequences. */
  private static final class Group {
    final RopeConfig config;
    final RotaryEmbedding shortContext;
    final RotaryEmbedding longContext;
    Optional<Rotation> rotation = Optional.empty();

    Group(RopeConfig config, RopeFactors factors) {
      this.config = config;
      shortContext = embedding(config, factors.all(), factors.shortContext());
      longContext =
          factors.longContext().isPresent()
              ? embedding(config, factors.all(), factors.longContext())
              : shortContext;
    }

    private static RotaryEmbedding embedding(
        RopeConfig config, Optional<Tensor> all, Optional<Tensor> byContext) {
      Optional<Tensor> divisors = all.isPresent() ? all : byContext;
      return new RotaryEmbedding(
          config, divisors.isPresent() ? Weights.floats(divisors.get()) : new float[0]);
    }

    void moveTo(Batch batch) {
      int pairs = config.rotatedChannels() / 2;
      int angles = batch.tokens() * pairs;
      if (rotation.isEmpty() || rotation.get().cos().length < angles) {
        rotation =
            Optional.of(
                new Rotation(config.pairing(), new float[angles], new float[angles], pairs));
      }
      for (int sequence = 0; sequence < batch.sequences(); sequence++) {
        at(batch.cache(sequence).capacity())
            .fill(
                batch.position(sequence),
                batch.count(sequence),
                rotation.get(),
                batch.first(sequence));
      }
    }

    /** The embedding for sequences that may grow to a length. */
    RotaryEmbedding at(int capacity) {
      long context = Math.ceilDiv(capacity, CONTEXT_STEP) * (long) CONTEXT_STEP;
      return context > config.scaling().originalContext() ? longContext : shortContext;
    }
  }

  private final List<Group> groups = new ArrayList<>();

  /** The group of each layer; empty for one that does not turn. */
  private final List<Optional<Group>> layers = new ArrayList<>();

  Rotations(List<LayerConfig> layers, RopeFactors factors) {
    for (LayerConfig layer : layers) {
      Optional<RopeConfig> config = layer.rope();
      this.layers.add(
          config.isPresent() ? Optional.of(group(config.get(), factors)) : Optional.empty());
    }
  }

  private Group group(RopeConfig config, RopeFactors factors) {
    for (Group group : groups) {
      if (Objects.equals(group.config, config)) {
        return group;
      }
    }
    Group group = new Group(config, factors);
    groups.add(group);
    return group;
  }

  /** Whether sequences that may grow to one length or the other turn their keys alike. */
  boolean areAlike(int capacity, int other) {
    return groups.stream().allMatch(group -> group.at(capacity) == group.at(other));
  }

  /** Turns to the tokens of a batch. */
  void moveTo(Batch batch) {
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).moveTo(batch);
    }
  }

  /** The angles of each layer; of those of the last tokens only while no others are turned to. */
  List<Optional<Rotation>> all() {
    return new AbstractList<>() {
      @Override
      public Optional<Rotation> get(int layer) {
        return of(layer);
      }

      @Override
      public int size() {
        return layers.size();
      }
    };
  }

  /** The angles of a layer; empty where it does not turn. */
  Optional<Rotation> of(int layer) {
    Optional<Group> group = layers.get(layer);
    return group.isPresent() ? group.get().rotation : Optional.empty();
  }
}
