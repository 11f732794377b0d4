/** The emulator in the words of further providers, read by the protocols themselves: what a run against it sees. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveEmulator, type EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { countTokens, tokenPieces } from '#bench/endpoints/emulator/token-pieces.ts';
import type { ChatMessage } from '#bench/protocols/protocol.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { ProtocolName } from '#core/target.ts';
import { fastSettings, question, rightAnswer } from './emulator-client.ts';
import { askIn } from './protocol-client.ts';

/** System prompt and question are one text where there are no messages. */
const promptTokensOf = (name: ProtocolName): number =>
	name === 'tgi'
		? countTokens(`Be brief.\n\n${question}`)
		: countTokens('Be brief.') + countTokens(question);
const outputTokens = tokenPieces(rightAnswer).length;
const toolQuestion = 'What is the weather in Bern?';

let server: EmulatorServer;
let guarded: EmulatorServer;
beforeAll(async () => {
	const answers = [
		...fastSettings.answers,
		{
			user: toolQuestion,
			right: {
				turns: [[{ name: 'weather', arguments: { city: 'Bern' } }]],
				message: 'It is 21 °C.'
			},
			wrong: ['No idea.']
		}
	];
	server = await serveEmulator({ ...fastSettings, answers });
	guarded = await serveEmulator({ ...fastSettings, requiredKey: 'k-1' });
});
afterAll(() => Promise.all([server.close(), guarded.close()]));

const names: readonly ProtocolName[] = ['gemini', 'ollama', 'bedrock-converse', 'llama-cpp', 'tgi'];

describe.each(names)('an emulated endpoint of %s', (name) => {
	test.each([true, false])('answers with its usage (stream: %s)', async (stream) => {
		const { reading, outcome } = await askIn(server.port, name, { stream });
		expect(outcome.outcome).toBe('ok');
		expect(reading).toMatchObject({
			text: rightAnswer,
			finish: 'stop',
			warnings: [],
			usage: { uncachedInputTokens: promptTokensOf(name), outputTokens }
		});
		expect(reading.usage).not.toHaveProperty('isInconsistent');
		if (stream) expect(reading.deltas).toHaveLength(outputTokens);
	});

	test.each([true, false])('stops at the limit (stream: %s)', async (stream) => {
		const { reading, outcome } = await askIn(server.port, name, { stream, maxOutputTokens: 3 });
		expect(outcome.outcome).toBe('length');
		expect(rightAnswer.startsWith(reading.text)).toBe(true);
		expect(reading.usage?.outputTokens).toBe(3);
	});

	const { tools: hasTools } = protocols[name].capabilities;
	test.runIf(hasTools).each([true, false])(
		'calls a tool and takes its result (stream: %s)',
		async (stream) => {
			const tools = [{ name: 'weather', description: 'Of a city', parameters: { type: 'object' } }];
			const messages: ChatMessage[] = [{ role: 'user', content: toolQuestion }];
			const first = await askIn(server.port, name, { stream, tools, messages });
			const [call] = first.reading.toolCalls;
			expect(first.reading).toMatchObject({ finish: 'tool', text: '', warnings: [] });
			expect([call?.name, JSON.parse(call?.arguments ?? '')]).toEqual([
				'weather',
				{ city: 'Bern' }
			]);
			const sent = { id: call?.id ?? 'c-1', name: 'weather', arguments: call?.arguments ?? '' };
			const second = await askIn(server.port, name, {
				stream,
				tools,
				messages: [
					...messages,
					{ role: 'assistant', content: '', toolCalls: [sent] },
					{ role: 'tool', toolCallId: sent.id, content: '{"celsius":21}' }
				]
			});
			expect(second.reading).toMatchObject({ finish: 'stop', text: 'It is 21 °C.' });
		}
	);

	test.each([
		['rateLimited', 'rate-limited', 'rate-limited'],
		['serverError', 'error', 'server'],
		['midStreamError', 'error', 'server'],
		['truncated', 'truncated', 'no-terminal-event'],
		['hangup', 'truncated', 'connection-closed'],
		['malformedChunk', 'error', 'malformed'],
		['htmlPage', 'error', 'malformed'],
		['unauthorized', 'error', 'authentication']
	])('with the fault %s ends as %s', async (fault, expected, code) => {
		const { outcome } = await askIn(server.port, name, { fault });
		expect(outcome).toMatchObject({ outcome: expected, errorCode: code });
	});

	test('is read byte by byte as well', async () => {
		const short = { maxOutputTokens: 1 };
		const dripped = await askIn(server.port, name, { ...short, fault: 'slowDrip' });
		const { reading } = await askIn(server.port, name, short);
		expect(dripped.outcome.outcome).toBe('length');
		expect(dripped.reading.text).toBe(reading.text);
	});

	test('refuses a request without the key that it wants', async () => {
		const { outcome } = await askIn(guarded.port, name);
		expect(outcome.errorCode).toBe('authentication');
		const { credentials } = protocols[name].capabilities;
		if (!credentials.includes('key')) return;
		const known = await askIn(guarded.port, name, { apiKey: 'k-1' });
		expect(known.outcome.outcome).toBe('ok');
	});
});

describe('a limit of requests a minute', () => {
	const overLimit = async (name: ProtocolName) => {
		const limited = await serveEmulator({
			...fastSettings,
			protocol: name,
			rateLimit: { requestsPerMinute: 1 }
		});
		try {
			expect((await askIn(limited.port, name)).outcome.outcome).toBe('ok');
			return await askIn(limited.port, name);
		} finally {
			await limited.close();
		}
	};

	test('is told by gemini in the body, with the time to wait among its details', async () => {
		const { answer, reading, outcome } = await overLimit('gemini');
		expect([answer.status, outcome.outcome]).toEqual([429, 'rate-limited']);
		expect(answer.headers).not.toHaveProperty('retry-after');
		const waitS = reading.error?.retryAfterS ?? NaN;
		expect(JSON.parse(answer.body)).toMatchObject({
			error: {
				code: 429,
				status: 'RESOURCE_EXHAUSTED',
				details: [
					{
						'@type': 'type.googleapis.com/google.rpc.RetryInfo',
						retryDelay: `${String(waitS)}s`
					}
				]
			}
		});
		expect(waitS).toBeGreaterThan(0);
		expect(waitS).toBeLessThanOrEqual(60);
		expect(reading.error?.code).toBe('RESOURCE_EXHAUSTED');
	});

	test('is told by bedrock-converse in the name of the exception, without a time to wait', async () => {
		const { answer, reading, outcome } = await overLimit('bedrock-converse');
		expect([answer.status, outcome.outcome]).toEqual([429, 'rate-limited']);
		expect(answer.headers).toMatchObject({ 'x-amzn-errortype': 'ThrottlingException' });
		expect(answer.headers).not.toHaveProperty('retry-after');
		expect(reading.error).toMatchObject({ code: 'ThrottlingException', retryAfterS: null });
	});
});

test.each([
	['serverError', 'InternalServerException', 'server'],
	['unauthorized', 'AccessDeniedException', 'authentication']
])('a %s of bedrock-converse is named %s', async (fault, code, kind) => {
	const { reading } = await askIn(server.port, 'bedrock-converse', { fault });
	expect(reading.error).toMatchObject({ code, kind });
});

test.each([
	['rateLimited', 'overloaded', 'rate-limited'],
	['serverError', 'generation', 'server']
])(
	'a %s of tgi is an event of a stream under HTTP 200, and a status of a whole answer',
	async (fault, code, kind) => {
		const streamed = await askIn(server.port, 'tgi', { fault });
		const whole = await askIn(server.port, 'tgi', { fault, stream: false });
		expect(streamed.answer.status).toBe(200);
		expect(whole.answer.status).toBeGreaterThanOrEqual(429);
		for (const { reading } of [streamed, whole])
			expect(reading.error).toMatchObject({ code, kind });
	}
);
