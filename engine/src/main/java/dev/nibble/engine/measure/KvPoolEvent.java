package dev.nibble.engine.measure;

import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A JFR event: the pool of key/value blocks took memory, was refused it, or gave it back. */
@Name("dev.nibble.KvPool")
@Label("Key/Value Pool")
@Category("Nibble")
@Description("The pool of key/value blocks took memory, was refused it, or gave it back")
@StackTrace(false)
public final class KvPoolEvent extends Event {
  /** What happened. */
  public enum Cause {
    /** The pool took memory for more blocks. */
    GROWN,
    /** The system refused it. */
    REFUSED,
    /** The pool gives everything back. */
    CLOSED
  }

  @Label("Cause")
  final String cause;

  @Label("Capacity")
  @Description("Blocks that the budget allows")
  @Blocks
  final int capacity;

  @Label("Used")
  @Description("Blocks that sequences use")
  @Blocks
  final int used;

  @Label("Shared")
  @Description("Blocks that more than one sequence uses")
  @Blocks
  final int shared;

  @Label("Peak")
  @Description("Blocks that sequences used at most")
  @Blocks
  final int peak;

  @Label("Cached")
  @Description("Blocks that no sequence uses and that can be found again")
  @Blocks
  final int cached;

  @Label("Block Size")
  @DataAmount
  final long blockSize;

  @Label("Allocated")
  @Description("What the pool has taken from the system")
  @DataAmount
  final long allocated;

  @Label("Used Memory")
  @Description("What of it sequences use")
  @DataAmount
  final long usedMemory;

  @Label("Hits")
  @Description("Blocks that were found instead of computed, so far")
  @Blocks
  final long hits;

  @Label("Evictions")
  @Description("Cached blocks whose memory was needed, so far")
  @Blocks
  final long evictions;

  @Label("Copies")
  @Description("Shared blocks that were copied before a sequence wrote to them, so far")
  @Blocks
  final long copies;

  /**
   * Creates the event, which is not committed yet.
   *
   * @param cause what happened
   * @param meters what the pool is used for
   */
  public KvPoolEvent(Cause cause, KvMeters meters) {
    this.cause = cause.name().toLowerCase(Locale.ROOT);
    capacity = meters.capacity();
    used = meters.used();
    shared = meters.shared();
    peak = meters.peak();
    cached = meters.cached();
    blockSize = meters.blockBytes();
    allocated = meters.allocatedBytes();
    usedMemory = meters.usedBytes();
    hits = meters.hits();
    evictions = meters.evictions();
    copies = meters.copies();
  }
}
