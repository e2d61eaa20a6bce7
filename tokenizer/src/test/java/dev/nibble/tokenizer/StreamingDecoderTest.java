package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes out of a decoder, and when. */
final class StreamingDecoderTest {
  private static final int FIRST_BYTE = 3;

  private final Tokenizer tokenizer =
      VocabularyBuilder.withSpecials()
          .bytes()
          .pieces("\u2581Hello", "\u2581", "a", "caf\u00E9")
          .add("<tool>", 0, TokenType.USER_DEFINED)
          .add("<free>", 0, TokenType.UNUSED)
          .tokenizer();

  @Test
  @DisplayName("a character that is spread over tokens appears with its last byte")
  void heldBack() {
    StreamingDecoder decoder = decoder(DecodeOptions.wholeText());

    assertEquals(List.of("", "", "", "\uD83D\uDE00"), appendBytes(decoder, "F09F9880"));
    assertEquals("caf\u00E9", decoder.append(id("caf\u00E9")));
    assertEquals("", decoder.flush());
  }

  @ParameterizedTest
  @CsvSource({
    "80, 1",
    "C0AF, 2",
    "C328, 1",
    "E2, 1",
    "E296, 1",
    "E29661, 1",
    "E08080, 3",
    "EDA080, 1",
    "F09F98, 1",
    "F09F9861, 1",
    "F8, 1",
    "FF, 1",
    "F4908080, 4",
    "E296E296, 2"
  })
  @DisplayName("malformed bytes become U+FFFD, as many as a whole decoding gives")
  void malformed(String hex, int replacements) {
    StreamingDecoder decoder = decoder(DecodeOptions.wholeText());

    String text = String.join("", appendBytes(decoder, hex)) + decoder.flush();

    assertEquals(new String(HexFormat.of().parseHex(hex), UTF_8), text);
    assertEquals(replacements, text.chars().filter(c -> c == '\uFFFD').count());
  }

  @Test
  @DisplayName("a replacement is not made before it is certain, nor later")
  void asLateAsNecessary() {
    StreamingDecoder decoder = decoder(DecodeOptions.wholeText());

    assertEquals(List.of("", ""), appendBytes(decoder, "E296"));
    assertEquals("\uFFFDa", decoder.append(id("a")));
    assertEquals(List.of("", ""), appendBytes(decoder, "E296"));
    assertEquals("\uFFFD", decoder.flush());
    assertEquals("", decoder.flush());
  }

  @RepeatedTest(20)
  @DisplayName("any bytes, cut anywhere, decode as they do whole")
  void anyBytes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    byte[] alphabet = HexFormat.of().parseHex("61208090A0BFC2C3E0E2EDEFF0F4F5FF96819F98");
    byte[] bytes = new byte[200];
    IntStream.range(0, bytes.length)
        .forEach(i -> bytes[i] = alphabet[random.nextInt(alphabet.length)]);
    Utf8Stream stream = new Utf8Stream();
    StringBuilder text = new StringBuilder();

    for (int from = 0, to; from < bytes.length; from = to) {
      to = Math.min(bytes.length, from + random.nextInt(6));
      text.append(stream.append(bytes, from, to));
    }

    assertEquals(new String(bytes, UTF_8), text.append(stream.flush()).toString());
  }

  @Test
  @DisplayName("a text loses the blank in front, a continuation keeps it")
  void leadingBlank() {
    int hello = id("\u2581Hello");

    StreamingDecoder whole = decoder(DecodeOptions.wholeText());
    assertEquals("Hello", whole.append(hello));
    assertEquals(" Hello", whole.append(hello));
    assertEquals(" Hello", decoder(DecodeOptions.continuing()).append(hello));
    assertEquals(" Hello", tokenizer.decode(id("\u2581"), hello), "one blank is removed, not two");
    assertEquals("a Hello", tokenizer.decode(id("a"), hello), "a blank further on is text");
  }

  @Test
  @DisplayName("control and unknown tokens leave no trace unless they are asked for")
  void specials() {
    assertEquals("a<tool><free>", tokenizer.decode(1, id("a"), 0, id("<tool>"), id("<free>"), 2));

    StreamingDecoder shown = decoder(new DecodeOptions(true, true));
    assertEquals("<s>", shown.append(1));
    assertEquals("<unk>", shown.append(0));
  }

  @Test
  @DisplayName("an id that is no token is refused")
  void outOfRange() {
    int size = tokenizer.vocabulary().size();

    assertThrows(IndexOutOfBoundsException.class, () -> tokenizer.decode(size));
    assertThrows(IndexOutOfBoundsException.class, () -> tokenizer.decode(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> tokenizer.bytes(size));
  }

  private StreamingDecoder decoder(DecodeOptions options) {
    return tokenizer.streamingDecoder(options);
  }

  private int id(String text) {
    return tokenizer.vocabulary().id(text).orElseThrow();
  }

  private static List<String> appendBytes(StreamingDecoder decoder, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> decoder.append(FIRST_BYTE + (bytes[i] & 0xFF)))
        .toList();
  }
}
