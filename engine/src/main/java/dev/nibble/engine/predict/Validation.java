package dev.nibble.engine.predict;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Model;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.evaluate.CeilingMeasurement;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.Processor;
import dev.nibble.engine.predict.evidence.BatchPoint;
import dev.nibble.engine.predict.evidence.BatchSweepCollector;
import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.ContextSweepCollector;
import dev.nibble.engine.predict.evidence.CountedWork;
import dev.nibble.engine.predict.evidence.CountedWorkCollector;
import dev.nibble.engine.predict.evidence.DecodeSpeed;
import dev.nibble.engine.predict.evidence.DecodeSpeedCollector;
import dev.nibble.engine.predict.evidence.DispersionCollector;
import dev.nibble.engine.predict.evidence.DispersionPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.FallbackRun;
import dev.nibble.engine.predict.evidence.FallbackRunCollector;
import dev.nibble.engine.predict.evidence.MemoryUse;
import dev.nibble.engine.predict.evidence.MemoryUseCollector;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.PagedMemory;
import dev.nibble.engine.predict.evidence.PagedMemoryCollector;
import dev.nibble.engine.predict.evidence.TextTokens;
import dev.nibble.engine.predict.evidence.TextTokensCollector;
import dev.nibble.engine.predict.evidence.WidthResult;
import dev.nibble.engine.predict.evidence.WidthsCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures a model on this machine, and holds the framework's predictions against it. The order is
 * fixed: what the machine can do comes first, memory before other models are loaded.
 */
public final class Validation {
  private static final int STEPS = 11;

  /** Sequences that are held while memory is looked at. */
  private static final int HELD_SEQUENCES = 4;

  /** Tokens of each, which fill their blocks. */
  private static final int HELD_POSITIONS = 128;

  private static final int PROMPT_TOKENS = 256;
  private static final int PAGED_SEQUENCES = 32;

  private final Path file;
  private final String text;
  private final ValidationEffort effort;
  private final EngineOptions options;
  private final EngineOptions onCpu;
  private ValidationListener listener = ValidationListener.IGNORE;
  private int step;

  /**
   * Prepares.
   *
   * @param file a GGUF file
   * @param text what the model reads
   * @param options how it is run, and how much is measured
   */
  public Validation(Path file, String text, ValidationOptions options) {
    this.file = file;
    this.text = text;
    this.effort = options.effort();
    this.options = options.engine();
    onCpu = this.options.withOffload(OffloadOptions.of(GpuChoice.OFF));
  }

  /**
   * Measures, and compares.
   *
   * @param watcher is told how far it is
   * @return what became of the predictions
   * @throws IOException if the model cannot be read, or there is no room for temporary files
   * @throws IllegalArgumentException if the text is too short
   */
  public ValidationReport run(ValidationListener watcher) throws IOException {
    listener = watcher;
    step = 0;
    Evidence evidence = evidence();
    return new ValidationReport(
        evidence, Laws.check(evidence), new ValidationNotes(evidence, effort).all());
  }

  private Evidence evidence() throws IOException {
    begin("what the machine can do at best");
    Ceiling ceiling;
    ModelFacts facts;
    TextTokens tokens;
    try (Model model = Model.open(file)) {
      ceiling = ceiling(model.arithmetic(onCpu));
      facts = ModelFacts.of(model);
      begin("tokens of the text");
      tokens = new TextTokensCollector(model.tokenizer(), text).collect();
    }
    int context = Math.min(contextLength(), facts.contextLength());
    begin("memory");
    MemoryUse memory =
        new MemoryUseCollector(file, options, text)
            .collect(HELD_SEQUENCES, Math.min(HELD_POSITIONS, context));
    begin("work of the kernels");
    CountedWork work =
        new CountedWorkCollector(file, onCpu, text)
            .collect(Math.min(PROMPT_TOKENS, context - 1), effort.prompt());
    DecodeSpeed speed;
    List<BatchPoint> batches;
    List<ContextPoint> contexts;
    PagedMemory paging;
    try (Engine engine = Engine.load(file, onCpu)) {
      begin("memory of sequences of many lengths");
      paging = new PagedMemoryCollector(engine, text).collect(PAGED_SEQUENCES);
      begin("prefill and decode");
      speed = speed(engine);
      begin("sequences together");
      batches = new BatchSweepCollector(engine).collect(effort.sweep());
      begin("sequences of many lengths");
      contexts = new ContextSweepCollector(engine).collect(effort.sweep());
    }
    begin("memory that is cut");
    FallbackRun fallback = new FallbackRunCollector(file, options).collect(effort.sweep());
    begin("16, 8 and 4 bits");
    List<WidthResult> widths =
        new WidthsCollector(file, onCpu, text, effort.widths())
            .collect(what -> listener.at(step, STEPS, what));
    begin("entropy by length");
    List<DispersionPoint> dispersion =
        new DispersionCollector(
                file, onCpu, text, effort.dispersionContext(), effort.dispersionWindows())
            .collect();
    return new Evidence(
        facts,
        ceiling,
        memory,
        work,
        tokens,
        speed,
        batches,
        contexts,
        paging,
        widths,
        dispersion,
        fallback);
  }

  private int contextLength() {
    return options.contextLength() == 0 ? Integer.MAX_VALUE : options.contextLength();
  }

  private void begin(String what) {
    step++;
    listener.at(step, STEPS, what);
  }

  private Ceiling ceiling(Arithmetic arithmetic) {
    int threads = options.threads() == 0 ? Processor.usableCores() : options.threads();
    try (CeilingMeasurement ceilings = new CeilingMeasurement()) {
      return ceilings.measure(threads, arithmetic);
    }
  }

  private DecodeSpeed speed(Engine engine) {
    try (CeilingMeasurement ceilings = new CeilingMeasurement()) {
      return new DecodeSpeedCollector(engine, ceilings).collect(effort.speed());
    }
  }
}
