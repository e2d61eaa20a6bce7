package dev.nibble.tokenizer.pretokenize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The scanners against the regular expressions that they are written for. */
final class PreTokenizersTest {
  private static final int TEXTS = 3000;

  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String CONTRACTION = "'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]";
  private static final String END = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String CJK = "[\u0800-\u9FA5\uAC00-\uD7FF&&\\S]+";
  private static final String O200K =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{L}&&[^a-z]]*[\\p{L}&&[^A-Z]]+%1$s"
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}&&[^a-z]]+[\\p{L}&&[^A-Z]]*%1$s"
          + "|\\p{N}{1,%2$d}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
          + END;

  private static final List<String> ATOMS =
      List.of(
          "'s",
          "'S",
          "'re",
          "'RE",
          "'Ve",
          "'ll",
          "'lL",
          "'d",
          "'m",
          "'\u017F",
          "'",
          " ",
          "  ",
          "\t",
          "\n",
          "\r\n",
          "\r",
          "\u00A0",
          "\u3000",
          "\u0085",
          "\u000B",
          "\u001C",
          "\u2028",
          "\u200B",
          "1",
          "12",
          "1234",
          "\u0663",
          "\u00BD",
          "\u2167",
          "a",
          "Z",
          "Hello",
          "camelCase",
          "HTTPServer",
          "\u00E9",
          "\u00C9",
          "\u01C5",
          "\u4F60\u597D",
          "\u3053",
          "\uC548",
          "\u0301",
          "\u093F",
          "!",
          "?!",
          "$",
          "+",
          "<=>",
          "^",
          "~",
          "|",
          "`",
          "_",
          "/",
          "//",
          "-",
          "\u2019s",
          "\uD83D\uDE00",
          "\uD835\uDC00",
          "\uD801\uDC00",
          "\uFF01",
          "\u3002",
          "\u0800",
          "\uFFFD",
          "\u0378",
          "\uE000",
          "\0",
          "</s>");

  static Stream<Arguments> families() {
    String sign = "[\\p{P}$+<=>^~|]+";
    return Stream.of(
        Arguments.of(
            "default", PreTokenizers.unnamed(), List.of(sign, GPT2, "\\p{N}+", "[0-9][0-9][0-9]")),
        Arguments.of("gpt-2", PreTokenizers.gpt2(), List.of(GPT2)),
        Arguments.of("starcoder", PreTokenizers.starcoder(), List.of("\\p{N}", GPT2)),
        Arguments.of(
            "falcon",
            PreTokenizers.falcon(),
            List.of("[\\p{P}$+<=>^~|`]+", GPT2, "[0-9][0-9][0-9]")),
        Arguments.of("llama3", PreTokenizers.llama3(), List.of(cl100k("\\p{L}", "{1,3}"))),
        Arguments.of("qwen2", PreTokenizers.qwen2(), List.of(cl100k("\\p{L}", ""))),
        Arguments.of("qwen35", PreTokenizers.qwen35(), List.of(cl100k("\\p{L}\\p{M}", ""))),
        Arguments.of(
            "minicpm5", PreTokenizers.minicpm5(), List.of("\\p{N}{1,3}", cl100k("\\p{L}", "+"))),
        Arguments.of(
            "gpt-4o",
            PreTokenizers.gpt4o(),
            List.of(O200K.formatted("(?:" + CONTRACTION + ")?", 3))),
        Arguments.of("tekken", PreTokenizers.tekken(), List.of(O200K.formatted("", 1))),
        Arguments.of(
            "deepseek-coder",
            PreTokenizers.deepseekCoder(),
            List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", CJK, "\\p{N}")),
        Arguments.of(
            "deepseek-llm",
            PreTokenizers.deepseekLlm(),
            List.of(
                "[\\r\\n]",
                "\\s?[" + PreTokenizers.DEEPSEEK_LLM_LETTERS + "]+",
                "\\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3001\u3002]+",
                "\\s+$",
                CJK,
                "\\p{N}+")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  @DisplayName("any text is cut where the regular expressions cut it, one after the other")
  void sameAsExpressions(String name, PreTokenizer preTokenizer, List<String> expressions) {
    List<Pattern> patterns =
        expressions.stream()
            .map(expression -> Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS))
            .toList();
    Random random = new Random(name.hashCode());
    for (int i = 0; i < TEXTS; i++) {
      String text = randomText(random);

      assertEquals(expected(text, patterns), pieces(preTokenizer, text));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  @DisplayName("time grows linearly with the text, whatever it repeats")
  void linear(String name, PreTokenizer preTokenizer, List<String> expressions) {
    for (String part : ATOMS) {
      char[] text = (part.repeat(300_000 / part.length()) + "x").toCharArray();
      int[] sum = new int[1];

      assertTimeout(
          Duration.ofSeconds(2),
          () -> preTokenizer.split(text, (_, from, to) -> sum[0] += to - from),
          () -> name + " on " + part);

      assertEquals(text.length, sum[0], "nothing is left out");
    }
  }

  @Test
  @DisplayName("only ASCII letters have two cases to GPT-4o, as in llama.cpp")
  void casesOfGpt4o() {
    assertEquals(
        List.of("camel", "Case", "HTTPServer", "'s"),
        pieces(PreTokenizers.tekken(), "camelCaseHTTPServer's"));
    assertEquals(
        List.of("camel", "Case's", "\u00C9", "AB"),
        pieces(PreTokenizers.gpt4o(), "camelCase's\u00C9AB"));
  }

  @Test
  @DisplayName("a letter that Unicode 16 brought is none yet")
  void laterCharacters() {
    assertEquals(CharacterClass.LETTER, CharacterClass.of(0x1C88));
    assertEquals(CharacterClass.OTHER, CharacterClass.of(0x1C89));
    assertEquals(CharacterClass.OTHER, CharacterClass.of(0x10D4A));
  }

  private static String cl100k(String letters, String digits) {
    return CONTRACTION
        + "|[^\\r\\n\\p{L}\\p{N}]?["
        + letters
        + "]+|\\p{N}"
        + digits
        + "| ?[^\\s\\p{N}"
        + letters
        + "]+[\\r\\n]*"
        + END;
  }

  private static List<String> pieces(PreTokenizer preTokenizer, String text) {
    List<String> pieces = new ArrayList<>();
    preTokenizer.split(
        text.toCharArray(), (all, from, to) -> pieces.add(new String(all, from, to - from)));
    return pieces;
  }

  private static List<String> expected(String text, List<Pattern> patterns) {
    List<String> pieces = text.isEmpty() ? List.of() : List.of(text);
    for (Pattern pattern : patterns) {
      pieces = pieces.stream().flatMap(piece -> cut(piece, pattern).stream()).toList();
    }
    return pieces;
  }

  /** What matches, and what lies between. */
  private static List<String> cut(String text, Pattern pattern) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (Matcher matcher = pattern.matcher(text); matcher.find(); from = matcher.end()) {
      if (matcher.start() > from) {
        pieces.add(text.substring(from, matcher.start()));
      }
      pieces.add(matcher.group());
    }
    if (from < text.length()) {
      pieces.add(text.substring(from));
    }
    return pieces;
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int count = random.nextInt(25); count > 0; count--) {
      if (random.nextInt(4) > 0) {
        text.append(ATOMS.get(random.nextInt(ATOMS.size())));
      } else {
        text.appendCodePoint(randomCharacter(random));
      }
    }
    return text.toString();
  }

  /** A character that Java's expressions and the scanners class alike: none of Unicode 16. */
  private static int randomCharacter(Random random) {
    int[] limits = {0x80, 0x250, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000};
    int c = random.nextInt(limits[random.nextInt(limits.length)]);
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean later = Character.isLetterOrDigit(c) && CharacterClass.of(c) == CharacterClass.OTHER;
    boolean laterSign = !Character.isISOControl(c) && isLaterSign(c);
    return surrogate || later || laterSign ? 'x' : c;
  }

  private static boolean isLaterSign(int c) {
    return switch (Character.getType(c)) {
      case Character.UNASSIGNED, Character.FORMAT, Character.PRIVATE_USE -> false;
      default -> CharacterClass.of(c) == CharacterClass.OTHER;
    };
  }
}
