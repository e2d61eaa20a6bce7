/**
 * The public face of the engine: load a model, ask for text, read the meters.
 *
 * <p>An {@link dev.nibble.engine.Engine} owns a mapped model and its kernels. A {@link
 * dev.nibble.engine.Session} owns the memory of one sequence and turns a {@link
 * dev.nibble.engine.GenerationRequest} into a {@link dev.nibble.engine.Generation}, handing out
 * text while it is made. A {@link dev.nibble.engine.Chat} is a conversation in such a memory.
 *
 * {@snippet :
 * try (Engine engine = Engine.load(Path.of("model.gguf"));
 *     Session session = engine.newSession()) {
 *   GenerationRequest request = GenerationRequest.of("Once upon a time").withMaxTokens(100);
 *   Generation story = session.generate(request, TextListener.IGNORE);
 *   String text = story.text();
 * }
 * }
 */
package dev.nibble.engine;
