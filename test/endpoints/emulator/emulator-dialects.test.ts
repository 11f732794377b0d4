/** What a dialect may be beyond text over fixed paths: a model in the path, and events that are bytes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeAwsEvent, encodeAwsException } from '#bench/endpoints/emulator/aws-message.ts';
import { piecePlaceholder, splitAround, type Dialect } from '#bench/endpoints/emulator/dialect.ts';
import { dialects } from '#bench/endpoints/emulator/dialects.ts';
import { serveEmulator, type EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { awsEventStreamFraming } from '#bench/protocols/framing/aws-event-stream.ts';
import type { WireEvent } from '#bench/protocols/framing/framing.ts';
import { fastSettings, openAiBody, post, rightAnswer } from './emulator-client.ts';

/** A line for each event: its type and its JSON. */
const encode = (events: string): Uint8Array =>
	Buffer.concat(
		events
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => {
				const at = line.indexOf(' ');
				const [type, payload] = [line.slice(0, at), line.slice(at + 1)];
				return type.endsWith('Exception')
					? encodeAwsException(type, payload)
					: encodeAwsEvent(type, payload);
			})
	);

const targets: string[] = [];
const binary: Dialect = {
	...dialects['openai-chat'],
	answerPaths: ['/model/:model/converse-stream'],
	modelListPath: '/foundation-models',
	stream: { contentType: 'application/vnd.amazon.eventstream', encode },
	readRequest(body, target) {
		targets.push(target);
		const read = dialects['openai-chat'].readRequest(body, target);
		return read.kind === 'invalid' ? read : { ...read, request: { ...read.request, stream: true } };
	},
	streamTexts() {
		const [deltaHead, deltaTail] = splitAround(
			`contentBlockDelta ${JSON.stringify({ delta: { text: piecePlaceholder } })}\n`,
			piecePlaceholder
		);
		return {
			prologue: 'messageStart {"role":"assistant"}\n',
			deltaHead,
			deltaTail,
			calls: [],
			epilogue: 'messageStop {"stopReason":"end_turn"}\nmetadata {}\n',
			error: 'internalServerException {"message":"no"}\n',
			malformed: 'contentBlockDelta {"delta":\n'
		};
	}
};

let server: EmulatorServer;
beforeAll(async () => {
	server = await serveEmulator(fastSettings, [binary]);
});
afterAll(() => server.close());

const ask = async (fault?: string) => {
	const answer = await post(server.port, '/model/anthropic.claude-3%3A0/converse-stream?x=1', {
		body: openAiBody(),
		...(fault === undefined ? {} : { headers: { 'x-emulate-fault': fault } })
	});
	return { answer, framed: awsEventStreamFraming.split(Buffer.concat(answer.reads)) };
};
const textOf = (events: readonly WireEvent[] = []): string =>
	events
		.filter(({ name }) => name === 'contentBlockDelta')
		.map(({ data }) => (JSON.parse(data) as { delta: { text: string } }).delta.text)
		.join('');

describe('an emulated endpoint whose events are bytes', () => {
	test('sends each event as its own message, in the type of content that it says', async () => {
		const { answer, framed } = await ask();
		expect(answer.headers['content-type']).toBe('application/vnd.amazon.eventstream');
		expect(framed).toMatchObject({ rest: null, broken: null });
		const names = framed?.events.map(({ name }) => name) ?? [];
		expect([names[0], ...names.slice(-2)]).toEqual(['messageStart', 'messageStop', 'metadata']);
		expect(textOf(framed?.events)).toBe(rightAnswer);
	});

	test('reads the model out of the path, which its dialect gets with the query', async () => {
		await ask();
		expect(targets.at(-1)).toBe('/model/anthropic.claude-3%3A0/converse-stream?x=1');
	});

	test('ends with an exception, in a broken event, in nothing or byte by byte where a fault says so', async () => {
		const failed = await ask('midStreamError');
		expect(failed.framed?.events.at(-1)).toMatchObject({
			name: 'internalServerException',
			isError: true
		});
		const broken = await ask('malformedChunk');
		expect(broken.framed?.events.map(({ data }) => data)).toContain('{"delta":');
		const cut = await ask('truncated');
		expect(cut.framed?.events.at(-1)?.name).toBe('contentBlockDelta');
		const slow = await ask('slowDrip');
		expect(textOf(slow.framed?.events)).toBe(rightAnswer);
	});

	test('has no other paths than those of its dialects', async () => {
		const { status } = await post(server.port, '/v1/chat/completions', { body: openAiBody() });
		expect(status).toBe(404);
		const models = await fetch(`http://127.0.0.1:${String(server.port)}/foundation-models`);
		expect(models.status).toBe(200);
	});
});

describe('the dialects of the emulator', () => {
	test('are each under the name of their protocol', () => {
		for (const [name, { protocol }] of Object.entries(dialects)) expect(protocol).toBe(name);
	});
});
