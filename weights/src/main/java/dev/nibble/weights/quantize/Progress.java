package dev.nibble.weights.quantize;

import dev.nibble.weights.Tensor;
import java.util.List;

/** Counts the weights that are done. */
final class Progress {
  private final QuantizationListener listener;
  private final long total;
  private long done;

  Progress(List<TensorPlan> plans, QuantizationListener listener) {
    this.listener = listener;
    this.total = plans.stream().mapToLong(plan -> plan.tensor().elements()).sum();
  }

  void add(Tensor tensor, long weights) {
    done += weights;
    listener.progress(tensor.name(), done, total);
  }
}
