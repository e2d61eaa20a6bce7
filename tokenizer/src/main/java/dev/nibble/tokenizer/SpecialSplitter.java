package dev.nibble.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a text at the special tokens that it spells out.
 *
 * <p>Longer tokens go first, over the whole text, so that none is found inside a longer one.
 * Control and unknown tokens are recognized on demand only, user-defined ones always.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp">
 *     tokenizer_st_partition in llama.cpp, which is followed here</a>
 */
final class SpecialSplitter {
  private record Special(int id, String text, boolean always) {}

  private final List<Special> longestFirst;

  SpecialSplitter(Vocabulary vocabulary) {
    this.longestFirst =
        IntStream.range(0, vocabulary.size())
            .filter(id -> isSpecial(vocabulary.type(id)) && !vocabulary.text(id).isEmpty())
            .mapToObj(id ->
                new Special(id, vocabulary.text(id), vocabulary.type(id) == TokenType.USER_DEFINED))
            .sorted(Comparator.comparingInt((Special special) -> -special.text().length()))
            .toList();
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
    for (Special special : longestFirst) {
      if ((parseSpecial || special.always()) && text.contains(special.text())) {
        fragments = cut(text, fragments, special);
      }
    }
    return fragments;
  }

  private static List<Fragment> cut(String text, List<Fragment> fragments, Special special) {
    List<Fragment> out = new ArrayList<>();
    for (Fragment fragment : fragments) {
      switch (fragment) {
        case Fragment.Token token -> out.add(token);
        case Fragment.Raw raw -> cut(text, raw, special, out);
      }
    }
    return out;
  }

  private static void cut(String text, Fragment.Raw raw, Special special, List<Fragment> out) {
    int from = raw.from();
    for (int at = text.indexOf(special.text(), from, raw.to());
        at >= 0;
        at = text.indexOf(special.text(), from, raw.to())) {
      addRaw(from, at, out);
      out.add(new Fragment.Token(special.id()));
      from = at + special.text().length();
    }
    addRaw(from, raw.to(), out);
  }

  private static void addRaw(int from, int to, List<Fragment> out) {
    if (from < to) {
      out.add(new Fragment.Raw(from, to));
    }
  }

  private static boolean isSpecial(TokenType type) {
    return switch (type) {
      case CONTROL, UNKNOWN, USER_DEFINED -> true;
      case NORMAL, UNUSED, BYTE -> false;
    };
  }
}
