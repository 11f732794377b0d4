/** What a protocol builds, the emulator's dialect of it answers, and the protocol reads: over a real socket, each protocol of text. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveEmulator, type EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { tokenPieces } from '#bench/endpoints/emulator/token-pieces.ts';
import { protocols } from '#bench/protocols/index.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';
import { fastSettings, post, question, rightAnswer } from './emulator-client.ts';
import { cut, streamOf } from '../../protocols/recording.ts';

const tooled = 'Is it warm in Bern?';
const key = 'k-1';
const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: question }],
	maxOutputTokens: 200,
	stream: true,
	temperature: null,
	seed: null,
	extraBody: {}
};
const tools = [{ name: 'weather', description: 'Weather.', parameters: { type: 'object' } }];

const names = [
	'openai-chat',
	'anthropic-messages',
	'openai-responses',
	'azure-openai',
	'mistral'
] as const;

describe.each(names)('an emulated endpoint of %s', (name) => {
	const protocol = protocols[name];
	let server: EmulatorServer;
	beforeAll(async () => {
		const turns = [[{ name: 'weather', arguments: { city: 'Bern' } }]];
		server = await serveEmulator({
			...fastSettings,
			protocol: name,
			requiredKey: key,
			answers: [
				...fastSettings.answers,
				{ user: tooled, right: { turns, message: 'It is.' }, wrong: ['It is not.'] }
			]
		});
	});
	afterAll(() => server.close());

	const ask = async (changes: Partial<ChatCall> = {}, fault?: string, apiKey = key) => {
		const asked = { ...call, ...changes };
		const { url, headers, body } = protocol.buildRequest(
			{ baseUrl: `http://127.0.0.1:${String(server.port)}`, model: 'any', apiKey },
			asked
		);
		const answer = await post(server.port, url.pathname + url.search, {
			body,
			headers: { ...headers, ...(fault !== undefined && { 'x-emulate-fault': fault }) }
		});
		const response = streamOf(answer.reads, {
			status: answer.status,
			headers: Object.fromEntries(
				Object.entries(answer.headers).map(([header, value]) => [header, String(value)])
			),
			...(answer.complete ? {} : { end: cut })
		});
		const reading = protocol.read(response, asked.stream);
		return { reading, ...outcomeOf(response, reading, asked.stream) };
	};

	test.each([true, false])('answers with text and usage (stream: %s)', async (stream) => {
		const { reading, outcome } = await ask({ stream });
		expect([outcome, reading.text, reading.finish]).toEqual(['ok', rightAnswer, 'stop']);
		expect(reading).toMatchObject({ model: 'emulated-fast', warnings: [] });
		expect(reading.usage).toMatchObject({ outputTokens: tokenPieces(rightAnswer).length });
		expect(reading.usage?.uncachedInputTokens).toBeGreaterThan(0);
		expect(reading.usage).not.toHaveProperty('isInconsistent');
		expect(reading.deltas).toHaveLength(stream ? tokenPieces(rightAnswer).length : 0);
	});

	test.each([true, false])('stops at the output limit (stream: %s)', async (stream) => {
		const { reading, outcome } = await ask({ stream, maxOutputTokens: 2 });
		expect(outcome).toBe('length');
		expect(reading.usage?.outputTokens).toBe(2);
	});

	test.each([true, false])(
		'calls a tool, and answers once it has the result (stream: %s)',
		async (stream) => {
			const user = { role: 'user' as const, content: tooled };
			const { reading, outcome } = await ask({ stream, tools, messages: [user] });
			expect([outcome, reading.finish, reading.warnings]).toEqual(['ok', 'tool', []]);
			expect(reading.toolCalls).toEqual([
				{ id: expect.any(String) as string, name: 'weather', arguments: '{"city":"Bern"}' }
			]);
			const toolCalls = reading.toolCalls.map((each) => ({ ...each, id: each.id ?? '' }));
			const { reading: after } = await ask({
				stream,
				tools,
				messages: [
					user,
					{ role: 'assistant', content: '', toolCalls },
					{ role: 'tool', toolCallId: toolCalls[0]?.id ?? '', content: 'warm' }
				]
			});
			expect([after.text, after.finish]).toEqual(['It is.', 'stop']);
		}
	);

	test('turns a wrong key away, and says how long to wait where it is full', async () => {
		expect((await ask({}, undefined, 'other')).reading.error?.kind).toBe('authentication');
		const limited = await ask({}, 'rateLimited');
		expect(limited.outcome).toBe('rate-limited');
		expect(limited.reading.error?.retryAfterS).toBe(1);
	});

	test.each([
		['serverError', 'error', 'server'],
		['midStreamError', 'error', 'server'],
		['malformedChunk', 'error', 'malformed'],
		['truncated', 'truncated', 'no-terminal-event'],
		['hangup', 'truncated', 'connection-closed']
	])('with the fault %s is read as %s', async (fault, outcome, errorCode) => {
		expect(await ask({}, fault)).toMatchObject({ outcome, errorCode });
	});
});
