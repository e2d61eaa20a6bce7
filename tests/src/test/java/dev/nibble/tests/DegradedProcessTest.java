package dev.nibble.tests;

import static dev.nibble.tests.LauncherFlags.COMPILED_EARLY;
import static dev.nibble.tests.LauncherFlags.WITH_VECTORS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java processes that lack what speed needs: each says so, with the flag to add. */
final class DegradedProcessTest {
  @TempDir private Path folder;

  private Finished nibble(List<String> jvmOptions, String... command)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-m", Material.bundledModel().toString()));
    return ChildProcess.java(folder, jvmOptions, "dev.nibble.cli.Main", arguments).run();
  }

  private Optional<JsonNode> check(String name, String... jvmOptions)
      throws IOException, InterruptedException {
    Finished doctor = nibble(List.of(jvmOptions), "doctor", "--json");
    assertEquals(0, doctor.exitCode(), doctor.err());
    JsonNode checks = new ObjectMapper().readTree(doctor.out()).get("checks");
    return StreamSupport.stream(checks.spliterator(), false)
        .filter(check -> check.get("name").textValue().equals(name))
        .findFirst();
  }

  @Test
  void withAllFlagsEverythingPasses() throws IOException, InterruptedException {
    String[] all = LauncherFlags.ALL.toArray(String[]::new);
    for (String name : List.of("C2", "Vector API", "flags")) {
      assertTrue(check(name, all).orElseThrow().get("passed").booleanValue(), name);
    }
    JsonNode width = check("vector width", WITH_VECTORS).orElseThrow();
    assertEquals(
        width.get("found").textValue().startsWith("128"), !width.get("passed").booleanValue());
  }

  @Test
  void withoutTheVectorModuleDoctorNamesTheFlag() throws IOException, InterruptedException {
    JsonNode check = check("Vector API").orElseThrow();
    assertFalse(check.get("passed").booleanValue());
    assertEquals(
        "start java with --add-modules jdk.incubator.vector", check.get("remedy").textValue());
    assertTrue(check("vector width").isEmpty(), "nothing is known of the width without the module");
  }

  @Test
  void memoryThatMayNotHoldCodeIsListedAndKernelsThatNeedItAreAnError()
      throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.name").equals("Linux"));
    assumeTrue(System.getProperty("os.arch").equals("amd64"));
    List<String> options = new ArrayList<>(LauncherFlags.ALL);
    options.add("--enable-native-access=ALL-UNNAMED");
    options.add("-Dnibble.assembled.without=mprotect,memfd_create");
    JsonNode check = check("assembled kernels", options.toArray(String[]::new)).orElseThrow();
    assertEquals("assembled-kernels", check.get("slow").textValue());
    assertEquals(
        "no assembled kernels: no memory may hold code: mprotect failed with errno 1,"
            + " memfd_create failed with errno 1",
        check.get("found").textValue());
    String remedy = check.get("remedy").textValue();
    Finished demanded = nibble(options, "generate", "-p", "Once", "--kernels", "assembled");
    assertEquals(1, demanded.exitCode(), demanded.out());
    assertTrue(demanded.err().contains("the assembled kernels cannot run: "), demanded.err());
    assertTrue(demanded.err().contains(remedy), demanded.err());
  }

  @Test
  void withoutAFlagOfTheLauncherTheDoctorNamesIt() throws IOException, InterruptedException {
    JsonNode check = check("flags", WITH_VECTORS).orElseThrow();
    assertEquals("flags", check.get("slow").textValue());
    assertTrue(check.get("remedy").textValue().contains(COMPILED_EARLY), check::toString);
  }

  @Test
  void vectorKernelsWithoutTheirModuleAreAnErrorThatNamesTheFlag()
      throws IOException, InterruptedException {
    Finished result = nibble(List.of(), "generate", "-p", "Once", "--kernels", "vector");
    assertEquals(1, result.exitCode());
    assertEquals("", result.out());
    assertTrue(result.err().contains("--add-modules jdk.incubator.vector"), result.err());
  }

  @Test
  void withoutTheVectorModuleTextIsStillWritten() throws IOException, InterruptedException {
    Finished result =
        nibble(List.of(), "generate", "-p", "Once upon a time", "-n", "20", "--temperature", "0");
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().startsWith(", there was a little girl named Lily."), result.out());
  }

  @Test
  void withoutTheOptimizingCompilerEveryRunSaysSo() throws IOException, InterruptedException {
    for (String flag : List.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=3")) {
      Finished result =
          nibble(List.of(WITH_VECTORS, flag), "generate", "-p", "Once", "-n", "2", "--json");
      assertEquals(0, result.exitCode(), result.err());
      assertEquals(
          "c2", new ObjectMapper().readTree(result.out()).get("slow").get(0).textValue(), flag);
      assertTrue(result.err().contains("nibble: slow: "), result.err());
      assertTrue(result.err().contains("remove -Xint"), result.err());
    }
  }

  @Test
  void aForcedWidthIsUsedAndSaidAndAWrongOneRefused() throws IOException, InterruptedException {
    JsonNode check = check("vector width", WITH_VECTORS, "-Dnibble.vector.bits=128").orElseThrow();
    assertTrue(check.get("found").textValue().startsWith("128 bits"), check.toString());
    assertEquals("vector-width", check.get("slow").textValue());
    assertEquals(
        "remove -Dnibble.vector.bits from the java command", check.get("remedy").textValue());
    Finished result =
        nibble(List.of(WITH_VECTORS, "-Dnibble.vector.bits=100"), "generate", "-p", "Once");
    assertEquals(2, result.exitCode());
    assertTrue(
        result.err().contains("nibble.vector.bits=100, expected 128, 256 or 512"), result.err());
  }
}
