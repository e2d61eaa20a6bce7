package dev.nibble.engine.kernel;

/** Scratch memory of one worker, kept from call to call. */
public final class Workspace {
  private float[] floats = new float[0];

  /** Creates an empty workspace. */
  public Workspace() {}

  /**
   * Memory whose content is undefined, valid until the next call.
   *
   * @param size the least number of floats
   * @return an array of that length or more
   */
  public float[] floats(int size) {
    if (floats.length < size) {
      floats = new float[Math.max(size, 2 * floats.length)];
    }
    return floats;
  }
}
