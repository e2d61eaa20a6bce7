package dev.nibble.engine.measure;

/**
 * The known ways of running far slower than the machine can. Each that is met is said once when a
 * model is loaded, and stands in reports and meters under its name.
 */
public enum SlowPath {
  /** Java's optimizing compiler is off. */
  COMPILER("c2", "C2"),
  /** The module of the Vector API is missing. */
  VECTOR_API("vector-api", "Vector API"),
  /** Vectors of less than 256 bits. */
  VECTOR_WIDTH("vector-width", "vector width"),
  /** Products could be machine code of our own, and are not. */
  ASSEMBLED("assembled-kernels", "assembled kernels"),
  /** Java lacks a flag that the launcher passes for speed. */
  FLAGS("flags", "flags"),
  /** More threads than cores. */
  THREADS("threads", "threads"),
  /** Weights that are not in memory yet. */
  COLD_WEIGHTS("cold-weights", "page cache"),
  /** Weights on the disk of another machine. */
  NETWORKED_WEIGHTS("networked-weights", "file system");

  private final String id;
  private final String title;

  SlowPath(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** Its name in meters, such as {@code vector-api}. */
  public String id() {
    return id;
  }

  /** What is looked at to find it, such as {@code Vector API}. */
  public String title() {
    return title;
  }
}
