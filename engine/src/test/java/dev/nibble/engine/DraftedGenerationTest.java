package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is guessed, the text is that without a guess. On the bundled model. */
final class DraftedGenerationTest {
  private static final GenerationRequest STORY =
      GenerationRequest.of("Once upon a time").withMaxTokens(120).withIgnoreEos(true);

  private static final SamplingOptions SEEDED =
      new SamplingOptions(0.8f, 40, 0.95, 0.05, 1, 1.1f, 0.1f, 0.1f, 64, 7);

  private static final Map<KernelChoice, Engine> ENGINES = new EnumMap<>(KernelChoice.class);

  @BeforeAll
  static void load() throws IOException {
    for (KernelChoice kernels : List.of(KernelChoice.SCALAR, KernelChoice.VECTOR)) {
      EngineOptions options = EngineOptions.defaults().withKernels(kernels);
      ENGINES.put(kernels, Engine.load(TestModels.bundled(), options));
    }
  }

  @AfterAll
  static void unload() {
    ENGINES.values().forEach(Engine::close);
  }

  private static Engine scalar() {
    return ENGINES.get(KernelChoice.SCALAR);
  }

  private static Generation generate(Engine engine, GenerationRequest request, Drafter drafter) {
    try (Session session = engine.newSession()) {
      return session.generate(request, TextListener.IGNORE, drafter);
    }
  }

  private static Generation plain(Engine engine, GenerationRequest request) {
    try (Session session = engine.newSession()) {
      return session.generate(request, TextListener.IGNORE);
    }
  }

  /** All tokens of a text, and then zeros: whatever comes next. */
  private static int[] wholeOf(Generation text) {
    List<Integer> ids = new ArrayList<>(text.promptIds());
    ids.addAll(text.ids());
    return Stream.concat(ids.stream(), Stream.generate(() -> 0).limit(100))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Knows the text beforehand; adds an error of so much to each token. */
  private static Drafter knowing(Generation text, int error) {
    int[] whole = wholeOf(text);
    return (history, most, out, at) -> {
      for (int i = 0; i < most; i++) {
        out[at + i] = (whole[history.length() + i] + error) % 512;
      }
      return most;
    };
  }

  /** Knows the text, but is wrong now and then, and not always as long as it may be. */
  private static Drafter unsteady(Generation text) {
    SplittableRandom random = new SplittableRandom(3);
    Drafter knowing = knowing(text, 0);
    return (history, most, out, at) -> {
      int count = knowing.draft(history, random.nextInt(most + 1), out, at);
      for (int i = 0; i < count; i++) {
        if (random.nextInt(5) == 0) {
          out[at + i] = random.nextInt(512);
        }
      }
      return count;
    };
  }

  private static List<Drafter> drafters(Generation expected) {
    return List.of(
        knowing(expected, 0),
        knowing(expected, 1),
        unsteady(expected),
        knowing(expected, 0).atMost(2),
        new PromptLookup());
  }

  static Stream<Arguments> requests() {
    return Stream.of(KernelChoice.SCALAR, KernelChoice.VECTOR)
        .flatMap(kernels ->
            Stream.of(
                    STORY,
                    STORY.withSampling(SEEDED),
                    STORY.withMaxTokens(-1),
                    STORY.withMaxTokens(1),
                    STORY.withMaxTokens(0),
                    STORY.withStops(List.of("Lily", "never")),
                    GenerationRequest.of("Lily smiled. The end."))
                .map(request -> Arguments.of(kernels, request)));
  }

  @ParameterizedTest
  @MethodSource("requests")
  @DisplayName("text, ids, end and what the session holds are the same with every drafter")
  void same(KernelChoice kernels, GenerationRequest request) {
    try (Session session = ENGINES.get(kernels).newSession()) {
      Generation expected = session.generate(request, TextListener.IGNORE);
      int length = session.length();
      for (Drafter drafter : drafters(expected)) {
        Generation drafted = session.generate(request, TextListener.IGNORE, drafter);
        assertEquals(expected.text(), drafted.text());
        assertEquals(expected.ids(), drafted.ids());
        assertEquals(expected.stopReason(), drafted.stopReason());
        assertEquals(length, session.length());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  @DisplayName(
      "the pieces are the same, and a listener that has enough ends the text within a draft")
  void streams(KernelChoice kernels) {
    Engine engine = ENGINES.get(kernels);
    Generation expected = plain(engine, STORY);
    List<String> pieces = new ArrayList<>();
    List<String> drafted = new ArrayList<>();
    try (Session session = engine.newSession()) {
      session.generate(STORY, piece -> pieces.add(piece) && pieces.size() < 23);
      Generation cancelled =
          session.generate(
              STORY, piece -> drafted.add(piece) && drafted.size() < 23, knowing(expected, 0));
      assertEquals(StopReason.CANCELLED, cancelled.stopReason());
    }
    assertEquals(23, drafted.size());
    assertEquals(pieces, drafted);
  }

  @Test
  @DisplayName("right guesses are accepted, all but those behind the end, and save passes")
  void right() {
    Engine engine = scalar();
    Generation drafted = generate(engine, STORY, knowing(plain(engine, STORY), 0));
    assertEquals(120, drafted.meters().generatedTokens());
    assertEquals(drafted.meters().draftedTokens(), drafted.meters().acceptedTokens());
    assertEquals(1, drafted.meters().acceptanceRate());
    // Passes of 1 + 4, 1 + 8 and then 1 + 16 tokens, behind the prompt.
    assertEquals(120 - 1 - 9, drafted.meters().acceptedTokens());
  }

  @Test
  @DisplayName("wrong guesses are counted, and soon there are few")
  void wrong() {
    Generation drafted = generate(scalar(), STORY, knowing(plain(scalar(), STORY), 1));
    assertEquals(0, drafted.meters().acceptedTokens());
    assertEquals(0, drafted.meters().acceptanceRate());
    int count = drafted.meters().draftedTokens();
    assertTrue(count > 8 && count < 18, () -> count + " tokens");
  }

  @Test
  @DisplayName("nothing is counted without a drafter")
  void none() {
    Generation text = plain(scalar(), STORY);
    assertEquals(0, text.meters().draftedTokens());
    assertEquals(0, text.meters().acceptedTokens());
    assertEquals(0, text.meters().acceptanceRate());
  }

  @Test
  @DisplayName("a drafter is never asked for more than is wanted or fits, nor for nothing")
  void most() {
    Engine engine = scalar();
    for (int tokens : new int[] {20, -1}) {
      GenerationRequest request = STORY.withMaxTokens(tokens);
      Generation expected = plain(engine, request);
      Drafter knowing = knowing(expected, 0);
      int length = expected.promptIds().size() + expected.ids().size();
      Generation drafted =
          generate(
              engine,
              request,
              (history, most, out, at) -> {
                assertTrue(most > 0, "asked for nothing");
                assertTrue(history.length() + most < length, () -> history.length() + " + " + most);
                return knowing.draft(history, most, out, at);
              });
      assertTrue(drafted.meters().draftedTokens() > 10);
    }
  }

  @Test
  @DisplayName("tokens are computed together up to where their sums would be others")
  void likeOne() {
    Engine engine = ENGINES.get(KernelChoice.VECTOR);
    Generation expected = plain(engine, STORY);
    Drafter knowing = knowing(expected, 0);
    List<Integer> asked = new ArrayList<>();
    generate(
        engine,
        STORY,
        (history, most, out, at) -> {
          asked.add(most);
          return knowing.draft(history, most, out, at);
        });
    assertTrue(
        asked.stream().allMatch(most -> most < engine.likeOne()),
        () -> asked + " with " + engine.likeOne());
    assertEquals(engine.likeOne() > 1, asked.stream().anyMatch(most -> most > 0));
  }

  @Test
  @DisplayName("where memory for a draft is missing the text goes on to the last position without")
  void memory() throws IOException {
    long bytes = 3 * scalar().kvMeters().blockBytes();
    EngineOptions options =
        EngineOptions.defaults().withKernels(KernelChoice.SCALAR).withKvMemoryBytes(bytes);
    try (Engine engine = Engine.load(TestModels.bundled(), options)) {
      Generation expected = plain(engine, STORY);
      assertEquals(StopReason.MEMORY_END, expected.stopReason());
      Generation drafted = generate(engine, STORY, knowing(plain(scalar(), STORY), 0));
      assertEquals(expected.ids(), drafted.ids());
      assertEquals(StopReason.MEMORY_END, drafted.stopReason());
      assertTrue(drafted.meters().acceptedTokens() > 10);
    }
  }

  @Test
  @DisplayName("a drafter that gives what was not asked for is refused")
  void unruly() {
    assertRefused((history, most, out, at) -> most + 1, "expected 0 to 4");
    assertRefused((history, most, out, at) -> -1, "guessed -1 tokens");
    assertRefused(
        (history, most, out, at) -> {
          out[at] = 512;
          return 1;
        },
        "token 512");
  }

  private static void assertRefused(Drafter drafter, String complaint) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> generate(scalar(), STORY, drafter));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
  }
}
