// Transactions of the npm package @ydbjs/query, with the topic calls of @ydbjs/api over @ydbjs/core.
import assert from 'node:assert/strict';
import { gunzipSync, gzipSync } from 'node:zlib';

import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { StatusIds_StatusCode as Status } from '@ydbjs/api/operation';
import { DescribeConsumerResultSchema, TopicServiceDefinition } from '@ydbjs/api/topic';
import { Driver } from '@ydbjs/core';
import { query } from '@ydbjs/query';

const [endpoint, database] = process.argv.slice(2);
const GZIP = 2;
const orders = `${database}/orders`;
const invoices = `${database}/invoices`;

const driver = new Driver(endpoint + database);
await driver.ready();
const sql = query(driver);
const topics = driver.createClient(TopicServiceDefinition);

/** A request stream that the caller feeds, with the answers as an iterator. */
function stream(call) {
	const requests = [];
	let wake = () => {};
	let open = true;
	const feed = async function* () {
		while (open || requests.length > 0) {
			if (requests.length === 0) {
				await new Promise((resolve) => (wake = resolve));
				continue;
			}
			yield requests.shift();
		}
	};
	const answers = call(feed())[Symbol.asyncIterator]();
	return {
		send(name, value) {
			requests.push({ clientMessage: { case: name, value } });
			wake();
		},
		async next(name) {
			const { value, done } = await answers.next();
			assert.ok(!done, `the stream ended while ${name} was awaited`);
			assert.equal(value.status, Status.SUCCESS, JSON.stringify(value.issues));
			assert.equal(value.serverMessage.case, name);
			return value.serverMessage.value;
		},
		async end() {
			open = false;
			wake();
			assert.ok((await answers.next()).done);
		},
	};
}

async function writer(path, producerId) {
	const wire = stream((requests) => topics.streamWrite(requests));
	wire.send('initRequest', { path, producerId, partitioning: { case: 'messageGroupId', value: producerId },
		getLastSeqNo: true });
	let { lastSeqNo } = await wire.next('initResponse');
	return {
		async write(texts, tx) {
			wire.send('writeRequest', {
				codec: GZIP,
				tx: tx && { id: tx.transactionId, session: tx.sessionId },
				messages: texts.map((text) => ({ seqNo: ++lastSeqNo, data: gzipSync(text),
					uncompressedSize: BigInt(text.length), partitioning: { case: undefined } })),
			});
			const { acks } = await wire.next('writeResponse');
			assert.deepEqual(acks.map((ack) => ack.messageWriteStatus.case), texts.map(() => tx ? 'writtenInTx' : 'written'));
		},
		end: wire.end,
	};
}

async function readAll(path, count) {
	const wire = stream((requests) => topics.streamRead(requests));
	wire.send('initRequest', { topicsReadSettings: [{ path }], consumer: 'billing' });
	await wire.next('initResponse');
	wire.send('readRequest', { bytesSize: 1_000_000n });
	const { partitionSession } = await wire.next('startPartitionSessionRequest');
	wire.send('startPartitionSessionResponse', { partitionSessionId: partitionSession.partitionSessionId });
	const texts = [];
	while (texts.length < count) {
		const { partitionData } = await wire.next('readResponse');
		for (const batch of partitionData.flatMap((each) => each.batches)) {
			assert.equal(batch.codec, GZIP);
			texts.push(...batch.messageData.map((each) => gunzipSync(each.data).toString()));
		}
	}
	await wire.end();
	return texts;
}

async function committed() {
	const { operation } = await topics.describeConsumer({ path: orders, consumer: 'billing', includeStats: true });
	assert.equal(operation.status, Status.SUCCESS);
	return anyUnpack(operation.result, DescribeConsumerResultSchema).partitions[0].partitionConsumerStats
		.committedOffset;
}

async function commitIn(tx, start, end) {
	const { operation } = await topics.updateOffsetsInTransaction({
		tx: { id: tx.transactionId, session: tx.sessionId },
		topics: [{ path: orders, partitions: [{ partitionId: 0n, partitionOffsets: [{ start, end }] }] }],
		consumer: 'billing',
	});
	assert.equal(operation.status, Status.SUCCESS, JSON.stringify(operation.issues));
}

const shop = await writer(orders, 'shop');
await shop.write(['a', 'b', 'c']);
await shop.end();
assert.deepEqual(await readAll(orders, 3), ['a', 'b', 'c']);
console.log('written and read with gzip');

const output = await writer(invoices, 'billing');
await sql.begin(async (tx) => {
	const [[row]] = await tx`SELECT 1`;
	assert.equal(Object.values(row)[0], 1);
	await commitIn(tx, 0n, 2n);
	await output.write(['invoice of a', 'invoice of b'], tx);
	assert.equal(await committed(), 0n);
});
assert.equal(await committed(), 2n);
assert.deepEqual(await readAll(invoices, 2), ['invoice of a', 'invoice of b']);
console.log('offsets and messages committed together');

const failure = new Error('no paper');
await assert.rejects(sql.begin(async (tx) => {
	await commitIn(tx, 2n, 3n);
	throw failure;
}), (error) => error.cause === failure);
assert.equal(await committed(), 2n);
await sql.begin((tx) => commitIn(tx, 2n, 3n));
assert.equal(await committed(), 3n);
console.log('rolled back and done again');

await output.end();
driver.close();
