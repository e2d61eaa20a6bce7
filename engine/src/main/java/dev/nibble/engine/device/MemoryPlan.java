package dev.nibble.engine.device;

import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.measure.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which layers a device is to hold, by what they take and what it has. The last layers go to the
 * device, so that the residual stream crosses over once, and behind them the output projection.
 * What leaves first is what saves the least for its memory: the output projection, whose results
 * are as long as the vocabulary, then the layer next to the CPU's.
 *
 * <p>Keys and values are planned for as long as the first tokens need them. Layers leave as they
 * grow; {@link #lastPosition} says when.
 */
public final class MemoryPlan {
  private final DeviceInfo device;
  private final long budgetBytes;
  private final List<LayerNeed> needs;
  private final long scratchBytes;
  private final long outputBytes;
  private final int first;
  private final boolean output;

  private MemoryPlan(
      DeviceInfo device,
      long budgetBytes,
      List<LayerNeed> needs,
      long scratchBytes,
      long outputBytes,
      int first,
      boolean output) {
    this.device = device;
    this.budgetBytes = budgetBytes;
    this.needs = List.copyOf(needs);
    this.scratchBytes = scratchBytes;
    this.outputBytes = outputBytes;
    this.first = first;
    this.output = output;
  }

  /**
   * Plans.
   *
   * @param device what it is for
   * @param budgetBytes what the device may use, G
   * @param needs what each layer takes
   * @param scratchBytes working memory that they share
   * @param outputBytes what the output projection takes
   * @param wanted layers that may go there, and one more for the output projection
   * @return the plan
   */
  public static MemoryPlan of(
      DeviceInfo device,
      long budgetBytes,
      List<LayerNeed> needs,
      long scratchBytes,
      long outputBytes,
      int wanted) {
    int layers = needs.size();
    int first = layers;
    long sum = scratchBytes;
    while (first > 0 && layers - first < wanted) {
      sum += needs.get(first - 1).bytes(leastSlots());
      if (sum > budgetBytes) {
        break;
      }
      first--;
    }
    MemoryPlan inner =
        new MemoryPlan(device, budgetBytes, needs, scratchBytes, outputBytes, first, false);
    boolean all = first == 0 && wanted > layers;
    return all && inner.requiredBytes(0, true, leastSlots()) <= budgetBytes
        ? new MemoryPlan(device, budgetBytes, needs, scratchBytes, outputBytes, 0, true)
        : inner;
  }

  /** Slots of keys and values that no sequence has: that of the self-test. */
  public static int spareSlots() {
    return DevicePass.FIRST_SLOT;
  }

  /** The self-test's slot and the first block. */
  private static int leastSlots() {
    return DevicePass.FIRST_SLOT + 1;
  }

  /** What it is for. */
  public DeviceInfo device() {
    return device;
  }

  /** What the device may use, G. */
  public long budgetBytes() {
    return budgetBytes;
  }

  /** What each layer takes. */
  public List<LayerNeed> needs() {
    return needs;
  }

  /** Working memory that all layers on the device share. */
  public long scratchBytes() {
    return scratchBytes;
  }

  /** What the output projection takes. */
  public long outputBytes() {
    return outputBytes;
  }

  /** The first layer that goes to the device; all behind it go too. */
  public int first() {
    return first;
  }

  /** Whether the output projection goes there. */
  public boolean output() {
    return output;
  }

  /** How many layers the model has. */
  public int layers() {
    return needs.size();
  }

  /** How many layers go there. */
  public int planned() {
    return layers() - first;
  }

  /**
   * What a device holds with some layers, R: their weights, their working memory, and keys and
   * values: B sequences of T / n tokens of M bytes, in whole slots.
   *
   * @param from the first layer on the device
   * @param withOutput whether the output projection is there
   * @param slots slots of keys and values
   */
  long requiredBytes(int from, boolean withOutput, int slots) {
    long sum = withOutput ? outputBytes : 0;
    if (from < layers()) {
      sum += scratchBytes;
    }
    for (LayerNeed need : needs.subList(from, needs.size())) {
      sum += need.bytes(slots);
    }
    return sum;
  }

  /**
   * What a device holds with some layers, R, when one sequence alone has so many tokens.
   *
   * @param from the first layer on the device
   * @param withOutput whether the output projection is there
   * @param tokens how many tokens
   * @return bytes
   */
  public long requiredBytesAt(int from, boolean withOutput, int tokens) {
    int blocks = Math.ceilDiv(tokens, KvPool.BLOCK);
    return requiredBytes(from, withOutput, DevicePass.FIRST_SLOT + blocks);
  }

  /**
   * Up to how many positions of all sequences together a device holds some layers.
   *
   * @param from the first layer on the device
   * @param withOutput whether the output projection is there
   * @return positions; 0 where it holds them not at all
   */
  public long lastPosition(int from, boolean withOutput) {
    long slotBytes = 0;
    for (LayerNeed need : needs.subList(from, needs.size())) {
      slotBytes += need.slotBytes();
    }
    long left = budgetBytes - requiredBytes(from, withOutput, DevicePass.FIRST_SLOT);
    return slotBytes == 0 ? Long.MAX_VALUE : Math.max(0, left / slotBytes) * KvPool.BLOCK;
  }

  /** Bytes of keys and values that one token takes in the layers that go to the device, M. */
  public long tokenBytes() {
    long sum = 0;
    for (LayerNeed need : needs.subList(first, needs.size())) {
      sum += need.slotBytes() / KvPool.BLOCK;
    }
    return sum;
  }

  /** What goes to the device, for a person. */
  public String summary() {
    String where = device.name() + " (" + device.id() + ")";
    if (planned() == 0) {
      long least = scratchBytes + needs.getLast().bytes(leastSlots());
      return "no layer on %s: the last one needs %s, G is %s"
          .formatted(where, ByteSize.format(least), ByteSize.format(budgetBytes));
    }
    return "%s%s of %d on %s".formatted(range(first), output ? " and output" : "", layers(), where);
  }

  /**
   * The plan for a person: what goes there, by which arithmetic, and what leaves in which order.
   *
   * @param tokens how many tokens there can be
   * @return lines
   */
  public List<String> lines(int tokens) {
    List<String> lines = new ArrayList<>();
    lines.add(summary());
    if (planned() == 0) {
      return lines;
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "R = %s weights and working memory + %s x tokens of all sequences (B M T/n, in blocks"
                + " of %d), G = %s",
            ByteSize.format(requiredBytes(first, output, 0)),
            ByteSize.format(tokenBytes()),
            KvPool.BLOCK,
            ByteSize.format(budgetBytes)));
    if (output && lastPosition(first, true) < tokens) {
      lines.add("output leaves behind %d tokens".formatted(lastPosition(first, true)));
    }
    int layer = first;
    while (layer < layers() && lastPosition(layer, false) < tokens) {
      lines.add("layer %d leaves behind %d tokens".formatted(layer, lastPosition(layer, false)));
      layer++;
    }
    if (layer < layers()) {
      lines.add("what is left stays for all %d tokens of a context".formatted(tokens));
    }
    return lines;
  }

  private String range(int from) {
    return from == layers() - 1
        ? "layer %d".formatted(from)
        : "layers %d to %d".formatted(from, layers() - 1);
  }
}
