package io.ydbtopic.client;

import java.util.Set;

/**
 * What the server said when a writer connected.
 *
 * @param sessionId the server's name of the write session
 * @param partitionId where the messages go
 * @param lastSequenceNumber greatest number that the server has stored for the producer;
 * 0 if none
 * @param supportedCodecs numbers of the codecs that the topic allows; empty means all
 */
public record WriterInfo(String sessionId, long partitionId, long lastSequenceNumber, Set<Integer> supportedCodecs) {

	public WriterInfo {
		supportedCodecs = Set.copyOf(supportedCodecs);
	}

}
