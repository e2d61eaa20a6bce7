package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.evaluate.Ceiling;
import java.util.List;

/**
 * Everything that predictions are made from and held against.
 *
 * @param model the facts of the model's file
 * @param ceiling what the machine can do at best, measured before all others
 * @param memory what the loaded model and its sequences take
 * @param work what the kernels computed and read
 * @param text how a text becomes tokens
 * @param speed prefill and decode of one sequence
 * @param batches speed by the number of sequences
 * @param contexts time and memory by the length of a sequence
 * @param paging memory of sequences of many lengths
 * @param widths the model at 16, 8 and 4 bits, in this order, and at what was asked for besides
 * @param dispersion entropy by length
 * @param fallback speed by the memory that a model is granted
 */
public record Evidence(
    ModelFacts model,
    Ceiling ceiling,
    MemoryUse memory,
    CountedWork work,
    TextTokens text,
    DecodeSpeed speed,
    List<BatchPoint> batches,
    List<ContextPoint> contexts,
    PagedMemory paging,
    List<WidthResult> widths,
    List<DispersionPoint> dispersion,
    FallbackRun fallback) {

  /** Copies the lists. */
  public Evidence {
    batches = List.copyOf(batches);
    contexts = List.copyOf(contexts);
    widths = List.copyOf(widths);
    dispersion = List.copyOf(dispersion);
  }
}
