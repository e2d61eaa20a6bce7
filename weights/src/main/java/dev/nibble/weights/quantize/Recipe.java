package dev.nibble.weights.quantize;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which type each tensor of a model gets: one type throughout, or a mixture.
 *
 * <p>Matrices alone are converted. Norms, biases and the like, and the router of a mixture of
 * experts, stay as they are: they are small and sensitive.
 */
public final class Recipe {
  /** The types, with the number that stands for a file mostly of that type. */
  private static final Map<TensorType, Integer> PURE =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(TensorType.F32, 0),
              Map.entry(TensorType.F16, 1),
              Map.entry(TensorType.BF16, 32),
              Map.entry(TensorType.Q8_0, 7),
              Map.entry(TensorType.Q4_0, 2),
              Map.entry(TensorType.Q4_1, 3),
              Map.entry(TensorType.Q5_0, 8),
              Map.entry(TensorType.Q5_1, 9),
              Map.entry(TensorType.Q2_K, 10),
              Map.entry(TensorType.Q3_K, 11),
              Map.entry(TensorType.Q4_K, 14),
              Map.entry(TensorType.Q5_K, 16),
              Map.entry(TensorType.Q6_K, 18),
              Map.entry(TensorType.IQ4_NL, 25),
              Map.entry(TensorType.IQ4_XS, 30),
              Map.entry(TensorType.MXFP4, 38),
              Map.entry(TensorType.TQ1_0, 36),
              Map.entry(TensorType.TQ2_0, 37)));

  private static final Pattern KEPT =
      Pattern.compile(
          ".*_norm\\.weight|.*ffn_gate_inp\\.weight|.*position_embd.*|token_types\\.weight"
              + "|.*ssm_conv1d.*|.*shortconv\\.conv.*|.*attn_rel_b\\.weight");

  private final String name;
  private final TensorType base;
  private final Optional<Mixture> mixture;
  private final int fileType;

  private Recipe(String name, TensorType base, Optional<Mixture> mixture, int fileType) {
    this.name = name;
    this.base = base;
    this.mixture = mixture;
    this.fileType = fileType;
  }

  /**
   * The recipe of a name.
   *
   * @param name a type such as {@code Q4_0}, or a mixture such as {@code Q4_K_M}; in any case
   * @return the recipe
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Recipe named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return all()
        .filter(recipe -> recipe.name.equals(upper))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no type %s to quantize to, expected one of %s"
                    .formatted(name, String.join(", ", names()))));
  }

  /** The names of all recipes, single types first. */
  public static List<String> names() {
    return all().map(Recipe::name).toList();
  }

  private static Stream<Recipe> all() {
    return Stream.concat(
        PURE.entrySet().stream()
            .map(e -> new Recipe(e.getKey().name(), e.getKey(), Optional.empty(), e.getValue())),
        Arrays.stream(Mixture.values())
            .map(m -> new Recipe(m.name(), m.base(), Optional.of(m), m.fileType())));
  }

  /** The name, in capitals. */
  public String name() {
    return name;
  }

  /** The type of most tensors. */
  public TensorType base() {
    return base;
  }

  /** The number that {@code general.file_type} gets. */
  int fileType() {
    return fileType;
  }

  /** What happens to each tensor of a file, in its order. */
  List<TensorPlan> plan(GgufFile file) {
    ModelShape model = ModelShape.of(file);
    List<TensorPlan> plans = new ArrayList<>();
    for (Tensor tensor : file.tensors().values()) {
      plans.add(isMatrix(tensor) ? matrix(tensor, model) : TensorPlan.keep(tensor));
    }
    return plans;
  }

  /**
   * What all tensors of a file would take.
   *
   * @param file a file, of which the header is enough
   * @return bytes
   */
  public long bytes(GgufFile file) {
    return plan(file).stream().mapToLong(TensorPlan::bytes).sum();
  }

  private static boolean isMatrix(Tensor tensor) {
    return tensor.rows() > 1
        && tensor.name().endsWith(".weight")
        && !KEPT.matcher(tensor.name()).matches();
  }

  private TensorPlan matrix(Tensor tensor, ModelShape model) {
    TensorRole role = TensorRole.of(tensor.name(), model.tied());
    int layer = TensorRole.layer(tensor.name());
    return TensorPlan.convert(
        tensor, mixture.map(m -> m.typeOf(role, layer, tensor.columns(), model)).orElse(base));
  }
}
