import org.jspecify.annotations.NullMarked;

/** GGUF files in and out: metadata, tensors as views of a mapped file, block formats. */
@NullMarked
module dev.nibble.weights {
  requires static org.jspecify;

  exports dev.nibble.weights;
  exports dev.nibble.weights.format;
  exports dev.nibble.weights.quantize;
}
