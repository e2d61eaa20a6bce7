import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.host.HostAccelerator;
import org.jspecify.annotations.NullMarked;

/** The inference engine: loads a model, runs it, samples from it and measures itself. */
@NullMarked
module dev.nibble.engine {
  requires java.management;
  requires static jdk.incubator.vector;
  requires static org.jspecify;
  requires transitive jdk.jfr;
  requires transitive dev.nibble.tokenizer;
  requires transitive dev.nibble.weights;

  exports dev.nibble.engine;
  exports dev.nibble.engine.architecture;
  exports dev.nibble.engine.cache;
  exports dev.nibble.engine.device;
  exports dev.nibble.engine.evaluate;
  exports dev.nibble.engine.evaluate.text;
  exports dev.nibble.engine.measure;
  exports dev.nibble.engine.predict;
  exports dev.nibble.engine.predict.evidence;
  exports dev.nibble.engine.sampling;

  uses Accelerator;

  provides Accelerator with
      HostAccelerator;
}
