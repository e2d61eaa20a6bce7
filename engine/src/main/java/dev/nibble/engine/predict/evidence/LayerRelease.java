package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.ProductListener;
import dev.nibble.engine.WeightMatrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holds the first parts of a model in memory, and has each other part dropped when the products
 * have come to the next one. What the system has read ahead is dropped when a pass is over.
 */
final class LayerRelease implements ProductListener {
  private final ModelParts parts;
  private final ResidentPages pages;
  private int held;
  private List<List<PageRange>> released;
  private int present;

  /**
   * Holds all parts.
   *
   * @param parts those of the model
   * @param pages sees and drops pages
   */
  LayerRelease(ModelParts parts, ResidentPages pages) {
    this.parts = parts;
    this.pages = pages;
    hold(parts.count());
  }

  /** The parts. */
  ModelParts parts() {
    return parts;
  }

  /**
   * Holds fewer parts, or more, from the next product on.
   *
   * @param count how many of the first ones
   */
  void hold(int count) {
    held = count;
    released = IntStream.range(0, parts.count()).mapToObj(i -> parts.ranges(i, count)).toList();
    sweep();
  }

  @Override
  public void product(WeightMatrix weights, float[] x, int tokens) {
    int part = parts.of(weights.name());
    if (part < present) {
      sweep();
    } else if (part > present && present >= held) {
      released.get(present).forEach(pages::drop);
    }
    present = part;
  }

  /** Bytes of the parts that are held. */
  long heldBytes() {
    return parts.bytes(held);
  }

  /** Bytes beyond these that are not in memory behind a pass, as the system says. */
  long droppedBytes() {
    sweep();
    return parts.rangesBeyond(held).stream()
        .mapToLong(range -> range.bytes() - pages.residentBytes(range))
        .sum();
  }

  private void sweep() {
    if (held < parts.count()) {
      pages.sweep(parts.rangesBeyond(held));
    }
    present = 0;
  }
}
