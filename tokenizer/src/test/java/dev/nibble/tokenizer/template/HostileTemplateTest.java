package dev.nibble.tokenizer.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates come from files that nobody has checked. */
final class HostileTemplateTest {
  /** A second is promised on a machine that has nothing else to do. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static TemplateException refused(String template) {
    return assertTimeoutPreemptively(
        SOON,
        () ->
            assertThrows(
                TemplateException.class,
                () ->
                    ChatTemplate.parse(template)
                        .render(
                            Map.of("messages", Value.of(List.of(Map.of("role", "user")))),
                            LocalDateTime.MIN)));
  }

  static Stream<String> greedyTemplates() {
    return Stream.of(
        "{% for i in range(100000000) %}{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
        "{% set ns = namespace(x='a') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}"
            + "{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ [0] * 1000000000 }}",
        "{% for i in range(9999) %}{{ 'a' * 9999 }}{% endfor %}",
        "{{ ('a' * 4000000).replace('', 'b' * 4000000) }}",
        "{{ 'a'.rjust(2000000000) }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}"
            + "{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(50) %}{% set ns.x = [ns.x, ns.x] %}"
            + "{% endfor %}{{ ns.x|tojson }}",
        "{% set ns = namespace(x=[], y=[]) %}{% for i in range(50) %}"
            + "{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}"
            + "{{ ns.x == ns.y }}");
  }

  @ParameterizedTest
  @MethodSource("greedyTemplates")
  void whatTakesTooMuchEndsSoon(String template) {
    assertEquals(TemplateException.Kind.LIMIT, refused(template).kind());
  }

  static Stream<String> deepTemplates() {
    int deep = 100_000;
    return Stream.of(
        "{{ " + "(".repeat(deep) + "1" + ")".repeat(deep) + " }}",
        "{{ " + "[".repeat(deep) + "]".repeat(deep) + " }}",
        "{{ " + "-".repeat(deep) + "1 }}",
        "{{ 1" + "+1".repeat(deep) + " }}",
        "{{ x" + "|upper".repeat(deep) + " }}",
        "{{ x" + ".y".repeat(deep) + " }}",
        "{{ x" + " if y".repeat(deep) + " }}",
        "{% if x %}".repeat(deep));
  }

  @ParameterizedTest
  @MethodSource("deepTemplates")
  void whatGoesTooDeepIsNotParsed(String template) {
    assertEquals(TemplateException.Kind.SYNTAX, refused(template).kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages.__init__ }}",
        "{{ raise_exception.__globals__ }}",
        "{{ namespace().__dict__ }}",
        "{{ ''.getClass().forName('java.lang.Runtime') }}",
        "{{ messages[0].getClass() }}",
        "{{ messages.stream() }}",
        "{{ messages|attr('__class__') }}",
        "{{ self.__init__ }}",
        "{{ (1).__class__ }}"
      })
  void noNameLeadsOutOfTheValues(String template) {
    refused(template);
  }
}
