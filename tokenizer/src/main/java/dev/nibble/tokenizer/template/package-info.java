/**
 * Chat templates: what a model file says of how messages become a prompt, in the part of the Jinja
 * language that such templates are written in.
 *
 * <p>A {@link dev.nibble.tokenizer.template.ChatTemplate} is parsed once and rendered many times.
 * The {@code Lexer} cuts the source into text and the tokens of its tags, and takes away what white
 * space they ask for; the {@code Parser} makes of them sealed trees of {@code Statement} and {@code
 * Expression}; a {@code Renderer} walks these over {@link dev.nibble.tokenizer.template.Value}s,
 * which behave as Python's do.
 *
 * <p>Templates come from files that nobody has checked. They see values and nothing else: there is
 * no reflection in here, so there is no way from a value to an object of Java. Steps, depth and
 * characters are bounded ({@code Allowance}).
 *
 * @see <a href="https://jinja.palletsprojects.com/en/stable/templates/">Jinja, Template Designer
 *     Documentation</a>
 */
package dev.nibble.tokenizer.template;
