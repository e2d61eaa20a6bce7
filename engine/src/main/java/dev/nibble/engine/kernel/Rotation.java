package dev.nibble.engine.kernel;

/**
 * The rotary angles of a batch of tokens.
 *
 * @param cos {@code [tokens][pairs]}
 * @param sin {@code [tokens][pairs]}
 * @param pairs rotated pairs of channels in a head
 */
@SuppressWarnings("ArrayRecordComponent") // a view of working memory, never compared
public record Rotation(float[] cos, float[] sin, int pairs) {}
