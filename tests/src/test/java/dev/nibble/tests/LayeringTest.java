package dev.nibble.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataType;
import dev.nibble.weights.MetadataValue;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The house of ARCHITECTURE.md: arrows go down, and none comes back. */
final class LayeringTest {
  private static final JavaClasses NIBBLE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.nibble");

  private static final List<String> MODULES =
      List.of("dev.nibble.cli", "dev.nibble.engine", "dev.nibble.tokenizer", "dev.nibble.weights");

  /**
   * The packages of the engine from the top floor to the ground; a new one finds its place here.
   */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("dev.nibble.engine.predict"),
          Set.of("dev.nibble.engine.predict.evidence"),
          Set.of("dev.nibble.engine.evaluate"),
          Set.of("dev.nibble.engine"),
          Set.of("dev.nibble.engine.schedule"),
          Set.of("dev.nibble.engine.device.host"),
          Set.of("dev.nibble.engine.model"),
          Set.of("dev.nibble.engine.device"),
          Set.of("dev.nibble.engine.kernel.tier"),
          Set.of("dev.nibble.engine.kernel.x64"),
          Set.of("dev.nibble.engine.kernel.vector"),
          Set.of("dev.nibble.engine.kernel.scalar"),
          Set.of("dev.nibble.engine.kernel"),
          Set.of("dev.nibble.engine.architecture.gguf"),
          Set.of(
              "dev.nibble.engine.architecture",
              "dev.nibble.engine.cache",
              "dev.nibble.engine.sampling"),
          Set.of(
              "dev.nibble.engine.evaluate.text",
              "dev.nibble.engine.measure",
              "dev.nibble.engine.system"));

  @Test
  @DisplayName("a module uses only the modules below it")
  void modules() {
    for (int i = 1; i < MODULES.size(); i++) {
      String[] above =
          MODULES.subList(0, i).stream().map(name -> name + "..").toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(MODULES.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above)
          .check(NIBBLE);
    }
  }

  @Test
  @DisplayName("the tokenizer takes from weights only the metadata that a vocabulary is read from")
  void tokenizerKnowsNoTensor() {
    noClasses()
        .that()
        .resideInAPackage("dev.nibble.tokenizer..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.nibble.weights..")
                .and(
                    not(
                        belongToAnyOf(
                            Metadata.class,
                            MetadataArray.class,
                            MetadataType.class,
                            MetadataValue.class,
                            GgufFormatException.class))))
        .check(NIBBLE);
  }

  @Test
  @DisplayName("a package of the engine uses only what stands on the floors below it")
  void floors() {
    for (int i = 0; i < FLOORS.size(); i++) {
      Set<String> usable =
          FLOORS.subList(i + 1, FLOORS.size()).stream().flatMap(Set::stream).collect(toSet());
      for (String name : FLOORS.get(i)) {
        noClasses()
            .that()
            .resideInAPackage(name)
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.nibble.engine..")
                    .and(not(resideInAPackage(name)))
                    .and(not(resideInAnyPackage(usable.toArray(String[]::new)))))
            .check(NIBBLE);
      }
    }
  }

  @Test
  @DisplayName("every package of the engine stands on a floor")
  void everyPackageHasItsFloor() {
    Set<String> present =
        NIBBLE.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith("dev.nibble.engine"))
            .collect(toSet());

    assertEquals(FLOORS.stream().flatMap(Collection::stream).collect(toSet()), present);
  }

  @Test
  @DisplayName("packages form no circle")
  void noCircles() {
    slices().matching("dev.nibble.(**)").should().beFreeOfCycles().check(NIBBLE);
  }

  @Test
  @DisplayName("the command line is the only place that prints")
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nibble.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(NIBBLE);
  }
}
