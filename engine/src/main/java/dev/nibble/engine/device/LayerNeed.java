package dev.nibble.engine.device;

/**
 * What a layer takes on a device, beside the working memory that all layers share.
 *
 * @param weightBytes its weights
 * @param slotBytes keys and values of a slot of {@link dev.nibble.engine.cache.KvPool#BLOCK}
 *     positions
 */
public record LayerNeed(long weightBytes, long slotBytes) {

  /**
   * All of it.
   *
   * @param slots how many slots
   */
  public long bytes(int slots) {
    return weightBytes + slots * slotBytes;
  }
}
