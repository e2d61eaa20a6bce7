package dev.nibble.tests.architecture;

import static dev.nibble.weights.MetadataValue.array;
import static dev.nibble.weights.MetadataValue.string;

import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vocabulary of all small models: SentencePiece's control tokens, the space, digits and
 * letters.
 */
final class SmallVocabulary {
  /** Positions that the models declare: what llama.cpp rounds the context of a short run up to. */
  static final int CONTEXT = 256;

  private static final String PIECES =
      "▁0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final List<String> CONTROL = List.of("<unk>", "<s>", "</s>");
  private static final int NORMAL_TYPE = 1;
  private static final int UNKNOWN_TYPE = 2;
  private static final int CONTROL_TYPE = 3;

  /** The number of tokens. */
  static final int SIZE = CONTROL.size() + PIECES.length();

  private SmallVocabulary() {}

  static Map<String, MetadataValue> metadata() {
    List<String> tokens = new ArrayList<>(CONTROL);
    PIECES.chars().forEach(c -> tokens.add(Character.toString(c)));
    int[] types = new int[SIZE];
    float[] scores = new float[SIZE];
    for (int id = 0; id < SIZE; id++) {
      types[id] = id == 0 ? UNKNOWN_TYPE : id < CONTROL.size() ? CONTROL_TYPE : NORMAL_TYPE;
      scores[id] = -id;
    }
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    metadata.put("tokenizer.ggml.model", string("llama"));
    metadata.put("tokenizer.ggml.tokens", array(MetadataArray.ofStrings(tokens)));
    metadata.put("tokenizer.ggml.scores", array(MetadataArray.ofFloats(scores)));
    metadata.put("tokenizer.ggml.token_type", array(MetadataArray.ofInts(types)));
    return metadata;
  }
}
