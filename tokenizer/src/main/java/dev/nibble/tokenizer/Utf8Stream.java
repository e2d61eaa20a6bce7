package dev.nibble.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/** UTF-8 that arrives in pieces, cut anywhere; malformed bytes become U+FFFD. */
final class Utf8Stream {
  private static final int MAX_HELD_BYTES = 3;

  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The beginning of a character whose end is still to come, ready to be read. */
  private final ByteBuffer held = ByteBuffer.allocate(MAX_HELD_BYTES).limit(0);

  /** Whether the characters so far end within one. */
  boolean holdsBytes() {
    return held.hasRemaining();
  }

  /** Takes bytes [from, to) and returns the characters that are complete. */
  String append(byte[] bytes, int from, int to) {
    int length = to - from;
    ByteBuffer in = ByteBuffer.allocate(held.remaining() + length);
    in.put(held).put(bytes, from, length).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining());
    decoder.decode(in, out, false);
    held.clear().put(in).flip();
    return out.flip().toString();
  }

  /** Ends the text; what comes after starts a new one. */
  String flush() {
    CharBuffer out = CharBuffer.allocate(MAX_HELD_BYTES);
    decoder.decode(held, out, true);
    decoder.flush(out);
    decoder.reset();
    return out.flip().toString();
  }
}
