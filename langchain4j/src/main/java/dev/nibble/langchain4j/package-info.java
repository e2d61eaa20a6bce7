/**
 * Nibble's models as LangChain4j's {@link dev.langchain4j.model.chat.ChatModel} and {@link
 * dev.langchain4j.model.chat.StreamingChatModel}.
 */
package dev.nibble.langchain4j;
