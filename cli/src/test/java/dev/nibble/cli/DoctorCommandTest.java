package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorCommandTest {
  private static JsonNode checks(String options) {
    return Cli.run("doctor --json " + options).succeeds().json().get("checks");
  }

  private static String found(JsonNode checks, String name) {
    return StreamSupport.stream(checks.spliterator(), false)
        .filter(check -> check.get("name").textValue().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no check of " + name + " in " + checks))
        .get("found")
        .textValue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JDK",
        "Vector API",
        "vector width",
        "C2",
        "cores",
        "memory",
        "device",
        "flags",
        "kernels",
        "threads",
        "page cache",
        "file system",
        "layers"
      })
  void looksAt(String name) {
    assertTrue(
        Cli.run("doctor").succeeds().out().lines().anyMatch(line -> line.contains(" " + name)));
    assertTrue(!found(checks("--kernels scalar"), name).isBlank());
  }

  @Test
  void givesEachCheckItsVerdictAndRemedy() {
    for (JsonNode check : checks("--kernels scalar")) {
      assertEquals(List.of("name", "passed", "found", "remedy", "slow"), names(check), "the keys");
      assertEquals(
          check.get("passed").booleanValue(),
          check.get("remedy").textValue().isEmpty(),
          "a remedy where it did not pass: " + check);
      assertEquals(
          check.get("passed").booleanValue(),
          check.get("slow").isNull(),
          "a name where it did not pass: " + check);
    }
  }

  private static List<String> names(JsonNode object) {
    return object.propertyStream().map(property -> property.getKey()).toList();
  }

  @Test
  void namesTheKernelsThatTheModelGets() {
    assertTrue(found(checks("--kernels vector -t 1"), "kernels").startsWith("vector-"));
    assertTrue(found(checks("--kernels scalar -t 1"), "kernels").startsWith("scalar for 278,528"));
  }

  @Test
  void marksWhatIsSlow() {
    Cli.Result doctor = Cli.run("doctor -t 1000").succeeds();
    assertTrue(
        doctor.out().lines().anyMatch(line -> line.startsWith("SLOW threads ")), doctor.out());
    assertTrue(doctor.out().contains("-> leave -t out, or give it "), doctor.out());
  }

  @Test
  void keepsStandardErrorEmpty() {
    assertEquals("", Cli.run("doctor").succeeds().err());
  }
}
