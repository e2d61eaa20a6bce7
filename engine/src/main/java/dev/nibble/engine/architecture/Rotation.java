package dev.nibble.engine.architecture;

/**
 * The rotary angles of a batch of tokens.
 *
 * @param pairing which channels turn together
 * @param cos {@code [tokens][pairs]}
 * @param sin {@code [tokens][pairs]}
 * @param pairs rotated pairs of channels in a head
 */
@SuppressWarnings("ArrayRecordComponent") // a view of working memory, never compared
public record Rotation(Pairing pairing, float[] cos, float[] sin, int pairs) {}
