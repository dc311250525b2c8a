package io.ydbtopic.spring.listener;

/**
 * What a listener is told beside the messages.
 *
 * @param listenerId id of the listener
 * @param attempt how often it was given these messages, 1 at first
 * @param acknowledgment says that they are handled
 */
public record DeliveryContext(String listenerId, int attempt, Acknowledgment acknowledgment) {
}
