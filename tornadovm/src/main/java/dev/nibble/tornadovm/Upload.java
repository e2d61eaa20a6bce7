package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A layer's arrays on a device, where they stay until this is closed. TornadoVM brings what a
 * kernel reads, so there is one that reads a number of each.
 */
final class Upload implements AutoCloseable {
  private final Plan plan;

  private final LayerArrays layer;

  /** Brings a layer. */
  Upload(TornadoDevice device, LayerArrays layer) {
    this.layer = layer;
    GridScheduler none = new GridScheduler();
    Launches launches = new Launches("upload", none);
    Object[] arrays = layer.all().toArray();
    launches.keep(arrays);
    launches.bring(arrays);
    launches.graph().task("touch", Upload::touch, layer.bytes(), layer.floats(), layer.cache());
    plan = new Plan(device, none, launches);
    plan.executeFirst(0);
  }

  /** Reads all of them, and writes where nothing else is. */
  static void touch(ByteArray bytes, FloatArray floats, FloatArray cache) {
    floats.set(LayerPacking.TOUCHED, floats.get(LayerPacking.INDEX) + bytes.get(0) + cache.get(0));
  }

  /** What was brought. */
  LayerArrays layer() {
    return layer;
  }

  ImmutableTaskGraph graph() {
    return plan.graph(0);
  }

  @Override
  public void close() {
    plan.close();
  }
}
