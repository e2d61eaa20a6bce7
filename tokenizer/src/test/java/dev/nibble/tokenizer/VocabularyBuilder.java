package dev.nibble.tokenizer;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes small vocabularies, sound or damaged, and reads them from a real file. */
final class VocabularyBuilder {
  /** What reads metadata while its file is open. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Metadata metadata) throws IOException;
  }

  private final List<String> texts = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<TokenType> types = new ArrayList<>();
  private final Map<String, MetadataValue> overrides = new LinkedHashMap<>();
  private final List<String> absent = new ArrayList<>();

  /** Unknown, BOS and EOS, as every SentencePiece vocabulary begins. */
  static VocabularyBuilder withSpecials() {
    return new VocabularyBuilder()
        .add("<unk>", 0, TokenType.UNKNOWN)
        .add("<s>", 0, TokenType.CONTROL)
        .add("</s>", 0, TokenType.CONTROL);
  }

  /** Byte-level BPE: a token for each byte, with its number, and the given merges' results. */
  static VocabularyBuilder byteLevel(String pre, String... merges) {
    VocabularyBuilder builder = new VocabularyBuilder();
    for (int value = 0; value < 256; value++) {
      builder.add(Character.toString(ByteAlphabet.character(value)), 0, TokenType.NORMAL);
    }
    for (String merge : merges) {
      builder.add(merge.replace(" ", ""), 0, TokenType.NORMAL);
    }
    return builder
        .put(VocabularyKeys.MODEL, MetadataValue.string(BpeTokenizer.MODEL))
        .put(VocabularyKeys.PRE, MetadataValue.string(pre))
        .merges(merges)
        .without(VocabularyKeys.SCORES);
  }

  VocabularyBuilder merges(String... merges) {
    return put(
        VocabularyKeys.MERGES, MetadataValue.array(MetadataArray.ofStrings(List.of(merges))));
  }

  VocabularyBuilder add(String text, float score, TokenType type) {
    texts.add(text);
    scores.add(score);
    types.add(type);
    return this;
  }

  VocabularyBuilder pieces(String... pieces) {
    for (String piece : pieces) {
      add(piece, -texts.size(), TokenType.NORMAL);
    }
    return this;
  }

  VocabularyBuilder bytes() {
    for (int value = 0; value < 256; value++) {
      add("<0x%02X>".formatted(value), 0, TokenType.BYTE);
    }
    return this;
  }

  VocabularyBuilder put(String key, MetadataValue value) {
    overrides.put(key, value);
    return this;
  }

  VocabularyBuilder without(String key) {
    absent.add(key);
    return this;
  }

  Tokenizer tokenizer() {
    try {
      return read(Tokenizer::from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Vocabulary vocabulary() {
    return tokenizer().vocabulary();
  }

  <T> T read(Reader<T> reader) throws IOException {
    Map<String, MetadataValue> values = new LinkedHashMap<>();
    values.put(VocabularyKeys.MODEL, MetadataValue.string(SpmTokenizer.MODEL));
    values.put(VocabularyKeys.TOKENS, MetadataValue.array(MetadataArray.ofStrings(texts)));
    values.put(VocabularyKeys.SCORES, MetadataValue.array(MetadataArray.ofFloats(floats())));
    values.put(
        VocabularyKeys.TYPES,
        MetadataValue.array(
            MetadataArray.ofInts(types.stream().mapToInt(TokenType::id).toArray())));
    values.putAll(overrides);
    absent.forEach(values::remove);
    GgufWriter writer = new GgufWriter();
    values.forEach(writer::put);
    Path file = Files.createTempFile("vocabulary", ".gguf");
    try {
      writer.write(file);
      try (GgufFile gguf = GgufFile.open(file)) {
        return reader.read(gguf.metadata());
      }
    } finally {
      Files.delete(file);
    }
  }

  private float[] floats() {
    float[] out = new float[scores.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = scores.get(i);
    }
    return out;
  }
}
