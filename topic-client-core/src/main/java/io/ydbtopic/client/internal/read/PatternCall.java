package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read stream that exists before its topics are known: what is sent is kept until then.
 * It promises one {@code onClosed} unless it was cancelled. Confined to its loop.
 */
final class PatternCall implements StreamCall<FromClient>, StreamListener<ReadFrame> {

	private static final Logger logger = LoggerFactory.getLogger(PatternCall.class);

	private final SerialLoop loop;

	private final String traceId;

	private final StreamListener<ReadFrame> listener;

	private final StreamTransport<FromClient, ReadFrame> transport;

	private final TopicMatches matches;

	private final Duration interval;

	/** What is sent before the stream is open; empty afterwards. */
	private final List<FromClient> kept = new ArrayList<>();

	private int requested;

	private boolean over;

	/** The topics that the stream is for; null before they are known. */
	private @Nullable List<TopicSource> topics;

	private @Nullable StreamCall<FromClient> open;

	private Scheduled timer = Scheduled.NONE;

	PatternCall(SerialLoop loop, String traceId, StreamListener<ReadFrame> listener,
			StreamTransport<FromClient, ReadFrame> transport, TopicMatches matches, Duration interval) {
		this.loop = loop;
		this.traceId = traceId;
		this.listener = listener;
		this.transport = transport;
		this.matches = matches;
		this.interval = interval;
	}

	/** Asks which topics there are. */
	void find() {
		this.loop.assertInLoop();
		this.matches.find().whenComplete((found, error) -> this.loop.execute(() -> {
			if (!this.over) {
				if (this.topics == null) {
					firstFound(found, error);
				}
				else {
					foundAgain(this.topics, found, error);
				}
			}
		}));
	}

	private void firstFound(@Nullable List<TopicSource> found, @Nullable Throwable error) {
		if (found == null) {
			end(Waits.asTopicException(this.traceId + ": the topics '" + this.matches + "' can't be listed",
					(error != null) ? error : new IllegalStateException()));
			return;
		}
		if (found.isEmpty()) {
			end(new TopicException(this.traceId + ": no topic matches '" + this.matches + "' yet",
					StatusCode.SCHEME_ERROR, RetryVerdict.RETRY_SLOW));
			return;
		}
		this.topics = found;
		logger.debug("{}: '{}' are {}", this.traceId, this.matches, paths(found));
		StreamCall<FromClient> opened = this.transport.open(this.loop, this.traceId, this);
		this.open = opened;
		if (this.requested > 0) {
			opened.request(this.requested);
		}
		this.kept.forEach((message) -> opened.send(withTopics(message, found)));
		this.kept.clear();
		findLater();
	}

	private void foundAgain(List<TopicSource> before, @Nullable List<TopicSource> found, @Nullable Throwable error) {
		if (found == null) {
			logger.debug("{}: the topics can't be listed: {}", this.traceId, String.valueOf(error));
		}
		else if (!found.equals(before)) {
			end(new TopicException(this.traceId + ": the topics that match '" + this.matches + "' are " + paths(found)
					+ " now; the stream is opened anew for them", StatusCode.ABORTED, RetryVerdict.RETRY_FAST));
			return;
		}
		findLater();
	}

	private void findLater() {
		this.timer = this.loop.schedule(this.traceId + " topics", this.interval, this::find);
	}

	private static Set<String> paths(List<TopicSource> topics) {
		Set<String> paths = new TreeSet<>();
		topics.forEach((topic) -> paths.add(topic.path()));
		return paths;
	}

	/** The handshake names patterns; the server is told what they stand for. */
	private static FromClient withTopics(FromClient message, List<TopicSource> topics) {
		if (!message.hasInitRequest()) {
			return message;
		}
		InitRequest.Builder init = message.getInitRequest().toBuilder().clearTopicsReadSettings();
		topics.forEach((topic) -> init.addTopicsReadSettings(ReaderConnection.source(topic)));
		return message.toBuilder().setInitRequest(init).build();
	}

	private void end(@Nullable TopicException error) {
		if (this.over) {
			return;
		}
		this.over = true;
		this.timer.cancel();
		this.kept.clear();
		StreamCall<FromClient> opened = this.open;
		if (opened != null) {
			opened.cancel("over");
		}
		this.listener.onClosed(error);
	}

	@Override
	public void onMessage(ReadFrame message) {
		if (!this.over) {
			this.listener.onMessage(message);
		}
	}

	@Override
	public void onReady() {
		if (!this.over) {
			this.listener.onReady();
		}
	}

	@Override
	public void onClosed(@Nullable TopicException error) {
		this.open = null;
		end(error);
	}

	@Override
	public void send(FromClient message) {
		StreamCall<FromClient> opened = this.open;
		if (opened != null) {
			opened.send(message);
		}
		else if (!this.over) {
			this.kept.add(message);
		}
	}

	@Override
	public boolean isReady() {
		StreamCall<FromClient> opened = this.open;
		return opened != null && opened.isReady();
	}

	@Override
	public @Nullable String token() {
		StreamCall<FromClient> opened = this.open;
		return (opened != null) ? opened.token() : null;
	}

	@Override
	public void request(int messages) {
		StreamCall<FromClient> opened = this.open;
		if (opened != null) {
			opened.request(messages);
		}
		else {
			this.requested += messages;
		}
	}

	@Override
	public void halfClose() {
		this.timer.cancel();
		StreamCall<FromClient> opened = this.open;
		if (opened != null) {
			opened.halfClose();
		}
		else {
			// Nothing is open, and nothing will be.
			end(null);
		}
	}

	@Override
	public void cancel(String reason) {
		if (this.over) {
			return;
		}
		this.over = true;
		this.timer.cancel();
		this.kept.clear();
		StreamCall<FromClient> opened = this.open;
		if (opened != null) {
			opened.cancel(reason);
		}
	}

	@Override
	public String toString() {
		return this.traceId;
	}

}
