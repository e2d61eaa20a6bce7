package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several continuations of one prompt, by the command. */
class SeveralTextsTest {
  private static final String PROMPT = "Once upon";

  private static Cli.Result generate(String options) {
    return Cli.run("generate --kernels scalar " + options, "-p", PROMPT).succeeds();
  }

  private static JsonNode json(String options) {
    return generate("--json " + options).json();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.get("text").textValue()));
    return texts;
  }

  @Nested
  class Samples {
    @Test
    void areTheTextsOfSuccessiveSeeds() {
      List<String> alone = new ArrayList<>();
      for (int seed = 42; seed < 45; seed++) {
        alone.add(json("-n 30 --seed " + seed).get("text").textValue());
      }
      JsonNode samples = json("-n 30 --seed 42 --samples 3").get("samples");
      assertEquals(alone, texts(samples));
      assertEquals(44, samples.get(2).get("seed").longValue());
      assertEquals(30, samples.get(2).get("ids").size());
      assertEquals("token_limit", samples.get(2).get("stop_reason").textValue());
    }

    @Test
    void standBelowALineEach() {
      List<String> texts = texts(json("-n 10 --seed 42 --samples 2").get("samples"));
      assertEquals(
          "--- 1 of 2, seed 42 ---\n%s\n--- 2 of 2, seed 43 ---\n%s\n"
              .formatted(texts.get(0), texts.get(1)),
          generate("-n 10 --seed 42 --samples 2").out());
    }

    @Test
    void ofOneAreTheTextAlone() {
      assertEquals(
          generate("-n 10 --seed 42").out(), generate("-n 10 --seed 42 --samples 1").out());
    }

    @Test
    void haveOneLineOfMeters() {
      String err = generate("-n 20 --samples 3 --ignore-eos -t 1").err();
      assertTrue(
          err.matches(
              "prompt 3 tokens, generated 60 tokens, [0-9.]+ tok/s, key-value blocks at the peak 6,"
                  + " shared 0, peak memory ([0-9.]+[KMG]iB|unknown)\\R"),
          err);
    }

    @Test
    void areDescribedByOneObject() {
      JsonNode json = json("-n 20 --samples 3 --ignore-eos -t 1");
      assertEquals(3, json.get("prompt_ids").size());
      assertEquals("scalar", json.get("kernels").textValue());
      assertEquals(1, json.get("threads").intValue());
      assertEquals(3, json.get("prompt_tokens").intValue());
      assertEquals(60, json.get("generated_tokens").intValue());
      assertTrue(json.get("tokens_per_second").doubleValue() > 0);
      assertEquals(6, json.get("kv_blocks_used").intValue());
      assertEquals(0, json.get("kv_blocks_shared").intValue());
      assertEquals("[]", json.get("slow").toString());
    }

    @Test
    void thatMemoryDoesNotHoldAreRefused() {
      Cli.run("generate --samples 2 -n 400 --kv-memory 64K -p a")
          .fails(ExitCode.FAILED, "raise --kv-memory");
    }
  }

  @Nested
  class Beams {
    @Test
    void areTheLikeliestTextsBestFirst() {
      JsonNode beams = json("-n 12 --beams 3").get("beams");
      assertEquals(3, beams.size());
      for (int i = 0; i < 3; i++) {
        JsonNode beam = beams.get(i);
        double sum = beam.get("log_probability").doubleValue();
        assertEquals(sum / 12, beam.get("score").doubleValue(), 1e-9);
        assertEquals(12, beam.get("ids").size());
        assertEquals("token_limit", beam.get("stop_reason").textValue());
        assertFalse(beam.has("seed"));
        if (i > 0) {
          assertTrue(beams.get(i - 1).get("score").doubleValue() >= sum / 12);
        }
      }
      assertEquals(beams, json("-n 12 --beams 3 --temperature 0").get("beams"));
    }

    @Test
    void standBelowALineEach() {
      JsonNode beams = json("-n 12 --beams 2").get("beams");
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 2; i++) {
        expected.append(
            "--- %d of 2, log probability %.2f ---\n%s\n"
                .formatted(
                    i + 1,
                    beams.get(i).get("log_probability").doubleValue(),
                    beams.get(i).get("text").textValue()));
      }
      assertEquals(expected.toString(), generate("-n 12 --beams 2").out());
    }

    @Test
    void ofOneAreTheGreedyText() {
      assertEquals(generate("-n 40 --temperature 0").out(), generate("-n 40 --beams 1").out());
    }

    @Test
    void thatFillTheContextSayHowMany() {
      String err = generate("-n -1 -c 12 --beams 2 --ignore-eos").err();
      assertTrue(
          err.startsWith("The context of 12 positions is full: 2 of 2 texts end there."), err);
    }

    @Test
    void thatFillTheMemorySayHowMany() {
      String err = generate("-n -1 --kv-memory 64K --beams 2 --ignore-eos").err();
      assertTrue(
          err.startsWith(
              "The memory for keys and values is full: 2 of 2 texts end there; raise --kv-memory."),
          err);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "--samples 0, `0 samples, expected 1 or more`",
        "--samples -3, `-3 samples, expected 1 or more`",
        "--samples some, 'some' is not an int",
        "--beams 0, `0 beams, expected 1 to 512`",
        "--beams 513, `513 beams, expected 1 to 512`",
        "--beams 2 --samples 2, mutually exclusive",
        "--beams 2 --temperature 1, expects temperature 0 and no penalties",
        "--beams 2 --repeat-penalty 1.1, expects temperature 0 and no penalties",
      })
  void whatMakesNoSenseIsRefused(String options, String complaint) {
    Cli.run("generate -p a " + options).fails(ExitCode.WRONG_USAGE, complaint);
  }
}
