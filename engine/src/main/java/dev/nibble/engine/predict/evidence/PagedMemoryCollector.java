package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.measure.KvMeters;
import dev.nibble.tokenizer.EncodeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Has the sentences of a text go through a model, a sequence each, and looks what they take. */
public final class PagedMemoryCollector {
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+");

  private final Engine engine;
  private final String text;

  /**
   * Prepares a look.
   *
   * @param engine the model, with no other sequence in its memory
   * @param text the text
   */
  public PagedMemoryCollector(Engine engine, String text) {
    this.engine = engine;
    this.text = text;
  }

  /**
   * Looks.
   *
   * @param sequences how many; as many as the text has sentences where these are fewer
   * @return what they take together
   * @throws IllegalArgumentException if the text has no sentence
   * @throws dev.nibble.engine.KvMemoryException if there is no memory for all of them
   */
  public PagedMemory collect(int sequences) {
    List<Integer> lengths = new ArrayList<>();
    try (HeldSequences held = new HeldSequences(engine)) {
      for (int[] sentence : sentences(sequences)) {
        held.add(1, sentence);
        lengths.add(sentence.length);
      }
      KvMeters meters = engine.kvMeters();
      return new PagedMemory(
          lengths,
          engine.contextLength(),
          KvPool.BLOCK,
          meters.blockBytes() / KvPool.BLOCK,
          meters.usedBytes());
    }
  }

  private List<int[]> sentences(int most) {
    List<int[]> sentences =
        SENTENCE_END
            .splitAsStream(text)
            .map(sentence -> engine.tokenizer().encode(sentence, EncodeOptions.plain()))
            .filter(ids -> ids.length > 0)
            .map(ids -> Arrays.copyOf(ids, Math.min(ids.length, engine.contextLength())))
            .limit(most)
            .toList();
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException("the text has no sentence, expected one or more");
    }
    return sentences;
  }
}
