/**
 * Nibble's models as LangChain4j's {@link dev.langchain4j.model.chat.ChatModel} and {@link
 * dev.langchain4j.model.chat.StreamingChatModel}.
 */
@NullMarked
package dev.nibble.langchain4j;

import org.jspecify.annotations.NullMarked;
