package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The search on the bundled model, held against one that computes everything anew. */
final class BeamSearchTest {
  private static final String STORY = "Once upon a time";
  private static final String LAST_WORDS = "Lily smiled. The end.";
  private static final EngineOptions SCALAR =
      EngineOptions.defaults().withKernels(KernelChoice.SCALAR);

  private static Engine engine;

  @BeforeAll
  static void load() throws IOException {
    engine = Engine.load(TestModels.bundled(), SCALAR);
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  @AfterEach
  void allBlocksAreBack() {
    assertEquals(0, engine.kvMeters().used());
    assertEquals(0, engine.kvMeters().shared());
  }

  private static GenerationRequest request(String prompt, int tokens) {
    return GenerationRequest.of(prompt).withMaxTokens(tokens);
  }

  private static List<Beam> search(GenerationRequest request, int beams) {
    return new BeamSearch(engine).search(request, beams, BeamListener.IGNORE);
  }

  private static Generation greedy(GenerationRequest request) {
    try (Session session = engine.newSession()) {
      return session.generate(request, TextListener.IGNORE);
    }
  }

  /** Beam search as it is defined: hypotheses are lists, each computed from its first token on. */
  private static final class Reference {
    private record Text(List<Integer> ids, double sum, double score, StopReason reason) {}

    private final Session session;
    private final int[] prompt;
    private final int beams;
    private List<Text> live = List.of(new Text(List.of(), 0, 0, StopReason.TOKEN_LIMIT));
    private List<Text> over = new ArrayList<>();

    Reference(Session session, int[] prompt, int beams) {
      this.session = session;
      this.prompt = prompt;
      this.beams = beams;
    }

    private double[] logProbabilities(List<Integer> ids) {
      int[] all = new int[prompt.length + ids.size()];
      System.arraycopy(prompt, 0, all, 0, prompt.length);
      for (int i = 0; i < ids.size(); i++) {
        all[prompt.length + i] = ids.get(i);
      }
      float[] logits = session.logits(all);
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      double[] result = new double[logits.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = logits[i] - Math.log(sum);
      }
      return result;
    }

    private static boolean ends(int id) {
      return id == 1 || engine.tokenizer().vocabulary().isEndOfGeneration(id);
    }

    /** One more token; whether the search goes on. */
    private boolean step(int length) {
      List<Text> all = new ArrayList<>();
      for (Text text : live) {
        double[] more = logProbabilities(text.ids);
        for (int id = 0; id < more.length; id++) {
          List<Integer> ids = new ArrayList<>(text.ids);
          ids.add(id);
          double sum = text.sum + more[id];
          all.add(new Text(ids, sum, sum / length, StopReason.TOKEN_LIMIT));
        }
      }
      all.sort(Comparator.comparingDouble((Text text) -> -text.sum));
      List<Text> next = new ArrayList<>();
      for (int rank = 0; rank < 2 * beams; rank++) {
        Text text = all.get(rank);
        if (!ends(text.ids.getLast())) {
          next.add(text);
        } else if (rank < beams) {
          List<Integer> ids = text.ids.subList(0, length - 1);
          over.add(new Text(ids, text.sum, text.score, StopReason.END_TOKEN));
        }
      }
      live = next.subList(0, Math.min(beams, next.size()));
      over = best();
      return over.size() < beams || over.getLast().score < live.getFirst().score;
    }

    private List<Text> best() {
      over.sort(Comparator.comparingDouble((Text text) -> -text.score));
      return new ArrayList<>(over.subList(0, Math.min(beams, over.size())));
    }

    List<Text> search(int tokens) {
      for (int length = 1; length <= tokens; length++) {
        if (!step(length)) {
          return over;
        }
      }
      over.addAll(live);
      return best();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, Once upon a time",
    "2, Once upon a time",
    "3, Once upon a time",
    "4, Once upon a time",
    "1, Lily smiled. The end.",
    "2, Lily smiled. The end.",
    "3, Lily smiled. The end.",
    "4, Lily smiled. The end.",
    "4, and they all lived happily ever after",
  })
  void theBeamsAreThoseOfTheDefinition(int beams, String prompt) {
    GenerationRequest request = request(prompt, 12);
    List<Reference.Text> expected;
    try (Session session = engine.newSession()) {
      int[] ids = request.promptIds(engine.tokenizer());
      expected = new Reference(session, ids, beams).search(12);
    }
    List<Beam> found = search(request, beams);
    assertEquals(
        expected.stream().map(Reference.Text::ids).toList(),
        found.stream().map(Beam::ids).toList());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).sum, found.get(i).logProbability(), 1e-5);
      assertEquals(expected.get(i).score, found.get(i).score(), 1e-6);
      assertEquals(expected.get(i).reason, found.get(i).stopReason());
    }
  }

  @Test
  void aSearchThatDropsNothingFindsTheLikeliestTextOfAll() {
    GenerationRequest request = request("Tom", 2).withIgnoreEos(true);
    double likeliest = Double.NEGATIVE_INFINITY;
    List<Integer> expected = List.of();
    try (Session session = engine.newSession()) {
      Reference reference = new Reference(session, request.promptIds(engine.tokenizer()), 1);
      double[] first = reference.logProbabilities(List.of());
      for (int i = 0; i < first.length; i++) {
        double[] second = reference.logProbabilities(List.of(i));
        for (int j = 0; j < second.length; j++) {
          if (first[i] + second[j] > likeliest) {
            likeliest = first[i] + second[j];
            expected = List.of(i, j);
          }
        }
      }
    }
    Beam best = search(request, engine.config().vocabularySize()).getFirst();
    assertEquals(expected, best.ids());
    assertEquals(likeliest, best.logProbability(), 1e-5);
  }

  @ParameterizedTest
  @ValueSource(strings = {STORY, LAST_WORDS, "Tom", ""})
  void oneBeamIsTheGreedyText(String prompt) {
    for (GenerationRequest request :
        List.of(
            request(prompt, 60),
            request(prompt, -1),
            request(prompt, -1).withIgnoreEos(true),
            request(prompt, 60).withStops(List.of("Lily", ". ")))) {
      Generation expected = greedy(request);
      Beam beam = search(request, 1).getFirst();
      assertEquals(expected.ids(), beam.ids());
      assertEquals(expected.text(), beam.text());
      assertEquals(expected.stopReason(), beam.stopReason());
    }
  }

  @Test
  void theBestComesFirstAndIsNoWorseThanTheGreedyText() {
    List<Beam> beams = search(request(STORY, 40), 4);
    assertEquals(4, beams.size());
    for (int i = 1; i < beams.size(); i++) {
      assertTrue(beams.get(i - 1).score() >= beams.get(i).score(), beams.toString());
    }
    assertEquals(4, beams.stream().map(Beam::ids).distinct().count());
    Beam greedy = search(request(STORY, 40), 1).getFirst();
    assertTrue(beams.getFirst().score() > greedy.score(), "this story has a likelier one");
  }

  @Test
  void aStopStringEndsABeamBeforeIt() {
    List<Beam> beams = search(request(STORY, 40).withStops(List.of("Lily")), 3);
    assertTrue(beams.stream().noneMatch(beam -> beam.text().contains("Lily")), beams.toString());
    assertEquals(", there was a little girl named ", beams.getFirst().text());
    assertEquals(StopReason.STOP_STRING, beams.getFirst().stopReason());
  }

  @Test
  void noTokensAreOneEmptyText() {
    assertEquals(
        List.of(new Beam("", List.of(), 0, 0, StopReason.TOKEN_LIMIT)),
        search(request(STORY, 0), 4));
  }

  @Test
  void theContextsEndEndsAllBeamsThatAreLeft() throws IOException {
    try (Engine small = Engine.load(TestModels.bundled(), SCALAR.withContextLength(24))) {
      GenerationRequest request = request(STORY, -1).withIgnoreEos(true);
      List<Beam> beams = new BeamSearch(small).search(request, 3, BeamListener.IGNORE);
      assertEquals(3, beams.size());
      for (Beam beam : beams) {
        assertEquals(StopReason.CONTEXT_END, beam.stopReason());
        // Five tokens are the prompt; nothing is computed behind the last one.
        assertEquals(24 - 5 + 1, beam.ids().size());
      }
      assertEquals(0, small.kvMeters().used());
    }
  }

  @Test
  void beamsShareTheBlocksOfThePromptAndCopyTheLastOne() {
    String prompt =
        "Once upon a time, there was a little girl named Lily. She loved to play ".repeat(3);
    int blocks = GenerationRequest.of(prompt).promptIds(engine.tokenizer()).length / 16;
    assertTrue(blocks >= 3, "a prompt of some blocks");
    AtomicInteger passes = new AtomicInteger();
    long copies = engine.kvMeters().copies();
    List<Beam> beams =
        new BeamSearch(engine)
            .search(
                request(prompt, 20),
                4,
                tokens -> {
                  assertEquals(passes.getAndIncrement(), tokens);
                  if (tokens > 0) {
                    assertTrue(engine.kvMeters().shared() >= blocks, engine.kvMeters().toString());
                    // Beyond the prompt each beam has at most three blocks of its own.
                    assertTrue(engine.kvMeters().used() <= blocks + 4 * 3);
                  }
                  return true;
                });
    assertEquals(4, beams.size());
    assertTrue(passes.get() > 2, "watched");
    assertTrue(engine.kvMeters().copies() >= copies + 3, "the prompt's last block, at least");
  }

  @Test
  void theListenerEndsTheBeamsAsTheyAre() {
    List<Beam> beams = new BeamSearch(engine).search(request(STORY, 40), 3, tokens -> tokens < 5);
    assertEquals(3, beams.size());
    for (Beam beam : beams) {
      assertEquals(StopReason.CANCELLED, beam.stopReason());
      assertEquals(5, beam.ids().size());
    }
  }

  @Test
  void aListenerThatFailsLeavesNoBlockBehind() {
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                new BeamSearch(engine)
                    .search(
                        request(STORY, 40),
                        4,
                        tokens -> {
                          if (tokens == 7) {
                            throw new IllegalStateException("enough");
                          }
                          return true;
                        }));
    assertEquals("enough", thrown.getMessage());
  }

  @Test
  void aPassThatFailsLeavesNoBlockBehind() throws IOException {
    AtomicInteger products = new AtomicInteger();
    ProductListener failing =
        (_, _, _) -> {
          if (products.incrementAndGet() == 500) {
            throw new IllegalStateException("enough");
          }
        };
    try (Engine watched = Engine.load(TestModels.bundled(), SCALAR, failing)) {
      BeamSearch search = new BeamSearch(watched);
      assertThrows(
          IllegalStateException.class,
          () -> search.search(request(STORY, 40), 4, BeamListener.IGNORE));
      assertEquals(500, products.get());
      assertEquals(0, watched.kvMeters().used());
    }
  }

  private static Engine engineOfBlocks(int blocks) throws IOException {
    long bytes = blocks * engine.kvMeters().blockBytes();
    return Engine.load(TestModels.bundled(), SCALAR.withKvMemoryBytes(bytes));
  }

  @Test
  void memorysEndEndsTheBeamsThatAreLeft() throws IOException {
    try (Engine small = engineOfBlocks(6)) {
      GenerationRequest request = request(STORY, -1).withIgnoreEos(true);
      List<Beam> beams = new BeamSearch(small).search(request, 4, BeamListener.IGNORE);
      assertEquals(4, beams.size());
      for (Beam beam : beams) {
        assertEquals(StopReason.MEMORY_END, beam.stopReason());
        // A block of 16 positions each is full: 5 of the prompt, and all but the last token.
        assertEquals(12, beam.ids().size());
      }
      List<Beam> same = search(request.withMaxTokens(12), 4);
      assertEquals(same.stream().map(Beam::ids).toList(), beams.stream().map(Beam::ids).toList());
      assertEquals(0, small.kvMeters().used());
    }
  }

  @Test
  void aPromptThatFindsNoMemorySaysHowMuchItNeeds() throws IOException {
    try (Engine small = engineOfBlocks(1)) {
      String prompt = "Once upon a time, there was a little girl named Lily and a dog.";
      BeamSearch search = new BeamSearch(small);
      KvMemoryException thrown =
          assertThrows(
              KvMemoryException.class,
              () -> search.search(request(prompt, 5), 2, BeamListener.IGNORE));
      long block = small.kvMeters().blockBytes();
      assertEquals(block, thrown.availableBytes());
      assertEquals(2 * block, thrown.requiredBytes());
      assertEquals(0, small.kvMeters().used());
    }
  }

  @Test
  void chanceAndPenaltiesAreRefused() {
    SamplingOptions penalty = new SamplingOptions(0, 0, 1, 0, 1, 1.1f, 0, 0, 64, 0);
    for (SamplingOptions sampling : List.of(SamplingOptions.random(0.8f, 1), penalty)) {
      GenerationRequest request = request(STORY, 5).withSampling(sampling);
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> search(request, 2));
      assertTrue(thrown.getMessage().contains("expects temperature 0 and no penalties"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 513})
  void numbersOfBeamsThatMakeNoSenseAreRefused(int beams) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> search(request(STORY, 5), beams));
    assertEquals(beams + " beams, expected 1 to 512", thrown.getMessage());
  }

  @Test
  void aPromptThatDoesNotFitTheContextIsRefused() {
    GenerationRequest request = GenerationRequest.of("a ".repeat(600).strip());
    assertThrows(ContextOverflowException.class, () -> search(request, 2));
  }
}
