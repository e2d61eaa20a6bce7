package dev.nibble.cli;

import dev.nibble.engine.GenerationRequest;

/**
 * One of many prompts.
 *
 * @param id what its result bears, in JSON
 * @param request what to generate
 * @param priority the higher goes first
 */
record BatchPrompt(String id, GenerationRequest request, int priority) {}
