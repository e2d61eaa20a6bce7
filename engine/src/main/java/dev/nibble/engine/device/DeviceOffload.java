package dev.nibble.engine.device;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.measure.OffloadMeters;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;

/**
 * The policy: which layers of a model are on a device, when they leave it, and when they come back.
 *
 * <p>Before each pass R is held against G; while it is over, what is least useful leaves, as {@link
 * MemoryPlan} orders it. Where the device refuses an operation for want of memory, the same
 * happens. Where it fails, does not answer or answers wrongly, everything leaves and the device is
 * closed. Each time the pass goes on with the CPU from the layer that it had come to: its keys and
 * values are all there.
 */
final class DeviceOffload implements Offload {
  private static final System.Logger LOG = System.getLogger("dev.nibble.device");

  private final int layers;
  private final MemoryPlan plan;
  private final boolean returns;
  private final String reason;
  private final PlacementJournal journal;
  private volatile Optional<PlacedModel> placed;
  private volatile long limit = Long.MAX_VALUE;
  private int slots = DevicePass.FIRST_SLOT + 1;
  private int position;

  /** The budget with which the device refused what should have come back. */
  private long refusedBudget = -1;

  /**
   * Takes over.
   *
   * @param plan what was to be placed
   * @param placed what is
   * @param returns whether what leaves may come back
   * @param reason why the device did not take all of it; empty where it did
   */
  DeviceOffload(MemoryPlan plan, PlacedModel placed, boolean returns, String reason) {
    this.plan = plan;
    this.returns = returns;
    this.reason = reason;
    this.placed = Optional.of(placed);
    layers = plan.layers();
    journal = new PlacementJournal(plan);
    if (!reason.isEmpty()) {
      refusedBudget = budget();
    }
    journal.report(
        PlacementChange.Kind.PLACED,
        "loaded",
        plan.device().name(),
        new Moved(first(), layers, hasOutput()),
        held());
  }

  @Override
  public Optional<MemoryPlan> plan() {
    return Optional.of(plan);
  }

  @Override
  public String reason() {
    return reason;
  }

  @Override
  public OffloadMeters meters() {
    return journal.meters();
  }

  @Override
  public void limit(long bytes) {
    limit = bytes;
  }

  @Override
  public void watch(PlacementListener changes) {
    journal.watch(changes);
  }

  @Override
  public int likeOne() {
    return placed.map(model -> model.device().likeOne()).orElse(Integer.MAX_VALUE);
  }

  @Override
  public int first() {
    return placed.isPresent() ? placed.get().first() : layers;
  }

  private long budget() {
    return placed.isPresent() ? Math.min(limit, placed.get().device().budgetBytes()) : 0;
  }

  @Override
  public void prepare(Batch batch) {
    journal.begin();
    int needed = PlacedModel.slots(batch);
    slots = placed.map(model -> Math.max(model.slots(), needed)).orElse(needed);
    position = 0;
    for (int s = 0; s < batch.sequences(); s++) {
      position = Math.max(position, batch.position(s) + batch.count(s));
    }
    if (placed.isEmpty()) {
      return;
    }
    fitBudget(placed.get(), needed);
    if (returns) {
      bringBack(placed.get(), needed);
    }
    while (placed.isPresent()
        && placed.get().prepare(batch, slots) instanceof Outcome.Refused<Void>(Refusal refusal)) {
      fallBack(refusal);
    }
  }

  /** Slots that these tokens do not need go first: what they hold can be brought again. */
  private void fitBudget(PlacedModel model, int needed) {
    long budget = budget();
    if (required(model.first(), model.hasOutput()) > budget) {
      slots = needed;
    }
    while ((model.hasOutput() || model.first() < layers)
        && required(model.first(), model.hasOutput()) > budget) {
      leave(
          model,
          "budget",
          String.format(
              Locale.ROOT,
              "what is on the device would need %,d bytes of %,d",
              required(model.first(), model.hasOutput()),
              budget));
    }
  }

  private long required(int first, boolean output) {
    return plan.requiredBytes(first, output, slots);
  }

  /** One at most a pass, and only where it could stay for another block. */
  private void bringBack(PlacedModel model, int needed) {
    boolean layer = model.first() > plan.first();
    boolean output = !layer && plan.output() && !model.hasOutput();
    long budget = budget();
    if ((!layer && !output) || budget == refusedBudget) {
      return;
    }
    int first = layer ? model.first() - 1 : model.first();
    if (plan.requiredBytes(first, output, needed + 1) > budget) {
      return;
    }
    if (plan.requiredBytes(first, output, slots) > budget) {
      slots = needed;
    }
    Outcome<Void> outcome = layer ? model.placeLayer() : model.placeOutput();
    if (outcome instanceof Outcome.Refused<Void>(Refusal refusal)) {
      refusedBudget = budget;
      if (!refusal.leavesDeviceUsable()) {
        abandon(refusal);
      }
      return;
    }
    journal.report(
        PlacementChange.Kind.RETURNED,
        "memory",
        "there is memory for it again",
        new Moved(first, model.first() + (layer ? 1 : 0), output),
        held());
  }

  @Override
  public boolean run(float[] residual, Batch batch) {
    int from = first();
    while (placed.isPresent() && first() == from) {
      if (!(placed.get().run(batch, residual) instanceof Outcome.Refused<Void>(Refusal refusal))) {
        return true;
      }
      fallBack(refusal);
    }
    return false;
  }

  @Override
  public boolean multiply(float[] x, int tokens, float[] y) {
    if (placed.isEmpty() || !placed.get().hasOutput()) {
      return false;
    }
    if (!(placed.get().multiply(x, tokens, y) instanceof Outcome.Refused<Void>(Refusal refusal))) {
      return true;
    }
    fallBack(refusal);
    return false;
  }

  private void fallBack(Refusal refusal) {
    PlacedModel model = placed.orElseThrow();
    if (!refusal.leavesDeviceUsable()) {
      abandon(refusal);
    } else if (refusal instanceof Refusal.Exhausted && model.first() < layers) {
      refusedBudget = budget();
      leave(model, refusal.kind(), refusal.text());
    } else {
      leaveAll(model, refusal);
    }
  }

  /** What is least useful leaves. */
  private void leave(PlacedModel model, String cause, String detail) {
    int first = model.first();
    boolean output = model.hasOutput();
    if (output) {
      model.removeOutput();
    } else {
      model.removeLayer();
    }
    left(cause, detail, new Moved(first, model.first(), output));
  }

  private void leaveAll(PlacedModel model, Refusal refusal) {
    Moved moved = new Moved(model.first(), layers, model.hasOutput());
    model.removeOutput();
    while (model.first() < layers) {
      model.removeLayer();
    }
    refusedBudget = budget();
    left(refusal.kind(), refusal.text(), moved);
  }

  /** Everything leaves, and the device is closed. */
  private void abandon(Refusal refusal) {
    PlacedModel model = placed.orElseThrow();
    Moved moved = new Moved(model.first(), layers, model.hasOutput());
    model.close();
    placed = Optional.empty();
    if (moved.from() < layers || moved.output()) {
      left(refusal.kind(), refusal.text(), moved);
    } else {
      LOG.log(Level.WARNING, "gpu: nothing comes back to the device; {0}", refusal.text());
      journal.measure(held());
    }
  }

  private void left(String cause, String detail, Moved moved) {
    journal.report(PlacementChange.Kind.LEFT, cause, detail, moved, held());
  }

  @Override
  public void end(int tokens, int sequences) {
    journal.end(tokens, sequences, held());
  }

  @Override
  public void endLogits(long nanos) {
    journal.logits(nanos, held());
  }

  @Override
  public Outcome<DeviceCeiling> ceiling() {
    return placed
        .map(PlacedModel::ceiling)
        .orElseGet(() -> Outcome.refused(new Refusal.Unsupported("it is closed")));
  }

  private Held held() {
    long used = placed.isPresent() ? placed.get().device().usedBytes() : 0;
    return new Held(first(), hasOutput(), slots, position, budget(), used);
  }

  private boolean hasOutput() {
    return placed.isPresent() && placed.get().hasOutput();
  }

  @Override
  public void close() {
    placed.ifPresent(PlacedModel::close);
    placed = Optional.empty();
  }
}
