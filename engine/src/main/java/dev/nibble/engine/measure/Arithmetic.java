package dev.nibble.engine.measure;

/** What the factors of multiply-adds are. */
public enum Arithmetic {
  /** Floats of 32 bits. */
  FLOAT32("float32"),
  /** Integers of eight bits, whose products are added in 32. */
  INT8("int8");

  private final String id;

  Arithmetic(String id) {
    this.id = id;
  }

  /** Its name in reports. */
  public String id() {
    return id;
  }
}
