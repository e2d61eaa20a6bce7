package dev.nibble.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Text survives encoding and decoding, at once or in pieces. */
final class RoundTripTest {
  private static final int TEXTS = 50;

  private final Tokenizer tokenizer = Material.bundled();

  RoundTripTest() throws IOException {}

  @RepeatedTest(20)
  @DisplayName("any text comes back, and whole characters come back at once")
  void anyText(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < TEXTS; i++) {
      String text = randomText(random);
      int[] ids = tokenizer.encode(text, EncodeOptions.plain());

      assertEquals(text, tokenizer.decode(ids));
      assertEquals(text, streamed(ids, text.indexOf('\uFFFD') < 0));
    }
  }

  @Test
  @DisplayName("BOS does not keep the leading blank from being removed")
  void afterBos() {
    EncodeOptions prompt = EncodeOptions.prompt(tokenizer.vocabulary());

    assertEquals("Once upon", tokenizer.decode(tokenizer.encode("Once upon", prompt)));
    assertEquals("  Once", tokenizer.decode(tokenizer.encode("  Once", prompt)));
  }

  private String streamed(int[] ids, boolean noReplacement) {
    StreamingDecoder decoder = tokenizer.streamingDecoder(DecodeOptions.wholeText());
    StringBuilder out = new StringBuilder();
    for (int id : ids) {
      String piece = decoder.append(id);
      if (noReplacement) {
        assertEquals(-1, piece.indexOf('\uFFFD'));
      }
      assertEquals(piece.codePointCount(0, piece.length()), wholeCharacters(piece));
      out.append(piece);
    }
    return out.append(decoder.flush()).toString();
  }

  private static long wholeCharacters(String piece) {
    return piece.codePoints().filter(c -> Character.getType(c) != Character.SURROGATE).count();
  }

  /** Letters, blanks and characters of every length in UTF-8; no U+2581, which means a blank. */
  private static String randomText(Random random) {
    int[] limits = {0x80, 0x80, 0x800, 0x1_0000, 0x11_0000};
    return IntStream.generate(() ->
            random.nextInt(3) == 0
                ? "  etao\n\t<s>".charAt(random.nextInt(11))
                : random.nextInt(limits[random.nextInt(limits.length)]))
        .filter(c -> Character.getType(c) != Character.SURROGATE && c != 0x2581)
        .limit(random.nextInt(40))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
