package dev.nibble.engine.predict;

import dev.nibble.engine.Model;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.predict.evidence.ModelFacts;
import java.util.List;

/**
 * What a model will cost, from its header alone.
 *
 * @param model what the header says
 * @param request what was asked
 * @param memory weights, keys and values, working memory, and their sum R
 * @param largestContext how many tokens each of the sequences may have at most; 0 where not even
 *     the weights fit
 * @param largestBatch how many sequences of the wanted length there may be at most
 * @param speed what the machine's bandwidth allows, and what its arithmetic does where that is
 *     known
 * @param widths the model at 16, 8 and 4 bits
 * @param layers which layers a device with so much memory holds, and which leave it when
 * @param training what it would take to train it
 */
public record CostPlan(
    ModelFacts model,
    PlanRequest request,
    List<Prediction> memory,
    long largestContext,
    long largestBatch,
    List<Prediction> speed,
    List<WidthPlan> widths,
    MemoryPlan layers,
    List<Prediction> training) {

  /** Copies the lists. */
  public CostPlan {
    memory = List.copyOf(memory);
    speed = List.copyOf(speed);
    widths = List.copyOf(widths);
    training = List.copyOf(training);
  }

  /**
   * Plans.
   *
   * @param model the model; its header is enough
   * @param request what for
   */
  public static CostPlan of(Model model, PlanRequest request) {
    return new Planner(model, request).plan();
  }

  /** R, what all of it takes, in bytes. */
  public double requiredBytes() {
    return memory.getLast().value();
  }

  /** Whether that is no more than there is. */
  public boolean fits() {
    return requiredBytes() <= request.memoryBytes();
  }
}
