package dev.nibble.engine.kernel.x64;

import java.util.ArrayList;
import java.util.List;

/** A place in the code that is jumped to, known before or after the jumps. */
final class Label {
  private static final int UNBOUND = -1;

  private final List<Integer> jumps = new ArrayList<>();
  private int place = UNBOUND;

  boolean isBound() {
    return place != UNBOUND;
  }

  int place() {
    return place;
  }

  void bind(int place) {
    this.place = place;
  }

  /** Remembers a jump whose distance, four bytes, stands at an offset. */
  void jumpAt(int offset) {
    jumps.add(offset);
  }

  List<Integer> jumps() {
    return jumps;
  }
}
