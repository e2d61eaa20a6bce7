package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.device.DevicePass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** What the layers of a model share on a device: working memory and kernels. */
final class Workspace implements AutoCloseable {
  private final ModelConfig model;
  private final TornadoDevice device;
  private final Angles angles;
  private final Map<LayerLayout, LayerProgram> programs = new HashMap<>();
  private Optional<Entry> entry = Optional.empty();

  Workspace(ModelConfig model, TornadoDevice device) {
    this.model = model;
    this.device = device;
    angles = Angles.of(model);
  }

  /** What it takes beside what is counted with layers, in bytes. */
  static long bytes(ModelConfig model) {
    return Entry.bytes(model);
  }

  /** The kernels of a layout. */
  LayerProgram program(LayerLayout layout) {
    return programs.computeIfAbsent(layout, _ -> new LayerProgram(layout, device, entry()));
  }

  /** Working memory, which there is while layers run. */
  Entry entry() {
    return entry.orElseThrow();
  }

  /**
   * Runs tokens through layers.
   *
   * @param layers neighbouring layers
   * @param pass the tokens; receives what the layers make of them
   */
  void run(List<TornadoLayer> layers, DevicePass pass) {
    fit(layers.stream().mapToInt(TornadoLayer::capacity).max().orElse(0));
    layers.forEach(layer -> layer.prepare(this));
    WorkArrays work = entry().work();
    int width = model.width();
    int first = 0;
    while (first < pass.tokens()) {
      Chunk chunk = Chunk.take(pass, first, work.pass());
      work.pass().set(Chunk.FIRST_LAYER, layers.getFirst().index());
      angles.set(work.angles(), layers, pass, chunk);
      int floats = chunk.count() * width;
      Arrays32.write(pass.input(), first * width, work.residual(), 0, floats);
      TornadoExecutionResult entered = entry().enter();
      layers.forEach(layer -> layer.forward(chunk.count()));
      Entry.receive(entered, work.residual(), floats);
      Arrays32.read(work.residual(), 0, pass.output(), first * width, floats);
      int rowFloats = chunk.count() * 2 * model.kvWidth();
      Entry.receive(entered, work.rows(), layers.size() * rowFloats);
      for (int i = 0; i < layers.size(); i++) {
        layers.get(i).accept(work, i * rowFloats, chunk, pass);
      }
      first = chunk.end();
    }
  }

  /** Has working memory for so many slots; kernels are told where it is. */
  private void fit(int slots) {
    if (entry.isPresent() && entry.get().slots() >= slots) {
      return;
    }
    // Kernels must never be left without: what they are bound to is freed with them.
    Entry larger = new Entry(model, slots, device);
    programs.values().forEach(program -> program.attach(larger));
    entry.ifPresent(smaller -> {
      smaller.forgetLayer();
      smaller.close();
    });
    entry = Optional.of(larger);
  }

  /**
   * Has kernels forget the arrays of layers, which are about to be freed: what is bound to a graph
   * would be freed with that, or what is there by then.
   */
  void forgetLayers() {
    entry.ifPresent(present -> {
      present.forgetLayer();
      programs.values().forEach(program -> program.attach(present));
    });
  }

  /** Leaves everything as it is, for it is not known what programs are bound to. */
  void abandon() {
    programs.clear();
    entry = Optional.empty();
  }

  /** Frees all of it; layers have been forgotten. */
  @Override
  public void close() {
    if (entry.isPresent()) {
      programs.values().forEach(LayerProgram::close);
      entry.get().close();
    }
    abandon();
  }
}
