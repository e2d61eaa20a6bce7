package dev.nibble.tokenizer;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataArray;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a vocabulary out of a file's metadata and refuses what no tokenizer could work with. */
final class VocabularyReader {
  /** A longer one would have to be looked for, to its end, at every place of a text. */
  private static final int MAX_SPECIAL_CHARACTERS = 256;

  private final Metadata metadata;

  VocabularyReader(Metadata metadata) {
    this.metadata = metadata;
  }

  Vocabulary read() throws UnsupportedTokenizerException, GgufFormatException {
    Conventions conventions = Conventions.of(model(), metadata);
    List<String> texts = texts();
    int size = texts.size();
    List<TokenType> types = types(texts);
    requireSoundTexts(texts, types);
    SpecialIds special = special(conventions, size);
    return new Vocabulary(
        texts,
        scores(size, conventions.needsScores()),
        types,
        special,
        SpecialTrims.of(
            metadata.string(VocabularyKeys.MODEL_NAME).orElse(""),
            metadata.string(VocabularyKeys.PRE).orElse(""),
            texts,
            types),
        flag(
            VocabularyKeys.ADD_BOS,
            conventions.addBos() && special.bos().isPresent(),
            VocabularyKeys.BOS_ID,
            special.bos()),
        flag(VocabularyKeys.ADD_EOS, false, VocabularyKeys.EOS_ID, special.eos()),
        metadata.bool(VocabularyKeys.ADD_SPACE_PREFIX).orElse(conventions.addSpacePrefix()));
  }

  private String model() throws GgufFormatException {
    return metadata
        .string(VocabularyKeys.MODEL)
        .orElseThrow(() -> metadata.missing(VocabularyKeys.MODEL));
  }

  private List<String> texts() throws GgufFormatException {
    MetadataArray tokens =
        metadata
            .strings(VocabularyKeys.TOKENS)
            .orElseThrow(() -> metadata.missing(VocabularyKeys.TOKENS));
    if (tokens.size() == 0) {
      throw metadata.malformed(VocabularyKeys.TOKENS, "is empty, expected 1 token or more");
    }
    String[] texts = new String[Math.toIntExact(tokens.size())];
    for (int id = 0; id < texts.length; id++) {
      texts[id] = tokens.string(id);
    }
    return List.of(texts);
  }

  private float[] scores(int size, boolean needed) throws GgufFormatException {
    Optional<MetadataArray> found = metadata.floats(VocabularyKeys.SCORES);
    if (found.isEmpty() && needed) {
      throw metadata.missing(VocabularyKeys.SCORES);
    }
    float[] scores = new float[size];
    if (found.isPresent()) {
      requireSize(VocabularyKeys.SCORES, found.get(), size);
      for (int id = 0; id < size; id++) {
        scores[id] = (float) found.get().floating(id);
        if (Float.isNaN(scores[id])) {
          throw metadata.malformed(
              VocabularyKeys.SCORES, "is NaN at token " + id + ", expected a number");
        }
      }
    }
    return scores;
  }

  private List<TokenType> types(List<String> texts) throws GgufFormatException {
    Optional<MetadataArray> found = metadata.integers(VocabularyKeys.TYPES);
    if (found.isPresent()) {
      requireSize(VocabularyKeys.TYPES, found.get(), texts.size());
    }
    TokenType[] types = new TokenType[texts.size()];
    for (int id = 0; id < types.length; id++) {
      TokenType declared = found.isPresent() ? type(found.get().integer(id), id) : TokenType.NORMAL;
      types[id] = KnownTokens.type(texts.get(id), declared, found.isPresent());
    }
    return List.of(types);
  }

  private TokenType type(long type, int id) throws GgufFormatException {
    Optional<TokenType> found = TokenType.byId(type);
    if (found.isEmpty()) {
      throw metadata.malformed(
          VocabularyKeys.TYPES, "is " + type + " at token " + id + ", expected 1 to 6");
    }
    return found.get();
  }

  private void requireSize(String key, MetadataArray found, int size) throws GgufFormatException {
    if (found.size() != size) {
      throw metadata.malformed(
          key, "has " + found.size() + " elements, expected " + size + ", one for each token");
    }
  }

  private void requireSoundTexts(List<String> texts, List<TokenType> types)
      throws GgufFormatException {
    for (int id = 0; id < texts.size(); id++) {
      String text = texts.get(id);
      if (types.get(id) == TokenType.BYTE && ByteText.parse(text).isEmpty()) {
        throw metadata.malformed(
            VocabularyKeys.TOKENS,
            "has %s at byte token %d, expected <0x00> to <0xFF>".formatted(Quoted.of(text), id));
      }
      if (types.get(id).isSpecial() && text.length() > MAX_SPECIAL_CHARACTERS) {
        throw metadata.malformed(
            VocabularyKeys.TOKENS,
            "has %s at special token %d, expected at most %d characters"
                .formatted(Quoted.of(text), id, MAX_SPECIAL_CHARACTERS));
      }
    }
  }

  private SpecialIds special(Conventions conventions, int size) throws GgufFormatException {
    return new SpecialIds(
        id(VocabularyKeys.BOS_ID, conventions.bos(), size),
        id(VocabularyKeys.EOS_ID, conventions.eos(), size),
        id(VocabularyKeys.EOT_ID, OptionalInt.empty(), size),
        id(VocabularyKeys.EOM_ID, OptionalInt.empty(), size),
        id(VocabularyKeys.UNKNOWN_ID, conventions.unknown(), size),
        id(VocabularyKeys.PADDING_ID, OptionalInt.empty(), size),
        id(VocabularyKeys.FIM_PAD_ID, OptionalInt.empty(), size),
        id(VocabularyKeys.FIM_REPOSITORY_ID, OptionalInt.empty(), size),
        id(VocabularyKeys.FIM_SEPARATOR_ID, OptionalInt.empty(), size));
  }

  private OptionalInt id(String key, OptionalInt otherwise, int size) throws GgufFormatException {
    OptionalInt found = metadata.integer(key, 0, size - 1);
    if (found.isPresent() || otherwise.isEmpty() || otherwise.getAsInt() >= size) {
      return found;
    }
    return otherwise;
  }

  private boolean flag(String key, boolean otherwise, String idKey, OptionalInt id)
      throws GgufFormatException {
    boolean set = metadata.bool(key).orElse(otherwise);
    if (set && id.isEmpty()) {
      throw metadata.malformed(key, "is true, but " + idKey + " is missing");
    }
    return set;
  }
}
