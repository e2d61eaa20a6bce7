package dev.nibble.weights.quantize;

import java.util.List;

/**
 * What a statistic was collected over.
 *
 * @param datasets the names of the texts
 * @param chunks windows that were run, 0 or more
 * @param chunkTokens tokens of a window, 0 or more
 */
public record Calibration(List<String> datasets, int chunks, int chunkTokens) {

  /** Copies the names. */
  public Calibration {
    datasets = List.copyOf(datasets);
  }
}
