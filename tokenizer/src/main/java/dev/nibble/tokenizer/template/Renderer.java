package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Statement.Target;
import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Namespace;
import dev.nibble.tokenizer.template.Value.Text;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a template with some values, once. */
final class Renderer {
  /** Where a body goes on. */
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  /** The variables of a loop. */
  private static final int STEPS_A_PASS = 10;

  private final Allowance allowance = new Allowance();
  private final Printer printer = new Printer(allowance);
  private final Evaluator evaluator = new Evaluator(allowance, printer);
  private final Scope globals = new Scope(null);
  private StringBuilder out = new StringBuilder();
  private int line = 1;

  Renderer(LocalDateTime now) {
    new Globals(allowance, now).addTo(globals);
  }

  String render(List<Statement> statements, Map<String, Value> variables) {
    Scope scope = new Scope(globals);
    variables.forEach(scope::set);
    try {
      run(statements, scope);
    } catch (TemplateException e) {
      if (e.kind() == TemplateException.Kind.RAISED) {
        throw e;
      }
      throw new TemplateException(e.kind(), "line %d: %s".formatted(line, e.getMessage()));
    }
    return out.toString();
  }

  private Flow run(List<Statement> statements, Scope scope) {
    Flow flow = Flow.NEXT;
    for (int i = 0; flow == Flow.NEXT && i < statements.size(); i++) {
      allowance.step();
      flow = run(statements.get(i), scope);
    }
    return flow;
  }

  private Flow run(Statement statement, Scope scope) {
    return switch (statement) {
      case Statement.Data(String text) -> write(text);
      case Statement.Print(Expression value, int at) ->
          write(printer.text(evaluate(value, at, scope)));
      case Statement.If branches -> runIf(branches, scope);
      case Statement.For loop -> runFor(loop, scope);
      case Statement.Set(Target target, Expression value, int at) ->
          assign(target, evaluate(value, at, scope), scope);
      case Statement.SetBlock(Target target, Expression value, List<Statement> body, int at) ->
          assign(target, written(value, body, at, scope), scope);
      case Statement.FilterBlock(Expression value, List<Statement> body, int at) ->
          write(printer.text(written(value, body, at, scope)));
      case Statement.Macro macro -> {
        scope.set(macro.name(), new Value.Function(macro.name(), a -> call(macro, a, scope)));
        yield Flow.NEXT;
      }
      case Statement.Break _ -> Flow.BREAK;
      case Statement.Continue _ -> Flow.CONTINUE;
    };
  }

  private Value evaluate(Expression expression, int at, Scope scope) {
    line = at;
    return evaluator.evaluate(expression, scope);
  }

  private Flow write(String text) {
    allowance.characters(text.length());
    allowance.room((long) out.length() + text.length());
    out.append(text);
    return Flow.NEXT;
  }

  private Flow runIf(Statement.If branches, Scope scope) {
    for (Statement.Branch branch : branches.branches()) {
      if (evaluate(branch.condition(), branch.line(), scope).isTrue()) {
        return run(branch.body(), scope);
      }
    }
    return run(branches.otherwise(), scope);
  }

  private Flow runFor(Statement.For loop, Scope scope) {
    List<Value> items = Items.of(evaluate(loop.items(), loop.line(), scope), allowance);
    if (loop.condition().isPresent()) {
      items = new ArrayList<>(items);
      items.removeIf(item -> !passes(loop, item, scope));
    }
    if (items.isEmpty()) {
      return run(loop.otherwise(), scope);
    }
    Flow flow = Flow.NEXT;
    for (int i = 0; flow != Flow.BREAK && i < items.size(); i++) {
      allowance.steps(STEPS_A_PASS);
      Scope pass = new Scope(scope);
      assign(loop.target(), items.get(i), pass);
      pass.set("loop", loopVariables(items, i));
      flow = run(loop.body(), pass);
    }
    return Flow.NEXT;
  }

  private boolean passes(Statement.For loop, Value item, Scope scope) {
    Scope pass = new Scope(scope);
    assign(loop.target(), item, pass);
    return evaluate(loop.condition().orElseThrow(), loop.line(), pass).isTrue();
  }

  private static Value loopVariables(List<Value> items, int index) {
    int length = items.size();
    boolean first = index == 0;
    boolean last = index == length - 1;
    Map<String, Value> variables = new HashMap<>();
    variables.put("index", new Int(index + 1L));
    variables.put("index0", new Int(index));
    variables.put("revindex", new Int((long) length - index));
    variables.put("revindex0", new Int(length - 1L - index));
    variables.put("first", Value.of(first));
    variables.put("last", Value.of(last));
    variables.put("length", new Int(length));
    variables.put("previtem", first ? new Value.Undefined("previtem") : items.get(index - 1));
    variables.put("nextitem", last ? new Value.Undefined("nextitem") : items.get(index + 1));
    variables.put("cycle", new Value.Function("cycle", a -> cycled(a, index)));
    return new Namespace(variables);
  }

  private static Value cycled(Arguments arguments, int index) {
    if (arguments.positional().isEmpty()) {
      throw TemplateException.value("cycle without values");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Flow assign(Target target, Value value, Scope scope) {
    switch (target) {
      case Target.Variable(String name) -> scope.set(name, value);
      case Target.Field(String name, String field) -> {
        if (!(scope.get(name) instanceof Namespace(Map<String, Value> variables))) {
          throw TemplateException.value(
              "cannot set '%s.%s': only what namespace() makes can be changed"
                  .formatted(name, field));
        }
        variables.put(field, value);
      }
      case Target.Several(List<Target> targets) -> {
        List<Value> values = Items.of(value, allowance);
        if (values.size() != targets.size()) {
          throw TemplateException.value(
              "%d values for %d names".formatted(values.size(), targets.size()));
        }
        for (int i = 0; i < values.size(); i++) {
          assign(targets.get(i), values.get(i), scope);
        }
      }
    }
    return Flow.NEXT;
  }

  private Value written(Expression value, List<Statement> body, int at, Scope scope) {
    Scope inside = new Scope(scope);
    inside.set(Statement.WRITTEN, capture(body, inside));
    return evaluate(value, at, inside);
  }

  private Text capture(List<Statement> body, Scope scope) {
    StringBuilder outer = out;
    out = new StringBuilder();
    run(body, scope);
    Text text = new Text(out.toString());
    out = outer;
    return text;
  }

  private Value call(Statement.Macro macro, Arguments arguments, Scope defined) {
    List<String> parameters = macro.parameters();
    Scope scope = new Scope(defined);
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i);
      int optional = i - (parameters.size() - macro.defaults().size());
      Value value =
          arguments
              .find(i, name)
              .orElseGet(() ->
                  optional < 0
                      ? new Value.Undefined(name)
                      : evaluator.evaluate(macro.defaults().get(optional), scope));
      scope.set(name, value);
    }
    if (arguments.positional().size() > parameters.size()
        || !parameters.containsAll(arguments.named().keySet())) {
      throw TemplateException.value(
          "the macro '%s' is called with more than its parameters %s"
              .formatted(macro.name(), parameters));
    }
    return capture(macro.body(), scope);
  }
}
