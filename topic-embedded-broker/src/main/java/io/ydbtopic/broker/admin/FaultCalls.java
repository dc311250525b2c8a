package io.ydbtopic.broker.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.fault.FaultScope;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.proto.common.StatusIds.StatusCode;

/**
 * Faults as calls: a form names the kind, its values and its scope. Safe for use by many
 * threads.
 */
final class FaultCalls {

	private final TopicFaults faults;

	FaultCalls(TopicFaults faults) {
		this.faults = faults;
	}

	/** What is armed, and how often each fault has happened. */
	Map<String, Object> list() {
		List<Map<String, Object>> armed = this.faults.armed().stream().map(FaultCalls::describe).toList();
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("armed", armed);
		answer.put("counts", this.faults.counts());
		return answer;
	}

	private static Map<String, Object> describe(ArmedFault fault) {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("kind", fault.kind());
		answer.put("scope", fault.scope().toString());
		if (fault.left() != Long.MAX_VALUE) {
			answer.put("left", fault.left());
		}
		if (!fault.delay().isZero()) {
			answer.put("delay", fault.delay().toString());
		}
		answer.put("strikes", fault.strikes());
		return answer;
	}

	/** Forgets all faults. */
	Map<String, Object> clear() {
		this.faults.clear();
		return list();
	}

	/** Does or arms what a form says. */
	Map<String, Object> call(Form form) {
		FaultKind kind = form.choice("kind", FaultKind.class);
		try {
			Runnable fault = prepare(kind, form);
			form.requireComplete();
			fault.run();
		}
		catch (IllegalArgumentException ex) {
			throw BadCallException.badRequest(String.valueOf(ex.getMessage()));
		}
		catch (RejectedException ex) {
			throw BadCallException.badRequest(ex.text());
		}
		return list();
	}

	/** Reads all that the kind needs before anything is done. */
	private Runnable prepare(FaultKind kind, Form form) {
		return switch (kind) {
			case REBALANCE, STOP_FORCED, FREEZE, SPLIT, MOVE_PARTITION, EXPIRE_MESSAGES -> ofPartition(kind, form);
			case SKEW_CLOCK -> {
				var by = form.duration("by");
				yield () -> this.faults.skewClock(by);
			}
			case END_QUERY_SESSION -> this.faults::endQuerySessions;
			default -> scoped(kind, form, this.faults.on(scope(form)));
		};
	}

	private Runnable ofPartition(FaultKind kind, Form form) {
		String topic = form.requiredText("topic");
		if (kind == FaultKind.REBALANCE) {
			String consumer = form.requiredText("consumer");
			Long partition = form.number("partition");
			return (partition != null) ? () -> this.faults.rebalance(topic, consumer, partition)
					: () -> this.faults.rebalance(topic, consumer);
		}
		long partition = form.requiredNumber("partition");
		return switch (kind) {
			case STOP_FORCED -> {
				String consumer = form.text("consumer");
				TopicFaults in = (consumer != null) ? this.faults.on(FaultScope.ofConsumer(consumer)) : this.faults;
				yield () -> in.stopForced(topic, partition);
			}
			case FREEZE -> form.flag("enabled", true) ? () -> this.faults.freeze(topic, partition)
					: () -> this.faults.unfreeze(topic, partition);
			case SPLIT -> () -> this.faults.split(topic, partition);
			case MOVE_PARTITION -> {
				int node = form.count("node", 1);
				yield () -> this.faults.movePartition(topic, partition, node);
			}
			default -> {
				long offset = form.requiredNumber("offset");
				yield () -> this.faults.expireMessages(topic, partition, offset);
			}
		};
	}

	private static Runnable scoped(FaultKind kind, Form form, TopicFaults in) {
		return switch (kind) {
			case END_STREAM -> {
				StatusCode status = form.choice("status", StatusCode.class);
				String message = form.text("message");
				yield () -> in.endStreams(status, (message != null) ? message : "A fault ended the stream");
			}
			case CUT_STREAM -> in::cutStreams;
			case END_CLEANLY -> in::endCleanly;
			case HALF_OPEN -> in::halfOpen;
			case DELAY_ACKS, DELAY_MESSAGES, DELAY_COMMITS, DELAY_HANDSHAKE -> delaying(kind, form, in);
			case REJECT_TOKEN -> {
				boolean enabled = form.flag("enabled", true);
				yield () -> in.rejectTokens(enabled);
			}
			case DOUBT_TOKEN -> {
				boolean enabled = form.flag("enabled", true);
				yield () -> in.doubtTokens(enabled);
			}
			default -> counted(kind, form, in);
		};
	}

	private static Runnable delaying(FaultKind kind, Form form, TopicFaults in) {
		var delay = form.duration("delay");
		return switch (kind) {
			case DELAY_ACKS -> () -> in.delayAcks(delay);
			case DELAY_MESSAGES -> () -> in.delayMessages(delay);
			case DELAY_COMMITS -> () -> in.delayCommits(delay);
			default -> () -> in.delayHandshakes(delay);
		};
	}

	private static Runnable counted(FaultKind kind, Form form, TopicFaults in) {
		int times = form.count("times", 1);
		return switch (kind) {
			case DROP_BEFORE_STORING -> () -> in.dropBeforeStoring(times);
			case DROP_AFTER_STORING -> () -> in.dropAfterStoring(times);
			case LOSE_ACKS -> () -> in.loseAcks(times);
			case IGNORE_HANDSHAKE -> () -> in.ignoreHandshakes(times);
			case DIE_AFTER_HANDSHAKE -> () -> in.dieAfterHandshake(times);
			case FAIL_HANDSHAKE -> {
				StatusCode status = form.choice("status", StatusCode.class);
				yield () -> in.failHandshakes(times, status);
			}
			case FAIL_CALL -> {
				StatusCode status = form.choice("status", StatusCode.class);
				yield () -> in.failCalls(times, status);
			}
			case FAIL_COMMIT -> {
				StatusCode status = form.choice("status", StatusCode.class);
				yield () -> in.failCommits(times, status);
			}
			case LOSE_COMMIT_ANSWER -> () -> in.loseCommitAnswers(times);
			default -> throw new IllegalStateException("No call for " + kind);
		};
	}

	private static FaultScope scope(Form form) {
		Long partition = form.number("partition");
		Long seed = form.number("seed");
		return new FaultScope(form.text("topic"), partition, form.text("consumer"), form.text("producer"),
				form.part("share", 1), (seed != null) ? seed : 0);
	}

}
