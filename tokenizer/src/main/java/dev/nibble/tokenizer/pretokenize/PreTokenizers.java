package dev.nibble.tokenizer.pretokenize;

import static dev.nibble.tokenizer.pretokenize.CharacterClass.LETTER;
import static dev.nibble.tokenizer.pretokenize.CharacterClass.MARK;
import static dev.nibble.tokenizer.pretokenize.CharacterClass.NUMBER;
import static dev.nibble.tokenizer.pretokenize.CharacterClass.PUNCTUATION;

import java.util.List;

/**
 * The pre-tokenizers of the model families.
 *
 * <p>Where llama.cpp and a family's own definition differ, these follow llama.cpp, whose ids are
 * what others compare with.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">
 *     llm_tokenizer_bpe in llama.cpp</a>
 */
public final class PreTokenizers {
  private static final CharacterSet ASCII_DIGITS = CharacterSet.ofRanges("0-9");
  private static final CharacterSet LETTERS = CharacterSet.ofClasses(LETTER);
  private static final CharacterSet NUMBERS = CharacterSet.ofClasses(NUMBER);
  private static final CharacterSet PUNCTUATIONS = CharacterSet.ofClasses(PUNCTUATION);
  private static final CharacterSet LINE_BREAKS =
      codePoint -> codePoint == '\n' || codePoint == '\r';

  /** What DeepSeek takes for CJK, which begins with Samaritan. */
  private static final CharacterSet CJK = CharacterSet.ofRanges("\u0800-\u9FA5\uAC00-\uD7FF");

  /** The first range ends beyond the letters: ASCII letters are in it. */
  private static final CharacterSet DEEPSEEK_LLM_SIGNS =
      CharacterSet.ofRanges("!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002");

  /** Letters that have two cases, in the words of a regular expression. */
  static final String DEEPSEEK_LLM_LETTERS =
      "A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF"
          + "\u01C4-\u0293\u0295-\u02AF\u0370-\u0373\u0376\u0377\u037B-\u037D\u037F\u0386"
          + "\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03F5\u03F7-\u0481\u048A-\u052F"
          + "\u0531-\u0556\u10A0-\u10C5\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA"
          + "\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77\u1D79-\u1D9A\u1E00-\u1F15"
          + "\u1F18-\u1F1D\u1F20-\u1F45\u1F48-\u1F4D\u1F50-\u1F57\u1F59\u1F5B\u1F5D"
          + "\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE\u1FC2-\u1FC4\u1FC6-\u1FCC"
          + "\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC\u2102"
          + "\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D"
          + "\u212F-\u2134\u2139\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B"
          + "\u2C7E-\u2CE4\u2CEB-\u2CEE\u2CF2\u2CF3\uA640-\uA66D\uA680-\uA69B"
          + "\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06"
          + "\uFB13-\uFB17\uFF21-\uFF3A\uFF41-\uFF5A\uD801\uDC00-\uD801\uDC4F"
          + "\uD801\uDCB0-\uD801\uDCD3\uD801\uDCD8-\uD801\uDCFB\uD803\uDC80-\uD803\uDCB2"
          + "\uD803\uDCC0-\uD803\uDCF2\uD806\uDCA0-\uD806\uDCDF\uD83A\uDD00-\uD83A\uDD43";

  private PreTokenizers() {}

  /** What files get that name no pre-tokenizer. */
  public static PreTokenizer unnamed() {
    return of(
        Isolated.runs(PUNCTUATIONS.or(CharacterSet.ofRanges("$+<=>^~|"))),
        new Gpt2Words(),
        Isolated.runs(NUMBERS),
        new Isolated(ASCII_DIGITS, 3, 3, false));
  }

  /** GPT-2, MPT, OLMo. */
  public static PreTokenizer gpt2() {
    return of(new Gpt2Words());
  }

  /** StarCoder, SmolLM, Refact, Command-R: GPT-2 with single digits. */
  public static PreTokenizer starcoder() {
    return of(Isolated.each(NUMBERS), new Gpt2Words());
  }

  /** Falcon, up to its second generation. */
  public static PreTokenizer falcon() {
    return of(
        Isolated.runs(PUNCTUATIONS.or(CharacterSet.ofRanges("$+<=>^~|`"))),
        new Gpt2Words(),
        new Isolated(ASCII_DIGITS, 3, 3, false));
  }

  /** Llama 3. */
  public static PreTokenizer llama3() {
    return of(new Cl100kWords(LETTER, 3));
  }

  /** Qwen 1 to 3. */
  public static PreTokenizer qwen2() {
    return of(new Cl100kWords(LETTER, 1));
  }

  /** Qwen 3.5, where marks belong to words. */
  public static PreTokenizer qwen35() {
    return of(new Cl100kWords(LETTER | MARK, 1));
  }

  /** MiniCPM 5. */
  public static PreTokenizer minicpm5() {
    return of(new Isolated(NUMBERS, 1, 3, false), new Cl100kWords(LETTER, Integer.MAX_VALUE));
  }

  /** GPT-4o and Llama 4. */
  public static PreTokenizer gpt4o() {
    return of(new O200kWords(3, true));
  }

  /** Mistral's Tekken. */
  public static PreTokenizer tekken() {
    return of(new O200kWords(1, false));
  }

  /** The first DeepSeek LLM. */
  public static PreTokenizer deepseekLlm() {
    return of(
        Isolated.each(LINE_BREAKS),
        Isolated.runsAfterSpace(CharacterSet.ofRanges(DEEPSEEK_LLM_LETTERS)),
        Isolated.runsAfterSpace(DEEPSEEK_LLM_SIGNS),
        new TrailingSpaces(),
        Isolated.runs(CJK),
        Isolated.runs(NUMBERS));
  }

  /** DeepSeek Coder. */
  public static PreTokenizer deepseekCoder() {
    return of(
        Isolated.each(LINE_BREAKS),
        Isolated.runsAfterSpace(LETTERS),
        Isolated.runsAfterSpace(PUNCTUATIONS),
        Isolated.runs(CJK),
        Isolated.each(NUMBERS));
  }

  private static PreTokenizer of(Stage... stages) {
    return new PreTokenizer(List.of(stages));
  }
}
