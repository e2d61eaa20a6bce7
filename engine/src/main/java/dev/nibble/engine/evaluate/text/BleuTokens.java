package dev.nibble.engine.evaluate.text;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The words that BLEU compares: those of NIST's script {@code mteval-v13a}, which sacreBLEU calls
 * {@code 13a}. Case counts.
 *
 * @see <a href="https://aclanthology.org/W18-6319/">Post, A Call for Clarity in Reporting BLEU
 *     Scores, 2018</a>
 */
final class BleuTokens {
  /** The apostrophe stays in its word; period, comma and hyphen have rules of their own. */
  private static final Pattern SYMBOL = Pattern.compile("[\\p{Punct}&&[^'.,-]]");

  private static final Pattern STOP_BEHIND_NO_DIGIT = Pattern.compile("([^0-9])([.,])");
  private static final Pattern STOP_BEFORE_NO_DIGIT = Pattern.compile("([.,])([^0-9])");
  private static final Pattern HYPHEN_BEHIND_DIGIT = Pattern.compile("([0-9])-");

  private BleuTokens() {}

  static List<String> of(String text) {
    String line = " " + plain(text.stripTrailing()) + " ";
    line = SYMBOL.matcher(line).replaceAll(" $0 ");
    line = STOP_BEHIND_NO_DIGIT.matcher(line).replaceAll("$1 $2 ");
    line = STOP_BEFORE_NO_DIGIT.matcher(line).replaceAll(" $1 $2");
    line = HYPHEN_BEHIND_DIGIT.matcher(line).replaceAll("$1 - ");
    return Words.asWritten(line);
  }

  /** Without the marks that test sets in SGML had, and with words joined across line breaks. */
  private static String plain(String text) {
    return text.replace("<skipped>", "")
        .replace("-\n", "")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
  }
}
