package dev.nibble.engine.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds models against the first of them, over the windows of {@link Perplexity}: the perplexity of
 * each, and how far its predictions are from the first one's.
 *
 * <p>The models read a chunk each in turn. What the first predicts is kept for that long, in {@code
 * (context / 2 - 1) * vocabulary} floats of memory: 33 MB for 512 tokens and a vocabulary of
 * 32,000. Each model holds the key-value cache of a session besides, and each divergence a double.
 */
public final class Comparison {
  private final List<ComparedModel> models;
  private final int context;

  /**
   * Prepares a comparison.
   *
   * @param models two or more, the one to compare with first
   * @param context tokens of a window: even, 4 or more, and no more than the context of each engine
   * @throws IllegalArgumentException if there are fewer models, or the context is something else
   */
  public Comparison(List<ComparedModel> models, int context) {
    if (models.size() < 2) {
      throw new IllegalArgumentException("%d models, expected 2 or more".formatted(models.size()));
    }
    for (ComparedModel model : models) {
      try {
        ScoredText.checkContext(model.engine(), context);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(model.name() + ": " + e.getMessage(), e);
      }
    }
    this.models = List.copyOf(models);
    this.context = context;
  }

  /**
   * Lets all models read a text.
   *
   * @param text the text; control tokens that it spells are text like the rest
   * @param maxChunks windows to score at most, from the beginning of the text; 0 for all
   * @param listener is told before each chunk of each model
   * @return a result for each model, in their order
   * @throws IncomparableModelsException if the text is other tokens for one of the models, or its
   *     vocabulary has another size
   * @throws IllegalArgumentException if the text does not fill one window, or {@code maxChunks} is
   *     negative
   */
  public List<ModelComparison> run(String text, int maxChunks, ComparisonListener listener) {
    List<ComparedReader> readers = new ArrayList<>();
    try {
      for (ComparedModel model : models) {
        readers.add(new ComparedReader(model, text, context, maxChunks));
        readers.getFirst().checkComparable(readers.getLast());
      }
      return run(readers.getFirst(), readers.subList(1, readers.size()), listener);
    } finally {
      readers.forEach(ComparedReader::close);
    }
  }

  private static List<ModelComparison> run(
      ComparedReader first, List<ComparedReader> others, ComparisonListener listener) {
    ReferenceChunk reference = first.newReference();
    for (int chunk = 0; chunk < first.chunks(); chunk++) {
      listener.reading(first.name(), chunk, first.chunks());
      first.readAsReference(chunk, reference);
      for (ComparedReader other : others) {
        listener.reading(other.name(), chunk, first.chunks());
        other.readAgainst(chunk, reference);
      }
    }
    List<ModelComparison> results = new ArrayList<>();
    results.add(first.resultAsReference());
    others.forEach(other -> results.add(other.result()));
    return List.copyOf(results);
  }
}
