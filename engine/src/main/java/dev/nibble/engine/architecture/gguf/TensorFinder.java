package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds tensors by name, checks shape and type, and remembers which were found. Every method that
 * returns a tensor throws {@link GgufFormatException} if it is missing or has another shape, and
 * {@link UnsupportedModelException} if its type cannot be computed with.
 */
final class TensorFinder {
  private final GgufFile file;
  private final Set<String> found = new HashSet<>();

  TensorFinder(GgufFile file) {
    this.file = file;
  }

  boolean has(String name) {
    return file.tensor(name).isPresent();
  }

  Tensor matrix(String name, long rows, long columns)
      throws GgufFormatException, UnsupportedModelException {
    return tensor(name, List.of(columns, rows));
  }

  /** Matrices of one shape behind each other. */
  Tensor stack(String name, long matrices, long rows, long columns)
      throws GgufFormatException, UnsupportedModelException {
    return tensor(name, List.of(columns, rows, matrices));
  }

  Tensor vector(String name, long elements) throws GgufFormatException, UnsupportedModelException {
    return tensor(name, List.of(elements));
  }

  Optional<Tensor> optionalVector(String name, long elements)
      throws GgufFormatException, UnsupportedModelException {
    return has(name) ? Optional.of(vector(name, elements)) : Optional.empty();
  }

  /**
   * A matrix with its bias, where it has one.
   *
   * @param name without the ending
   * @param needsBias whether it must have one
   */
  Linear linear(String name, long rows, long columns, boolean needsBias)
      throws GgufFormatException, UnsupportedModelException {
    return new Linear(matrix(name + ".weight", rows, columns), bias(name, rows, needsBias));
  }

  /** The bias of a linear map. */
  Optional<Tensor> bias(String name, long rows, boolean needed)
      throws GgufFormatException, UnsupportedModelException {
    String bias = name + ".bias";
    Optional<Tensor> tensor = needed ? Optional.of(vector(bias, rows)) : optionalVector(bias, rows);
    if (tensor.isPresent() && tensor.get().type().blockSize() != 1) {
      throw new UnsupportedModelException(
          "the type %s of tensor %s".formatted(tensor.get().type(), bias), "F32, F16, BF16");
    }
    return tensor;
  }

  /** Numbers that something is divided by. */
  Tensor divisors(String name, long elements)
      throws GgufFormatException, UnsupportedModelException {
    Tensor tensor = vector(name, elements);
    if (tensor.data().byteSize() == 0) {
      return tensor; // Only the beginning of the file is open.
    }
    for (float factor : BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor)) {
      if (!(factor > 0)) {
        throw tensor.malformed("has a factor of " + factor + ", expected more than 0");
      }
    }
    return tensor;
  }

  /** A tensor that is left out would change the result without a word. */
  void refuseOthers(String architecture) throws UnsupportedModelException {
    for (String name : file.tensors().keySet()) {
      if (!found.contains(name)) {
        throw new UnsupportedModelException(
            "the tensor " + name + " in a model of architecture " + architecture,
            "the tensors that its configuration implies");
      }
    }
  }

  private Tensor tensor(String name, List<Long> shape)
      throws GgufFormatException, UnsupportedModelException {
    Tensor tensor = file.require(name, shape);
    if (BlockFormat.of(tensor.type()).isEmpty()) {
      String supported =
          Arrays.stream(TensorType.values())
              .filter(type -> BlockFormat.of(type).isPresent())
              .map(TensorType::name)
              .collect(Collectors.joining(", "));
      throw new UnsupportedModelException(
          "the type %s of tensor %s".formatted(tensor.type(), tensor.name()), supported);
    }
    found.add(tensor.name());
    return tensor;
  }
}
