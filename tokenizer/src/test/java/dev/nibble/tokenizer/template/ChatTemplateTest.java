package dev.nibble.tokenizer.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are those that Python's jinja2 3.1 gives with the settings of such templates. */
final class ChatTemplateTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 3, 4, 15, 6, 7);

  private static final Map<String, Value> VARIABLES =
      Map.of(
          "word",
          Value.of("naïve 🦉"),
          "numbers",
          Value.of(List.of(3, 1, 2)),
          "messages",
          Value.of(
              List.of(
                  Map.of("role", "user", "content", " hi "),
                  Map.of("role", "assistant", "content", "hello"))),
          "tool",
          Value.of(ordered("name", "f", "arguments", ordered("x", 1, "y", "a\"<b>\n"))));

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static String render(String template) {
    return ChatTemplate.parse(template).render(VARIABLES, NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "1 + 2 * 3 ** 2 # 19",
        "-7 // 2 ~ ' ' ~ -7 % 3 # -4 2",
        "7 / 2 # 3.5",
        "4 / 2 # 2.0",
        "1e20 ~ ' ' ~ 1.5e-7 ~ ' ' ~ 0.1 # 1e+20 1.5e-07 0.1",
        "(-1) ** 3 # -1",
        "1 < 2 <= 2 != 3 # True",
        "not 1 == 2 # True",
        "1 == 1.0 and true == 1 # True",
        "'a' < 'b' and 'Z' < 'a' # True",
        "[1, 2] == [1, 2] and {'a': 1} == {'a': 1.0} # True",
        "2 in numbers and 'x' not in 'abc' and 'role' in messages[0] # True",
        "'' or 'fallback' # fallback",
        "'x' if false # ``",
        "'x' if false else 'y' if 1 else 'z' # y",
        "numbers[::-1] # [2, 1, 3]",
        "numbers[-2:] ~ numbers[:1] ~ numbers[5:] # [1, 2][3][]",
        "word[::-1] # 🦉 evïan",
        "word|length # 7",
        "word[-1] # 🦉",
        "numbers[7] is defined # False",
        "messages[0].content|trim # hi",
        "messages|selectattr('role', 'equalto', 'user')|list|length # 1",
        "messages|map(attribute='role')|join('+') # user+assistant",
        "messages|rejectattr('role', 'in', ['user'])|map(attribute='content')|first # hello",
        "numbers|sort(reverse=true)|join(',') # 3,2,1",
        "numbers|sum ~ numbers|max ~ numbers|min # 631",
        "tool|tojson # {\"name\": \"f\", \"arguments\": {\"x\": 1, \"y\": \"a\\\"<b>\\n\"}}",
        "[1, 'it\\'s', none, true, 1.0] # [1, \"it's\", None, True, 1.0]",
        "tool.arguments.items()|list # [['x', 1], ['y', 'a\"<b>\\n']]",
        "tool.get('no', 'default') ~ tool.name ~ tool['name'] # defaultff",
        "'</think> a'.split('</think>')[-1].lstrip() # a",
        "'a-b-c'.rsplit('-', 1) # ['a-b', 'c']",
        "' a  b '.split() # ['a', 'b']",
        "'banana'.replace('an', 'AN', 1) # bANana",
        "'x'.startswith(('y', 'x')) # True",
        "'hello world'.title() ~ 'éA'.capitalize() # Hello WorldÉa",
        "'%s is %d, %.2f %%' % ('a', 2, 0.125) # a is 2, 0.12 %",
        "'{} {0} {name}'.format('a', name='b') # a a b",
        "3 is odd and 4 is even and 9 is divisibleby 3 # True",
        "missing is defined or missing is none # False",
        "missing|default('d') ~ ''|default('e', true) # de",
        "messages is iterable and messages is not mapping and tool is mapping # True",
        "strftime_now('%d %b %Y, %H:%M') # 04 Mar 2026, 15:06",
        "[1, 2] + [3] # [1, 2, 3]",
        "'ab' * 2 ~ [0] * 2 # abab[0, 0]",
        "'%s' % true ~ none # TrueNone",
        "range(4)|list ~ range(6, 1, -2)|list # [0, 1, 2, 3][6, 4, 2]",
        "'a' 'b' # ab",
        "'\\u00e9\\n'|length # 2",
        "(1, 2)|last # 2",
        "dict(a=1).a # 1",
        "range(9223372036854775800, 9223372036854775807, 100)|list # [9223372036854775800]",
        "1e999|round # inf"
      })
  void expressionsHaveTheValuesOfPython(String expression, String expected) {
    assertEquals(expected, render("{{ " + expression + " }}"));
  }

  @Test
  void tagsTakeTheWhiteSpaceThatTheyAskFor() {
    assertEquals("a\n  b\nc", render("a\n  {% if true %}\n  b\n  {% endif %}\nc\n"));
    assertEquals("ab c", render("a  \n {%- if true -%} \n b {% endif -%}\n c"));
    assertEquals("  x\n", render("  {%+ if true +%}x{% endif +%}\n\n"));
    assertEquals("a  b", render("a {# nothing #}\n b"));
    assertEquals(" 1 2", render(" {{ 1 }}{{- ' 2' }}"));
    assertEquals("{{ x }} {% y %}", render("{% raw %}{{ x }} {% y %}{% endraw %}"));
    assertEquals("{'a': {}}", render("{{ {'a': {}} }}"));
  }

  @Test
  void loopsKnowWhereTheyAreAndKeepWhatTheySetToThemselves() {
    assertEquals(
        "1/3:3;2/3:1;3/3:2;0",
        render(
            "{% set x = 0 %}{% for n in numbers %}{{ loop.index }}/{{ loop.length }}:{{ n }};"
                + "{% set x = n %}{% endfor %}{{ x }}"));
    assertEquals(
        "3",
        render(
            "{% set ns = namespace(n=0) %}{% for _ in numbers %}{% set ns.n = ns.n + 1 %}{% endfor"
                + " %}{{ ns.n }}"));
    assertEquals("none", render("{% for x in [] %}{{ x }}{% else %}none{% endfor %}"));
    assertEquals(
        "x=1,y=2",
        render(
            "{% for k, v in {'x': 1, 'y': 2}.items() %}{{ k }}={{ v }}{{ ',' if not loop.last }}"
                + "{% endfor %}"));
    assertEquals(
        "1:True 2:False ",
        render("{% for n in numbers if n < 3 %}{{ n }}:{{ loop.first }} {% endfor %}"));
    assertEquals(
        "02",
        render(
            "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}"
                + "{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}"));
  }

  @Test
  void macrosAndBlocksBecomeTexts() {
    assertEquals(
        "<a b><c d>",
        render(
            "{% macro tag(x, y='b') %}<{{ x }} {{ y }}>{% endmacro %}{{ tag('a') }}{{ tag('c',"
                + " y='d') }}"));
    assertEquals("HI", render("{% set x | upper %}hi{% endset %}{{ x }}"));
    assertEquals("HI", render("{% filter upper %}hi{% endfilter %}"));
    assertEquals("hi", render("{% generation %}hi{% endgeneration %}"));
  }

  @Test
  void jsonIsLaidOutAsPythonDoes() {
    assertEquals(
        "{\n  \"x\": 1,\n  \"y\": []\n}", render("{{ {'x': 1, 'y': []}|tojson(indent=2) }}"));
    assertEquals(
        "{\"a\":1,\"b\":\"é\"}",
        render("{{ {'b': 'é', 'a': 1}|tojson(separators=(',', ':'), sort_keys=true) }}"));
  }

  @Test
  void aTemplateRefusesInItsOwnWords() {
    TemplateException e = refused("{{ raise_exception('Roles must alternate!') }}");
    assertEquals(TemplateException.Kind.RAISED, e.kind());
    assertEquals("Roles must alternate!", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{{ missing.role }} # VALUE # line 1: 'missing' is undefined",
        "{{ 'a' + missing }} # VALUE # line 1: 'missing' is undefined",
        "{{ 'a' + 1 }} # VALUE # line 1: + cannot be used between a str and a int",
        "{{ 1 // 0 }} # VALUE # line 1: division by zero",
        "{{ 9223372036854775807 + 1 }} # VALUE # line 1: 9223372036854775807 + 1 does not fit into"
            + " 64 bits",
        "{{ numbers.append(1) }} # VALUE # line 1: a list cannot be changed by 'append': join lists"
            + " with +",
        "{{ namespace({1: 2}) }} # VALUE # line 1: a int is no name of a variable",
        "{{ 'a' is divisibleby 2 }} # VALUE # line 1: a str is no number",
        "{{ word|nothing }} # SYNTAX # line 1: there is no filter named 'nothing'",
        "{% include 'x' %} # SYNTAX # line 1: found the statement 'include', expected if, for, set,"
            + " macro, filter, generation, break or continue",
        "{% if x %} # SYNTAX # line 1: found the end of the template, expected elif or else or"
            + " endif",
        "{{ 'x } # SYNTAX # line 1: a string does not end, expected '",
        "{{ [1, 2 }} # SYNTAX # line 1: found '}' without its opening one"
      })
  void whatIsWrongIsSaidWithItsLine(String template, TemplateException.Kind kind, String message) {
    TemplateException e = refused(template);
    assertEquals(message, e.getMessage());
    assertEquals(kind, e.kind());
  }

  @Test
  void linesAreCountedThroughTags() {
    assertEquals(
        "line 4: 'missing' is undefined",
        refused("a\n{% if true %}\n{#\n#}{{ missing.x }}{% endif %}").getMessage());
  }

  private static TemplateException refused(String template) {
    return assertThrows(TemplateException.class, () -> render(template));
  }
}
