package dev.nibble.engine.device;

import dev.nibble.engine.measure.FallbackEvent;
import dev.nibble.engine.measure.FallbackFade;
import dev.nibble.engine.measure.OffloadMeters;
import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * Tells what moves: one line in the log, one event, one count, one call. Measures what comes of it.
 */
final class PlacementJournal {
  private static final System.Logger LOG = System.getLogger("dev.nibble.device");

  private final MemoryPlan plan;
  private final FallbackFade fade = new FallbackFade();
  private volatile PlacementListener listener = PlacementListener.IGNORE;
  private volatile OffloadMeters meters;
  private long fallbacks;
  private long returns;
  private boolean changed;
  private long beginNanos;
  private long passNanos;

  /** Tokens of a pass that counts and whose logits are still to come. */
  private int pending;

  /**
   * Begins.
   *
   * @param plan what is to be on the device
   */
  PlacementJournal(MemoryPlan plan) {
    this.plan = plan;
    meters = OffloadMeters.none(plan.layers());
  }

  void watch(PlacementListener changes) {
    listener = changes;
  }

  OffloadMeters meters() {
    return meters;
  }

  /** Something has moved, and this is what the device holds now. */
  void report(PlacementChange.Kind kind, String cause, String detail, Moved moved, Held now) {
    switch (kind) {
      case PLACED -> {}
      case LEFT -> fallbacks++;
      case RETURNED -> returns++;
    }
    changed = true;
    fade.change();
    measure(now);
    PlacementChange change =
        new PlacementChange(
            kind,
            cause,
            detail,
            moved.from(),
            moved.to(),
            moved.output(),
            now.position(),
            meters.requiredBytes(),
            meters.budgetBytes());
    LOG.log(
        kind == PlacementChange.Kind.LEFT ? Level.WARNING : Level.INFO, "gpu: {0}", change.text());
    new FallbackEvent(
            kind.name().toLowerCase(Locale.ROOT),
            cause,
            change.fromLayer(),
            change.toLayer(),
            change.output(),
            change.position(),
            change.requiredBytes(),
            change.budgetBytes())
        .commit();
    listener.changed(change);
  }

  /** A pass begins. */
  void begin() {
    beginNanos = System.nanoTime();
    changed = false;
  }

  /** It has ended but for its logits, and this is what the device holds. */
  void end(int tokens, int sequences, Held now) {
    passNanos = System.nanoTime() - beginNanos;
    pending = tokens == sequences ? tokens : 0;
    measure(now);
  }

  /** Its logits are there too. */
  void logits(long nanos, Held now) {
    if (pending > 0 && !changed) {
      fade.count(
          pending,
          passNanos + nanos,
          units(now.first(), now.output()),
          units(plan.first(), plan.output()));
    }
    pending = 0;
    measure(now);
  }

  private int units(int first, boolean output) {
    return plan.layers() - first + (output ? 1 : 0);
  }

  /** Nothing has moved, but the device is another one. */
  void measure(Held now) {
    meters =
        new OffloadMeters(
            plan.device().id(),
            plan.layers(),
            plan.first(),
            now.first(),
            plan.output(),
            now.output(),
            plan.requiredBytes(plan.first(), plan.output(), now.slots()),
            now.budgetBytes(),
            now.usedBytes(),
            fallbacks,
            returns,
            fade.optimal(),
            fade.fallen(),
            fade.present());
  }
}
