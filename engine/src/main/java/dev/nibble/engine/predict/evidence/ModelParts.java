package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.weights.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The pages of a mapped model in the order in which a pass needs them: a part for each layer, and
 * one for the output projection.
 */
final class ModelParts {
  private final int pageBytes;
  private final long firstPage;
  private final List<BitSet> pages = new ArrayList<>();
  private final Map<String, Integer> partByTensor = new HashMap<>();

  /**
   * Sorts tensors.
   *
   * @param tensors views of a mapped file
   * @param pageBytes bytes of a page
   */
  ModelParts(ModelTensors tensors, int pageBytes) {
    this.pageBytes = pageBytes;
    List<List<Tensor>> parts = new ArrayList<>();
    for (LayerTensors layer : tensors.layers()) {
      List<Tensor> part = new ArrayList<>();
      layer.map(tensor -> {
        part.add(tensor);
        return tensor;
      });
      parts.add(part);
    }
    parts.add(List.of(tensors.output().weight()));
    firstPage =
        parts.stream()
                .flatMap(List::stream)
                .mapToLong(tensor -> tensor.data().address())
                .min()
                .orElseThrow()
            / pageBytes;
    for (int part = 0; part < parts.size(); part++) {
      BitSet set = new BitSet();
      for (Tensor tensor : parts.get(part)) {
        long address = tensor.data().address();
        set.set(page(address), page(address + tensor.bytes() - 1) + 1);
        partByTensor.put(tensor.name(), part);
      }
      pages.add(set);
    }
  }

  private int page(long address) {
    return Math.toIntExact(address / pageBytes - firstPage);
  }

  /** How many there are. */
  int count() {
    return pages.size();
  }

  /**
   * The part that a tensor is in.
   *
   * @param tensor its name, one of the tensors of layers or the output projection
   */
  int of(String tensor) {
    return Objects.requireNonNull(partByTensor.get(tensor), tensor);
  }

  /** Bytes of the pages of the first parts. */
  long bytes(int parts) {
    return (long) pageBytes * union(parts).cardinality();
  }

  /**
   * How many parts, from the first on, a budget holds.
   *
   * @param budgetBytes the budget
   */
  int fitting(long budgetBytes) {
    int parts = 0;
    while (parts < count() && bytes(parts + 1) <= budgetBytes) {
      parts++;
    }
    return parts;
  }

  /**
   * The pages of a part that none of the first parts has.
   *
   * @param part which
   * @param held how many parts are the first ones
   */
  List<PageRange> ranges(int part, int held) {
    return ranges(pages.get(part), held);
  }

  /**
   * All pages that none of the first parts has.
   *
   * @param held how many parts are the first ones
   */
  List<PageRange> rangesBeyond(int held) {
    return ranges(union(count()), held);
  }

  private List<PageRange> ranges(BitSet set, int held) {
    BitSet beyond = (BitSet) set.clone();
    beyond.andNot(union(held));
    List<PageRange> ranges = new ArrayList<>();
    int from = beyond.nextSetBit(0);
    while (from >= 0) {
      int to = beyond.nextClearBit(from);
      ranges.add(new PageRange((firstPage + from) * pageBytes, (long) (to - from) * pageBytes));
      from = beyond.nextSetBit(to);
    }
    return ranges;
  }

  private BitSet union(int parts) {
    BitSet union = new BitSet();
    pages.subList(0, parts).forEach(union::or);
    return union;
  }
}
