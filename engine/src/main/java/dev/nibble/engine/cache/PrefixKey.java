package dev.nibble.engine.cache;

import java.util.Arrays;

/**
 * What a full block holds: its tokens, behind everything that stands before them. Two keys are
 * equal where the whole prefixes are, since a prefix has one number only.
 */
public final class PrefixKey {
  private final long before;
  private final int[] ids;
  private final int hash;

  /**
   * Copies the tokens of a block.
   *
   * @param before the number of the prefix before the block
   * @param ids the tokens
   * @param from the first of the block
   */
  PrefixKey(long before, int[] ids, int from) {
    this.before = before;
    this.ids = Arrays.copyOfRange(ids, from, from + KvPool.BLOCK);
    this.hash = 31 * Long.hashCode(before * 0x9E37_79B9_7F4A_7C15L) + Arrays.hashCode(this.ids);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrefixKey that && before == that.before && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
