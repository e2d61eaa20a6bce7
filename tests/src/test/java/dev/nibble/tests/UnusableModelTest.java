package dev.nibble.tests;

import static dev.nibble.weights.MetadataValue.array;
import static dev.nibble.weights.MetadataValue.bool;
import static dev.nibble.weights.MetadataValue.float32;
import static dev.nibble.weights.MetadataValue.string;
import static dev.nibble.weights.MetadataValue.uint32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nibble.engine.Model;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.tokenizer.UnsupportedTokenizerException;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataType;
import dev.nibble.weights.MetadataValue.FloatValue;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sound files without a model that can be run: the bundled one with one thing changed. It has a
 * width of 64, 5 layers, 8 heads of which 4 for keys, and 512 tokens.
 */
final class UnusableModelTest {
  private static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String SCORES = "tokenizer.ggml.scores";
  private static final String TYPES = "tokenizer.ggml.token_type";
  private static final String HEADS = "llama.attention.head_count";
  private static final String KV_HEADS = "llama.attention.head_count_kv";
  private static final String EPSILON = "llama.attention.layer_norm_rms_epsilon";
  private static final String ROPE_BASE = "llama.rope.freq_base";
  private static final String ROPE_FACTORS = "rope_freqs.weight";
  private static final String QUERY = "blk.0.attn_q.weight";

  @TempDir Path folder;

  @Test
  @DisplayName("without a change, and with factors for its rotary frequencies, the model opens")
  void unchanged() throws IOException {
    try (Model model = Model.open(written(new ChangedModel()))) {
      assertTrue(model.tensors().ropeFactors().all().isEmpty());
    }
    ChangedModel withFactors = new ChangedModel().floats(ROPE_FACTORS, 1, 1, 2, 8);
    try (Model model = Model.open(written(withFactors))) {
      assertTrue(model.tensors().ropeFactors().all().isPresent());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"vocabularies", "configurations", "tensors"})
  @DisplayName("a model that contradicts itself is refused as damaged, with place and reason")
  void damaged(String reason, ChangedModel change) throws IOException {
    Path path = written(change);

    GgufFormatException e = assertThrows(GgufFormatException.class, () -> Model.open(path));

    assertEquals(reason, e.reason());
    assertTrue(e.offset() > 0 && e.offset() < Files.size(path), e::getMessage);
  }

  static Stream<Arguments> vocabularies() {
    return Stream.of(
        missing("tokenizer.ggml.model"),
        missing(TOKENS),
        missing(SCORES),
        change(
            SCORES + " has 512 elements, expected 511, one for each token",
            new ChangedModel().put(TOKENS, array(tokens(511))).without(TYPES)),
        change(
            "tensor token_embd.weight has shape [64, 512], expected [64, 511]",
            new ChangedModel()
                .put(TOKENS, array(tokens(511)))
                .put(SCORES, array(MetadataArray.ofFloats(new float[511])))
                .without(TYPES)),
        change(
            "tokenizer.ggml.bos_token_id is 512, expected 0 to 511",
            new ChangedModel().put("tokenizer.ggml.bos_token_id", uint32(512))));
  }

  static Stream<Arguments> configurations() {
    return Stream.of(
        missing("general.architecture"),
        missing("llama.context_length"),
        missing("llama.embedding_length"),
        missing("llama.block_count"),
        missing("llama.feed_forward_length"),
        missing(HEADS),
        missing(EPSILON),
        number("llama.context_length", 0, "is 0, expected 1 to 2147483647"),
        number("llama.context_length", 0xFFFF_FFFFL, "is 4294967295, expected 1 to 2147483647"),
        change(
            "llama.context_length has type STRING, expected an integer",
            new ChangedModel().put("llama.context_length", string("512"))),
        number("llama.block_count", 0, "is 0, expected 1 to 4096"),
        number("llama.block_count", 4097, "is 4097, expected 1 to 4096"),
        number(HEADS, 0, "is 0, expected 1 to 1048576"),
        number(HEADS, 12, "is 12, expected a divisor of 64"),
        number(KV_HEADS, 0, "is 0, expected 1 to 1048576"),
        number(KV_HEADS, 3, "is 3, expected a divisor of 8"),
        change(
            HEADS + " is 8 with heads of 1048576 channels",
            new ChangedModel().put("llama.attention.key_length", uint32(1 << 20))),
        change(
            KV_HEADS + " is 3, expected a divisor of 8",
            new ChangedModel().put(KV_HEADS, array(MetadataArray.ofInts(3, 3, 3, 3, 3)))),
        change(
            KV_HEADS + " is empty, expected a number for each layer",
            new ChangedModel().put(KV_HEADS, array(MetadataArray.ofInts()))),
        change(
            "llama.expert_used_count is missing",
            new ChangedModel().put("llama.expert_count", uint32(8))),
        change(
            "llama.expert_used_count is 9, expected 1 to 8",
            new ChangedModel()
                .put("llama.expert_count", uint32(8))
                .put("llama.expert_used_count", uint32(9))),
        number("llama.rope.scaling.original_context_length", 0, "is 0, expected 1 to 2147483647"),
        floating("llama.rope.scaling.factor", float32(-2), "is -2.0, expected more than 0"),
        floating("llama.rope.scaling.attn_factor", float32(0), "is 0.0, expected more than 0"),
        number("llama.rope.dimension_count", 7, "is 7, expected an even number"),
        number("llama.rope.dimension_count", 10, "is 10, expected 0 to 8"),
        floating(EPSILON, float32(Float.NaN), "is NaN, expected a finite number"),
        floating(EPSILON, float32(-1), "is -1.0, expected 0 or more"),
        floating(EPSILON, float64(1e300), "is 1.0E300, more than a float holds"),
        floating(
            ROPE_BASE, float32(Float.POSITIVE_INFINITY), "is Infinity, expected a finite number"),
        floating(ROPE_BASE, float32(0), "is 0.0, expected more than 0"),
        floating(ROPE_BASE, float32(-1), "is -1.0, expected more than 0"),
        floating(ROPE_BASE, float64(1e-300), "is 1.0E-300, expected more than 0"),
        floating(ROPE_BASE, float64(1e300), "is 1.0E300, more than a float holds"));
  }

  static Stream<Arguments> tensors() {
    return Stream.of(
        change(
            "tensor output_norm.weight is missing, expected [64]",
            new ChangedModel().without("output_norm.weight")),
        change(
            "tensor blk.4.ffn_down.weight is missing, expected [192, 64]",
            new ChangedModel().without("blk.4.ffn_down.weight")),
        change(
            "tensor blk.5.attn_norm.weight is missing, expected [64]",
            new ChangedModel().put("llama.block_count", uint32(6))),
        change(
            "tensor blk.0.ffn_down.weight has shape [64, 192], expected [192, 64]",
            new ChangedModel().zeros("blk.0.ffn_down.weight", TensorType.F16, 64L, 192L)),
        change(
            "tensor blk.0.attn_norm.weight has shape [64, 2], expected [64]",
            new ChangedModel().zeros("blk.0.attn_norm.weight", TensorType.F32, 64L, 2L)),
        change(
            "tensor output.weight has shape [64, 511], expected [64, 512]",
            new ChangedModel().zeros("output.weight", TensorType.F16, 64L, 511L)),
        change(
            "tensor blk.0.ffn_gate_inp.weight is missing, expected [64, 8]",
            new ChangedModel()
                .put("llama.expert_count", uint32(8))
                .put("llama.expert_used_count", uint32(2))),
        change(
            "tensor blk.2.attn_q.bias is missing, expected [64]",
            new ChangedModel().zeros("blk.2.attn_v.bias", TensorType.F32, 32L)),
        change(
            "tensor blk.2.ffn_up.bias has shape [64], expected [192]",
            new ChangedModel().zeros("blk.2.ffn_up.bias", TensorType.F32, 64L)),
        change(
            "tensor rope_factors_short.weight is missing, expected [4]",
            new ChangedModel().floats("rope_factors_long.weight", 1, 1, 2, 8)),
        change(
            "tensor rope_freqs.weight has shape [3], expected [4]",
            new ChangedModel().floats(ROPE_FACTORS, 1, 1, 1)),
        change(
            "tensor rope_freqs.weight has a factor of 0.0, expected more than 0",
            new ChangedModel().floats(ROPE_FACTORS, 1, 1, 0, 1)),
        change(
            "tensor rope_freqs.weight has a factor of -1.0, expected more than 0",
            new ChangedModel().floats(ROPE_FACTORS, 1, 1, 1, -1)),
        change(
            "tensor rope_freqs.weight has a factor of NaN, expected more than 0",
            new ChangedModel().floats(ROPE_FACTORS, Float.NaN, 1, 1, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("a model of a kind that is not implemented is refused by what it asks for")
  void unsupported(String found, ChangedModel change) throws IOException {
    Path path = written(change);

    UnsupportedModelException e =
        assertThrows(UnsupportedModelException.class, () -> Model.open(path));

    assertEquals(found, e.found());
  }

  static Stream<Arguments> unsupported() {
    return Stream.of(
        change(
            "the architecture 'mamba'",
            new ChangedModel().put("general.architecture", string("mamba"))),
        change(
            "rope scaling 'dynamic'",
            new ChangedModel().put("llama.rope.scaling.type", string("dynamic"))),
        change(
            "attention to later tokens",
            new ChangedModel().put("llama.attention.causal", bool(false))),
        change(
            "a choice of experts by groups",
            new ChangedModel().put("llama.expert_group_count", uint32(4))),
        change(
            KV_HEADS + " that differs by layer",
            new ChangedModel().put(KV_HEADS, array(MetadataArray.ofInts(4, 4, 4, 4, 8)))),
        change(
            "a value head of 4 channels beside a key head of 8",
            new ChangedModel().put("llama.attention.value_length", uint32(4))),
        change(
            "the tensor blk.0.attn_q_norm.weight in a model of architecture llama",
            new ChangedModel().zeros("blk.0.attn_q_norm.weight", TensorType.F32, 8L)),
        change(
            "the type Q8_0 of tensor blk.0.attn_q.bias",
            new ChangedModel().zeros("blk.0.attn_q.bias", TensorType.Q8_0, 64L)),
        change(
            "the tensor blk.4.attn_norm.weight in a model of architecture llama",
            new ChangedModel().put("llama.block_count", uint32(4))));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("a tensor of a type that cannot be computed with is refused by type and name")
  void typesWithoutFormat(TensorType type) throws IOException {
    Path path = written(new ChangedModel().zeros(QUERY, type, 64L, 64L));

    UnsupportedModelException e =
        assertThrows(UnsupportedModelException.class, () -> Model.open(path));

    assertEquals("the type " + type + " of tensor " + QUERY, e.found());
    assertTrue(Arrays.asList(e.supported().split(", ")).contains("Q8_0"), e::supported);
  }

  /** Those whose blocks a row of the bundled model can be made of. */
  static Stream<TensorType> typesWithoutFormat() {
    return Arrays.stream(TensorType.values())
        .filter(type -> BlockFormat.of(type).isEmpty() && 64 % type.blockSize() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwkv", "bert", ""})
  @DisplayName("a tokenizer that is not implemented is refused by name")
  void unknownTokenizer(String name) throws IOException {
    Path path = written(new ChangedModel().put("tokenizer.ggml.model", string(name)));

    UnsupportedTokenizerException e =
        assertThrows(UnsupportedTokenizerException.class, () -> Model.open(path));

    assertEquals(name, e.found());
  }

  private Path written(ChangedModel change) throws IOException {
    return change.writeTo(folder.resolve("model.gguf"));
  }

  private static Arguments change(String expected, ChangedModel change) {
    return arguments(expected, change);
  }

  private static Arguments missing(String key) {
    return change(key + " is missing", new ChangedModel().without(key));
  }

  private static Arguments number(String key, long value, String complaint) {
    return change(key + " " + complaint, new ChangedModel().put(key, uint32(value)));
  }

  private static Arguments floating(String key, FloatValue value, String complaint) {
    return change(key + " " + complaint, new ChangedModel().put(key, value));
  }

  private static FloatValue float64(double value) {
    return new FloatValue(MetadataType.FLOAT64, value);
  }

  private static MetadataArray tokens(int count) {
    return MetadataArray.ofStrings(Collections.nCopies(count, "a"));
  }
}
