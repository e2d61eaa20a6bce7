package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a text at the special tokens that it spells out.
 *
 * <p>Longer tokens go first, over the whole text, so that none is found inside a longer one.
 * Control and unknown tokens are recognized on demand only, user-defined ones always. One pass
 * finds out which tokens occur at all: most often none.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">
 *     tokenizer_st_partition in llama.cpp, which is followed here</a>
 */
final class SpecialSplitter {
  private record Special(int id, String text) {}

  /** Tokens, the longest in UTF-8 first, and what finds them. */
  private record Specials(List<Special> longestFirst, SpecialTexts texts) {
    static Specials of(IntStream ids, Vocabulary vocabulary) {
      List<Special> specials =
          ids.mapToObj(id -> new Special(id, vocabulary.text(id)))
              .sorted(Comparator.comparingInt(special -> -special.text().getBytes(UTF_8).length))
              .toList();
      return new Specials(
          specials, new SpecialTexts(specials.stream().map(Special::text).toList()));
    }

    List<Special> in(String text) {
      return texts.occurring(text).stream().mapToObj(longestFirst::get).toList();
    }
  }

  private final Specials always;
  private final Specials withControl;
  private final SpecialTrims trims;

  SpecialSplitter(Vocabulary vocabulary) {
    int[] special =
        IntStream.range(0, vocabulary.size())
            .filter(id -> vocabulary.type(id).isSpecial() && !vocabulary.text(id).isEmpty())
            .toArray();
    this.withControl = Specials.of(IntStream.of(special), vocabulary);
    this.always =
        Specials.of(
            IntStream.of(special).filter(id -> vocabulary.type(id) == TokenType.USER_DEFINED),
            vocabulary);
    this.trims = vocabulary.trims();
  }

  /**
   * Cuts a text.
   *
   * @param text the text
   * @param parseSpecial whether control and unknown tokens are recognized
   * @return its parts in order, none empty
   */
  List<Fragment> split(String text, boolean parseSpecial) {
    List<Fragment> fragments =
        text.isEmpty() ? List.of() : List.of(new Fragment.Raw(0, text.length()));
    for (Special special : (parseSpecial ? withControl : always).in(text)) {
      fragments = cut(text, fragments, special);
    }
    return fragments;
  }

  private List<Fragment> cut(String text, List<Fragment> fragments, Special special) {
    List<Fragment> out = new ArrayList<>();
    for (Fragment fragment : fragments) {
      switch (fragment) {
        case Fragment.Token token -> out.add(token);
        case Fragment.Raw raw -> cut(text, raw, special, out);
      }
    }
    return out;
  }

  private void cut(String text, Fragment.Raw raw, Special special, List<Fragment> out) {
    int from = raw.from();
    for (int at = text.indexOf(special.text(), from, raw.to());
        at >= 0;
        at = text.indexOf(special.text(), from, raw.to())) {
      addRaw(from, trims.before(special.id()) ? spacesStart(text, from, at) : at, out);
      out.add(new Fragment.Token(special.id()));
      from = at + special.text().length();
      if (trims.after(special.id())) {
        from = spacesEnd(text, from, raw.to());
      }
    }
    addRaw(from, raw.to(), out);
  }

  private static void addRaw(int from, int to, List<Fragment> out) {
    if (from < to) {
      out.add(new Fragment.Raw(from, to));
    }
  }

  private static int spacesStart(String text, int from, int to) {
    int start = to;
    while (start > from && isSpace(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int spacesEnd(String text, int from, int to) {
    int end = from;
    while (end < to && isSpace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** White space of ASCII. */
  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
