/** GGUF files in and out: metadata, tensors as views of a mapped file, block formats. */
module dev.nibble.weights {
  exports dev.nibble.weights;
  exports dev.nibble.weights.format;
  exports dev.nibble.weights.quantize;
}
