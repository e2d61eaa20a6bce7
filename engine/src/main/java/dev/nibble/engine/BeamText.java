package dev.nibble.engine;

import dev.nibble.tokenizer.DecodeOptions;
import dev.nibble.tokenizer.StreamingDecoder;
import dev.nibble.tokenizer.Tokenizer;
import java.util.List;

/**
 * What the tokens of a hypothesis spell. They are decoded from the first on each time: a hypothesis
 * that forks cannot share a stream, and the forward pass takes far longer.
 *
 * @param text up to the first stop string
 * @param stopped whether there is one
 */
record BeamText(String text, boolean stopped) {

  static BeamText of(int[] ids, Tokenizer tokenizer, List<String> stops) {
    StreamingDecoder decoder = tokenizer.streamingDecoder(DecodeOptions.continuing());
    StopMatcher matcher = new StopMatcher(stops);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(matcher.append(decoder.append(id)));
      if (matcher.matched()) {
        return new BeamText(text.toString(), true);
      }
    }
    text.append(matcher.append(decoder.flush()));
    if (!matcher.matched()) {
      text.append(matcher.flush());
    }
    return new BeamText(text.toString(), false);
  }
}
