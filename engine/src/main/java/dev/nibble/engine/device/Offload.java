package dev.nibble.engine.device;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.measure.FallbackEvent;
import dev.nibble.engine.measure.FallbackFade;
import dev.nibble.engine.measure.OffloadMeters;
import dev.nibble.weights.Tensor;
import java.lang.System.Logger.Level;
import java.util.List;
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
 *
 * <p>Not safe for use by several threads at once, but for {@link #meters}, {@link #limit}, {@link
 * #watch} and {@link #likeOne}.
 */
public final class Offload implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.nibble.device");

  private final int layers;
  private final boolean returns;
  private final Optional<MemoryPlan> plan;
  private final FallbackFade fade = new FallbackFade();

  /** Why fewer layers than planned went to the device when the model was loaded. */
  private String reason;

  private volatile Optional<PlacedModel> placed = Optional.empty();
  private volatile PlacementListener listener = PlacementListener.IGNORE;
  private volatile long limit = Long.MAX_VALUE;
  private volatile OffloadMeters meters;
  private int slots = DevicePass.FIRST_SLOT + 1;
  private int position;
  private long fallbacks;
  private long comebacks;
  private boolean changed;
  private long lastEnd;

  /** The budget with which the device refused what should have come back. */
  private long refusedBudget = -1;

  private Offload(int layers, String reason, boolean returns, Optional<MemoryPlan> plan) {
    this.layers = layers;
    this.reason = reason;
    this.returns = returns;
    this.plan = plan;
    meters = OffloadMeters.none(layers);
  }

  /**
   * All layers stay with the CPU.
   *
   * @param layers how many there are
   * @param reason why, in a sentence
   */
  public static Offload none(int layers, String reason) {
    return new Offload(layers, reason, false, Optional.empty());
  }

  /**
   * Opens a device and places as many layers there as fit.
   *
   * @param chosen the device
   * @param options how many layers, and how they are checked
   * @param specs all layers of the model
   * @param output its output projection
   * @param shape what a position takes in the CPU's cache
   * @param threads how many threads the engine computes with
   * @param vectorized whether its kernels use vectors
   * @param cpu what the CPU computes
   * @return the policy; where nothing could be placed, one without a device
   * @throws DeviceUnavailableException if nothing could be placed and something must be
   */
  public static Offload start(
      DeviceChoice.Chosen chosen,
      OffloadOptions options,
      List<LayerSpec> specs,
      Tensor output,
      KvShape shape,
      int threads,
      boolean vectorized,
      CpuLayers cpu) {
    DeviceThread thread = new DeviceThread(options.deadline());
    DeviceInfo info = chosen.info();
    long memory =
        options.memoryBytes() == 0
            ? info.memoryBytes()
            : Math.min(info.memoryBytes(), options.memoryBytes());
    DeviceRequest request = new DeviceRequest(info, memory, threads, vectorized);
    Outcome<Device> opened = thread.call(() -> chosen.accelerator().open(request));
    if (opened instanceof Outcome.Refused<Device>(Refusal refusal)) {
      thread.close();
      return failed(specs.size(), info, options, refusal.text());
    }
    Device device = ((Outcome.Done<Device>) opened).value();
    MemoryPlan plan =
        MemoryPlan.of(
            info,
            device.budgetBytes(),
            specs.stream().map(device::need).toList(),
            device.scratchBytes(specs),
            device.need(output),
            options.layers());
    PlacedModel model = new PlacedModel(device, thread, specs, output, shape, cpu, options.check());
    Offload offload = new Offload(specs.size(), "", options.returns(), Optional.of(plan));
    offload.placed = Optional.of(model);
    Optional<Refusal> refusal = offload.placeAll(plan, model);
    boolean usable = refusal.isEmpty() || refusal.get().leavesDeviceUsable();
    if (!usable || model.first() == specs.size()) {
      model.close();
      String why = refusal.map(Refusal::text).orElseGet(() -> plan.lines().getFirst());
      return failed(specs.size(), info, options, why);
    }
    refusal.ifPresent(offload::placedFewer);
    offload.reportPlaced();
    return offload;
  }

  private static Offload failed(
      int layers, DeviceInfo info, OffloadOptions options, String reason) {
    String sentence = info.id() + ": " + reason;
    if (options.choice() == GpuChoice.REQUIRE) {
      throw new DeviceUnavailableException(sentence);
    }
    LOG.log(Level.WARNING, "gpu: the CPU computes all layers; {0}", sentence);
    return none(layers, sentence);
  }

  private Optional<Refusal> placeAll(MemoryPlan wanted, PlacedModel model) {
    Outcome<Void> outcome = Outcome.done();
    while (model.first() > wanted.first() && outcome instanceof Outcome.Done) {
      outcome = model.placeLayer();
    }
    if (wanted.output() && outcome instanceof Outcome.Done) {
      outcome = model.placeOutput();
    }
    return outcome instanceof Outcome.Refused<Void>(Refusal refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }

  /** The device did not take all that was planned. */
  private void placedFewer(Refusal refusal) {
    DeviceInfo info = plan.orElseThrow().device();
    reason = info.id() + ": " + refusal.text();
    refusedBudget = budget();
    LOG.log(Level.WARNING, "gpu: fewer layers on the device than planned; {0}", reason);
  }

  private void reportPlaced() {
    report(
        PlacementChange.Kind.PLACED,
        "loaded",
        plan.orElseThrow().device().name(),
        new Moved(first(), layers, hasOutput()));
  }

  /** What has moved. */
  private record Moved(int from, int to, boolean output) {}

  /** The plan; empty where there is no device. */
  public Optional<MemoryPlan> plan() {
    return plan;
  }

  /**
   * Why the CPU computes everything, or more than was planned for it when the model was loaded;
   * empty where the device took all that was planned.
   */
  public String reason() {
    return reason;
  }

  /** What is where, and how fast that is. */
  public OffloadMeters meters() {
    return meters;
  }

  /**
   * Lowers G, or raises it again, from the next pass on.
   *
   * @param bytes what the device may use; never more than what it was opened with
   */
  public void limit(long bytes) {
    limit = bytes;
  }

  /**
   * Has changes told.
   *
   * @param changes is told those from now on
   */
  public void watch(PlacementListener changes) {
    listener = changes;
  }

  /**
   * How many neighbouring tokens of a sequence the device computes by the same sums as each by
   * itself.
   */
  public int likeOne() {
    return placed.map(model -> model.device().likeOne()).orElse(Integer.MAX_VALUE);
  }

  /** The first layer on the device; all behind it are there. */
  public int first() {
    return placed.isPresent() ? placed.get().first() : layers;
  }

  private long budget() {
    return placed.isPresent() ? Math.min(limit, placed.get().device().budgetBytes()) : 0;
  }

  /**
   * Gets ready for some tokens: moves what must leave or may come back, and brings keys and values
   * that the device lacks.
   *
   * @param batch the tokens; their caches have reserved room for them
   */
  public void prepare(Batch batch) {
    if (placed.isEmpty()) {
      return;
    }
    int needed = PlacedModel.slots(batch);
    slots = Math.max(placed.get().slots(), needed);
    position = 0;
    for (int s = 0; s < batch.sequences(); s++) {
      position = Math.max(position, batch.position(s) + batch.count(s));
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
    return plan.orElseThrow().requiredBytes(first, output, slots);
  }

  /** One at most a pass, and only where it could stay for another block. */
  private void bringBack(PlacedModel model, int needed) {
    MemoryPlan wanted = plan.orElseThrow();
    boolean layer = model.first() > wanted.first();
    boolean output = !layer && wanted.output() && !model.hasOutput();
    long budget = budget();
    if ((!layer && !output) || budget == refusedBudget) {
      return;
    }
    int first = layer ? model.first() - 1 : model.first();
    if (wanted.requiredBytes(first, output, needed + 1) > budget) {
      return;
    }
    if (wanted.requiredBytes(first, output, slots) > budget) {
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
    comebacks++;
    report(
        PlacementChange.Kind.RETURNED,
        "memory",
        "there is memory for it again",
        new Moved(first, model.first() + (layer ? 1 : 0), output));
  }

  /**
   * Runs tokens through the layers on the device.
   *
   * @param residual {@code [tokens][width]}, which receives the result
   * @param batch the tokens, for which this is ready
   * @return whether it is done; where it is not, the first layer is now another one, and nothing
   *     else has changed
   */
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

  /**
   * The output projection.
   *
   * @param x {@code [tokens][width]}, normed
   * @param tokens how many tokens
   * @param y receives {@code [tokens][vocabulary]}
   * @return whether the device has computed it
   */
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
    countLeft(cause, detail, new Moved(first, model.first(), output));
  }

  private void leaveAll(PlacedModel model, Refusal refusal) {
    Moved moved = new Moved(model.first(), layers, model.hasOutput());
    model.removeOutput();
    while (model.first() < layers) {
      model.removeLayer();
    }
    refusedBudget = budget();
    countLeft(refusal.kind(), refusal.text(), moved);
  }

  /** Everything leaves, and the device is closed. */
  private void abandon(Refusal refusal) {
    PlacedModel model = placed.orElseThrow();
    Moved moved = new Moved(model.first(), layers, model.hasOutput());
    model.close();
    placed = Optional.empty();
    if (moved.from() < layers || moved.output()) {
      countLeft(refusal.kind(), refusal.text(), moved);
    } else {
      LOG.log(Level.WARNING, "gpu: nothing comes back to the device; {0}", refusal.text());
      measure();
    }
  }

  private void countLeft(String cause, String detail, Moved moved) {
    fallbacks++;
    report(PlacementChange.Kind.LEFT, cause, detail, moved);
  }

  /** One line in the log, one event, one call. */
  private void report(PlacementChange.Kind kind, String cause, String detail, Moved moved) {
    changed = true;
    fade.change();
    measure();
    PlacementChange change =
        new PlacementChange(
            kind,
            cause,
            detail,
            moved.from(),
            moved.to(),
            moved.output(),
            position,
            meters.requiredBytes(),
            meters.budgetBytes());
    Level level = kind == PlacementChange.Kind.LEFT ? Level.WARNING : Level.INFO;
    LOG.log(level, "gpu: {0}", change.text());
    new FallbackEvent(
            kind.name().toLowerCase(Locale.ROOT),
            cause,
            change.fromLayer(),
            change.toLayer(),
            change.output(),
            position,
            change.requiredBytes(),
            change.budgetBytes())
        .commit();
    listener.changed(change);
  }

  /**
   * A pass has ended.
   *
   * @param tokens its tokens
   * @param sequences its sequences
   */
  public void end(int tokens, int sequences) {
    if (plan.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    if (tokens == sequences && position > 1 && !changed) {
      fade.count(tokens, now - lastEnd, unitsFrom(first(), hasOutput()), plannedUnits());
    }
    lastEnd = now;
    changed = false;
    measure();
  }

  private boolean hasOutput() {
    return placed.isPresent() && placed.get().hasOutput();
  }

  private int unitsFrom(int first, boolean output) {
    return layers - first + (output ? 1 : 0);
  }

  private int plannedUnits() {
    return unitsFrom(plan.orElseThrow().first(), plan.orElseThrow().output());
  }

  private void measure() {
    MemoryPlan wanted = plan.orElseThrow();
    meters =
        new OffloadMeters(
            wanted.device().id(),
            layers,
            wanted.first(),
            first(),
            wanted.output(),
            hasOutput(),
            required(wanted.first(), wanted.output()),
            budget(),
            placed.isPresent() ? placed.get().device().usedBytes() : 0,
            fallbacks,
            comebacks,
            fade.optimal(),
            fade.fallen(),
            fade.present());
  }

  /** What the device had is freed. */
  @Override
  public void close() {
    placed.ifPresent(PlacedModel::close);
    placed = Optional.empty();
  }
}
