package dev.nibble.tornadovm;

import java.util.function.IntConsumer;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * The kernels of all layers of a layout, which are compiled once. What they work on is put in the
 * place of {@linkplain LayerArrays#placeholders() placeholders}.
 */
final class LayerProgram implements AutoCloseable {
  private final LayerArrays layer = LayerArrays.placeholders();
  private final WorkArrays work = WorkArrays.placeholders();
  private final Plan plan;

  /**
   * Builds the graph; it is compiled when tokens go through for the first time.
   *
   * @param layout what it computes
   * @param device where it runs
   * @param entry the memory that it works in
   */
  LayerProgram(LayerLayout layout, TornadoDevice device, Entry entry) {
    GridScheduler scheduler = new GridScheduler();
    Launches launches = new Launches("layer", scheduler);
    layer.all().forEach(launches::replace);
    work.all().forEach(launches::replace);
    for (int i = 0; i < layout.projections().size(); i++) {
      layout
          .projections()
          .get(i)
          .addTo(launches, "project" + i, layer, work, work.residual(), work.query());
    }
    layout.heads().ifPresent(heads -> heads.addTo(launches, layer, work));
    Attention.addTo(launches, layout.attention(), layer, work);
    layout.output().addTo(launches, "output", layer, work, work.attended(), work.residual());
    for (int i = 0; i < layout.network().size(); i++) {
      layout
          .network()
          .get(i)
          .addTo(launches, "network" + i, layer, work, work.residual(), work.hidden());
    }
    layout.down().addTo(launches, "down", layer, work, work.hidden(), work.residual());
    plan = new Plan(device, scheduler, launches);
    FoundDevices.find().lose(placeholderBytes());
    attach(entry);
  }

  private static long placeholderBytes() {
    return LayerArrays.placeholderBytes() + WorkArrays.placeholderBytes();
  }

  /** What it takes on a device, in bytes: counted for each of its layers. */
  static long bytes(LayerLayout layout) {
    return Launches.CONTEXT_BYTES + layout.numberBytes() + placeholderBytes();
  }

  private ImmutableTaskGraph graph() {
    return plan.graph(0);
  }

  /** Works in this memory from now on, and keeps nothing of a layer. */
  void attach(Entry entry) {
    Binding binding = new Binding(graph(), entry.graph());
    binding.put(work.all(), entry.work().all());
    layer.all().forEach(place -> binding.put(place, entry.work().rows()));
  }

  /**
   * Prepares for a layer.
   *
   * @param upload the layer
   * @return runs a number of tokens through it, from working memory to working memory
   */
  IntConsumer bind(Upload upload) {
    Binding binding = new Binding(graph(), upload.graph());
    return tokens -> {
      binding.put(layer.all(), upload.layer().all());
      plan.execute(0, tokens);
    };
  }

  @Override
  public void close() {
    plan.close();
  }
}
