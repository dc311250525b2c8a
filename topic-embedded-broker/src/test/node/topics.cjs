// The topic client of the npm package ydb-sdk: create, describe, write, read, commit, read on, drop.
'use strict';

const assert = require('node:assert/strict');
const { AnonymousAuthService, Driver, Ydb } = require('ydb-sdk');

const [endpoint, database] = process.argv.slice(2);
const COUNT = 50;
const HALF = 20;
const path = `${database}/from-node`;

const quiet = Object.fromEntries(
	['fatal', 'error', 'warn', 'info', 'debug', 'trace'].map((level) => [level, () => {}]));

async function written(topics) {
	const writer = await topics.createWriter({ path, producerId: 'node' });
	for (let i = 0; i < COUNT; i++) {
		await writer.send({
			codec: 1,
			messages: [{
				data: Buffer.from(`m${i}`),
				metadataItems: [{ key: 'number', value: Buffer.from(String(i)) }],
			}],
		});
	}
	await writer.close();
}

async function read(topics, count, commit) {
	const reader = await topics.createReader({
		consumer: 'billing',
		topicsReadSettings: [{ path }],
		receiveBufferSizeInBytes: 1_000_000,
	});
	const texts = [];
	for await (const message of reader.messages) {
		texts.push(Buffer.from(message.data).toString());
		assert.equal(Buffer.from(message.metadataItems[0].value).toString(), texts.at(-1).slice(1));
		assert.equal(message.producerId, 'node');
		assert.equal(Number(message.seqNo), Number(message.offset ?? 0) + 1);
		if (commit) {
			await message.commit();
		}
		if (texts.length === count) {
			break;
		}
	}
	return { texts, end: () => reader.close(true) };
}

async function committedOffset(topics) {
	const answer = await topics.describeConsumer({ path, consumer: 'billing', includeStats: true });
	return Number(decoded(answer, 'DescribeConsumerResult').partitions[0].partitionConsumerStats.committedOffset);
}

function decoded(answer, type) {
	assert.equal(answer.operation.status, Ydb.StatusIds.StatusCode.SUCCESS);
	return Ydb.Topic[type].decode(answer.operation.result.value);
}

async function until(condition) {
	while (!(await condition())) {
		await new Promise((resolve) => setImmediate(resolve));
	}
}

function numbers(from, to) {
	return Array.from({ length: to - from }, (_, i) => `m${from + i}`);
}

async function main() {
	const driver = new Driver({ endpoint, database, authService: new AnonymousAuthService(), logger: quiet });
	assert.ok(await driver.ready(10_000));
	const topics = driver.topic;

	await topics.createTopic({
		path,
		partitioningSettings: { minActivePartitions: 1 },
		consumers: [{ name: 'billing' }],
		supportedCodecs: { codecs: [1, 2] },
	});
	await topics.alterTopic({ path, addConsumers: [{ name: 'audit' }] });
	const described = decoded(await topics.describeTopic({ path }), 'DescribeTopicResult');
	assert.deepEqual(described.consumers.map((each) => each.name), ['billing', 'audit']);
	assert.deepEqual(described.supportedCodecs.codecs, [1, 2]);
	assert.equal(described.partitions.length, 1);
	console.log('created and described');

	await written(topics);
	console.log(`written ${COUNT}`);

	const first = await read(topics, HALF, true);
	assert.deepEqual(first.texts, numbers(0, HALF));
	await until(async () => (await committedOffset(topics)) === HALF);
	first.end();
	console.log(`read and committed ${HALF}`);

	const second = await read(topics, COUNT - HALF, false);
	assert.deepEqual(second.texts, numbers(HALF, COUNT));
	assert.equal(await committedOffset(topics), HALF);
	second.end();
	console.log(`read on from offset ${HALF}`);

	await topics.commitOffset({ path, partitionId: 0, consumer: 'billing', offset: COUNT });
	assert.equal(await committedOffset(topics), COUNT);
	console.log(`committed ${COUNT} without a stream`);

	await topics.dropTopic({ path });
	const missing = await topics.describeTopic({ path });
	assert.equal(missing.operation.status, Ydb.StatusIds.StatusCode.SCHEME_ERROR);
	console.log('dropped');
}

// The reader of the package leaves a waiting iterator behind, so the process is ended by hand.
main().then(() => process.exit(0), (error) => {
	console.error(error);
	process.exit(1);
});
