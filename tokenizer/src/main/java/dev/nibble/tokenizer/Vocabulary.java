package dev.nibble.tokenizer;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The tokens of a model and the rules that its file gives for them; immutable.
 *
 * <p>Ids run from 0 to {@link #size()} - 1. Every method that takes an id throws {@link
 * IndexOutOfBoundsException} where there is no such token.
 */
public final class Vocabulary {
  private final List<String> texts;
  private final float[] scores;
  private final List<TokenType> types;
  private final SpecialIds special;
  private final boolean addBos;
  private final boolean addEos;
  private final boolean addSpacePrefix;
  private final SpecialTrims trims;
  private final BitSet endOfGeneration;

  Vocabulary(
      List<String> texts,
      float[] scores,
      List<TokenType> types,
      SpecialIds special,
      SpecialTrims trims,
      boolean addBos,
      boolean addEos,
      boolean addSpacePrefix) {
    this.texts = texts;
    this.scores = scores;
    this.types = types;
    this.special = special;
    this.trims = trims;
    this.addBos = addBos;
    this.addEos = addEos;
    this.addSpacePrefix = addSpacePrefix;
    this.endOfGeneration = endOfGeneration();
  }

  /**
   * Reads and checks a vocabulary.
   *
   * @param metadata the metadata of a model file, which need not stay open
   * @return the vocabulary
   * @throws UnsupportedTokenizerException if it is made for a pre-tokenizer that is not here
   * @throws GgufFormatException if anything that the vocabulary needs is missing, of the wrong
   *     length or out of range
   */
  public static Vocabulary from(Metadata metadata)
      throws UnsupportedTokenizerException, GgufFormatException {
    return new VocabularyReader(metadata).read();
  }

  /** The number of tokens, at least 1. */
  public int size() {
    return texts.size();
  }

  /** The text of each id. */
  List<String> texts() {
    return texts;
  }

  /**
   * The text of a token, spelled as in the file: with U+2581 for a blank, or bytes in disguise.
   *
   * @param id the token
   * @return its text
   */
  public String text(int id) {
    return texts.get(id);
  }

  /**
   * How much a token is preferred when text is merged, the greater the more.
   *
   * @param id the token
   * @return its score; 0 where the file has none
   */
  public float score(int id) {
    return scores[id];
  }

  /**
   * What a token is for.
   *
   * @param id the token
   * @return its type, as the file has it or as its text tells
   */
  public TokenType type(int id) {
    return types.get(id);
  }

  /**
   * The token of a text, of whatever type.
   *
   * @param text the text, spelled as in the file
   * @return the id, the lowest where several tokens have that text, or empty where none has
   */
  public OptionalInt id(String text) {
    int found = texts.indexOf(text);
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
  }

  /** Which special tokens swallow white space. */
  SpecialTrims trims() {
    return trims;
  }

  /** The token that stands in front of a text. */
  public OptionalInt bos() {
    return special.bos();
  }

  /** The token that stands in front of a text, where the caller cannot do without it. */
  int requireBos() {
    return bos().orElseThrow(() -> new IllegalArgumentException("the vocabulary has no BOS token"));
  }

  /** The token that ends a text. */
  public OptionalInt eos() {
    return special.eos();
  }

  /** The token that ends a turn of a dialogue. */
  public OptionalInt eot() {
    return special.eot();
  }

  /** The token that ends a message within a turn. */
  public OptionalInt eom() {
    return special.eom();
  }

  /** The token for text that the vocabulary cannot express. */
  public OptionalInt unknown() {
    return special.unknown();
  }

  /** The token that fills a batch. */
  public OptionalInt padding() {
    return special.padding();
  }

  /** Whether the model expects BOS in front of a prompt; there is one then. */
  public boolean addBos() {
    return addBos;
  }

  /** Whether the model was trained with EOS after each text; there is one then. */
  public boolean addEos() {
    return addEos;
  }

  /** Whether a blank is put in front of a text before it is encoded. */
  public boolean addSpacePrefix() {
    return addSpacePrefix;
  }

  /**
   * Whether generation ends with a token: EOS, EOT, EOM, or a control token that ends an answer in
   * a well-known chat format or a file in a format for filling in code.
   *
   * @param id the token
   * @return whether a model that emits it has finished
   */
  public boolean isEndOfGeneration(int id) {
    return endOfGeneration.get(Objects.checkIndex(id, size()));
  }

  private BitSet endOfGeneration() {
    BitSet ends = KnownTokens.ends(texts, types);
    for (OptionalInt end : special.ends()) {
      end.ifPresent(ends::set);
    }
    return ends;
  }
}
