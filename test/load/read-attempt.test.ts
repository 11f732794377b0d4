/** From raw attempts to records: clocks, usage, cost and outcome, and that no secret survives it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptSchema } from '#core/attempt.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { readAttempt, type AttemptContext } from '#bench/load/read-attempt.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import { allSecretForms } from '#bench/commands/run/secret-forms.ts';
import { protocols } from '#bench/protocols/index.ts';
import { chunk, cut, data, done, recording, streamOf } from '../protocols/recording.ts';
import { anyKey, longestReadable } from './support/spelled-keys.ts';

const key = 'sk-canary-0a1b2c3d4e5f';

const context: AttemptContext = {
	id: 'run/0/0/0',
	stageId: 'run/0/0',
	itemId: 'item-1',
	trial: 0,
	protocol: protocols['openai-chat'],
	stream: true,
	price: {
		kind: 'per-token',
		inputUsdPerMtok: '1.5',
		cacheReadUsdPerMtok: '0.15',
		outputUsdPerMtok: '6',
		source: 'test',
		checkedOn: '2026-01-01'
	},
	priceVersion: 'c0ffee',
	secrets: [key],
	keepStream: true
};

const raw = (response: RecordedResponse, moments: Partial<RawAttempt> = {}): RawAttempt => ({
	turn: 0,
	ordinal: 0,
	worker: 0,
	connection: 'ready',
	dueMs: 20,
	sentMs: 25,
	headersMs: 90,
	endMs: 200,
	response,
	...moments
});

const usageChunk = data({
	choices: [],
	usage: {
		prompt_tokens: 100,
		completion_tokens: 4,
		total_tokens: 104,
		prompt_tokens_details: { cached_tokens: 40 }
	}
});

const runningUsage = { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 };
const chunkWithUsage = data({
	choices: [{ index: 0, delta: { content: 'r' } }],
	usage: runningUsage
});
const geminiWithUsage = data({
	candidates: [{ index: 0, content: { parts: [{ text: 'r' }], role: 'model' } }],
	usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 1, totalTokenCount: 11 }
});

describe('an attempt that brought a whole answer', () => {
	// Events at 100, 110, 120, 130, 140 and 150 ms; the first carries no text.
	const response = streamOf([
		chunk({ role: 'assistant', content: '' }),
		chunk({ content: 'The' }),
		chunk({ content: ' answer' }),
		chunk({ content: '.' }, 'stop'),
		usageChunk,
		done
	]);

	it('has the clocks, the tokens and the cost that follow from its bytes', () => {
		const { attempt, deltaMs, reading } = readAttempt(raw(response), context);
		expect(attemptSchema.parse(attempt)).toStrictEqual(attempt);
		expect(attempt).toMatchObject({
			outcome: 'ok',
			errorCode: null,
			errorMessage: null,
			httpStatus: 200,
			dueMs: 20,
			sentMs: 25,
			headersMs: 90,
			endMs: 200,
			firstEventMs: 100,
			firstDeltaMs: 110,
			lastDeltaMs: 130,
			deltaCount: 3,
			ttftMs: 110 - 20,
			serviceTtftMs: 110 - 25,
			ttfaMs: 110 - 20,
			tpotMs: (130 - 110) / (4 - 1),
			e2eMs: 200 - 20
		});
		expect(attempt.usage).toMatchObject({
			uncachedInputTokens: 60,
			cacheReadTokens: 40,
			outputTokens: 4
		});
		// (60 × 1.5 + 40 × 0.15 + 4 × 6) / 10⁶
		expect(attempt).toMatchObject({ costUsd: '0.00012', priceVersion: 'c0ffee' });
		expect(Array.from(deltaMs)).toStrictEqual([110, 120, 130]);
		expect(reading.text).toBe('The answer.');
	});

	it('has no cost of its own where the endpoint is paid by the hour or not at all', () => {
		const perHour = {
			kind: 'per-hour' as const,
			usdPerHour: '4',
			source: 'test',
			checkedOn: '2026-01-01'
		};
		for (const price of [perHour, null]) {
			const { attempt } = readAttempt(raw(response), { ...context, price });
			expect(attempt).toMatchObject({ costUsd: null, priceVersion: null });
		}
	});

	it('keeps its stream only where it is asked to', () => {
		const kept = readAttempt(raw(response), context).evidence;
		expect(kept.body).toStrictEqual(response.body);
		expect(kept.arrivalOffsets).toStrictEqual(response.arrivalOffsets);
		const dropped = readAttempt(raw(response), { ...context, keepStream: false }).evidence;
		expect(dropped).toMatchObject({ body: null, arrivalOffsets: null, arrivalMs: null });
		expect(Array.from(dropped.deltaMs)).toStrictEqual([110, 120, 130]);
	});

	it('is marked as emulated where the endpoint says so', () => {
		expect(readAttempt(raw(response), context).isEmulated).toBe(false);
		const emulated = {
			...response,
			headers: [['x-breakeven-emulated', '1']] as [string, string][]
		};
		expect(readAttempt(raw(emulated), context).isEmulated).toBe(true);
	});
});

describe('an attempt that brought none', () => {
	it('that was never sent has a reason and no times of its own', () => {
		const response = recording('', {
			status: null,
			end: { kind: 'failed', code: 'connection-refused', message: 'connect ECONNREFUSED' }
		});
		const { attempt } = readAttempt(
			raw(response, { sentMs: null, headersMs: null, connection: 'none' }),
			context
		);
		expect(attemptSchema.parse(attempt)).toStrictEqual(attempt);
		expect(attempt).toMatchObject({
			outcome: 'error',
			errorCode: 'connection-refused',
			httpStatus: null,
			ttftMs: null,
			serviceTtftMs: null,
			e2eMs: null,
			usage: null,
			costUsd: null
		});
	});

	it('that was cut off keeps the clocks it had, without an end-to-end time', () => {
		const response = streamOf([chunk({ content: 'The' }), chunk({ content: ' ans' })], {
			end: cut
		});
		const { attempt } = readAttempt(raw(response), context);
		expect(attempt).toMatchObject({
			outcome: 'truncated',
			errorCode: 'connection-closed',
			ttftMs: 80,
			e2eMs: null,
			costUsd: null
		});
	});

	it.each([
		['openai-chat', chunkWithUsage],
		['gemini', geminiWithUsage]
	] as const)('of %s has no cost by the counts that came on the way', (name, piece) => {
		const protocol = protocols[name];
		for (const [response, outcome] of [
			[streamOf([piece], { end: cut }), 'truncated'],
			[streamOf([piece]), 'truncated'],
			[
				streamOf([piece], {
					end: { kind: 'failed', code: 'idle-timeout', message: 'silent for 5 s' }
				}),
				'timeout'
			],
			[streamOf([piece, data({ error: { message: 'gone', code: 500 } })]), 'error']
		] as const) {
			const { attempt } = readAttempt(raw(response), { ...context, protocol });
			expect(attempt).toMatchObject({ outcome, costUsd: null, priceVersion: null });
			expect(attempt.usage).not.toBeNull();
		}
	});

	it('that ended behind its finish reason, before the counts of all of it came, has none of those on the way', () => {
		const finished = [chunkWithUsage, chunk({}, 'stop')];
		const { attempt } = readAttempt(raw(streamOf(finished, { end: cut })), context);
		expect(attempt).toMatchObject({ outcome: 'ok', usage: null, costUsd: null });
		const told = readAttempt(raw(streamOf([...finished, usageChunk], { end: cut })), context);
		expect(told.attempt).toMatchObject({ outcome: 'ok', usage: { outputTokens: 4 } });
		expect(told.attempt.costUsd).not.toBeNull();
	});

	it.each([
		[429, 'rate-limited'],
		[401, 'error'],
		[500, 'error']
	])('with status %i is %s', (status, outcome) => {
		const response = recording('{"error":{"message":"no","type":"x"}}', { status });
		expect(readAttempt(raw(response), context).attempt).toMatchObject({
			outcome,
			httpStatus: status
		});
	});
});

describe('a secret that the endpoint echoes', () => {
	const everything = (response: RecordedResponse, stream = true): string => {
		const read = readAttempt(raw(response), { ...context, stream });
		return JSON.stringify(read, (_, value: unknown) =>
			value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
		);
	};
	const withHeaders = (...names: string[]): Record<string, string> =>
		Object.fromEntries(names.map((name) => [name, `before ${key} after`]));

	it.each([
		[
			'in an error body',
			recording(`{"error":{"message":"bad key ${key}","code":"${key}"}}`, { status: 401 })
		],
		['in a page', recording(`<h1>Authorization: Bearer ${key}</h1>`, { status: 502 })],
		['in the text', streamOf([chunk({ content: `your key is ${key}` }, 'stop'), done])],
		[
			'in a tool call',
			streamOf([
				chunk(
					{
						tool_calls: [
							{ index: 0, id: key, function: { name: key, arguments: `{"k":"${key}"}` } }
						]
					},
					'tool_calls'
				),
				done
			])
		],
		[
			'in the model id and unknown fields',
			streamOf([
				chunk({ content: 'x' }, 'stop', {
					model: key,
					usage: { prompt_tokens: 1, completion_tokens: 1, note: key },
					timings: { note: key }
				}),
				done
			])
		],
		[
			'in an error inside the stream',
			streamOf([chunk({ content: 'x' }), data({ error: { message: key } })])
		],
		[
			'in the headers',
			recording('{}', {
				headers: withHeaders(
					'server',
					'server-timing',
					'openai-processing-ms',
					'x-request-id',
					'set-cookie',
					'retry-after'
				)
			})
		],
		[
			'in a message of the transport',
			recording('', {
				status: null,
				end: {
					kind: 'failed',
					code: 'malformed-response',
					message: `malformed header line: "authorization ${key}"`
				}
			})
		],
		[
			'in a message of the transport that was cut',
			recording('', {
				status: null,
				end: {
					kind: 'failed',
					code: 'malformed-response',
					message: `malformed header line: "authorization ${key.slice(0, 15)}"`
				}
			})
		]
	])('is in nothing that is kept: %s', (_, response) => {
		for (const stream of [true, false]) {
			const text = everything({ ...response, body: response.body.slice() }, stream);
			expect(text).not.toContain(key);
			expect(text).not.toContain('canary');
		}
	});

	it('is not in the text either where it comes in pieces', () => {
		const pieces = [key.slice(0, 5), key.slice(5, 12), key.slice(12)];
		const inText = streamOf([...pieces.map((content) => chunk({ content })), done]);
		const inReasoning = streamOf([
			...pieces.map((reasoning_content) => chunk({ reasoning_content })),
			done
		]);
		const inArguments = streamOf([
			...pieces.map((part) =>
				chunk({ tool_calls: [{ index: 0, function: { name: 'f', arguments: part } }] })
			),
			done
		]);
		for (const response of [inText, inReasoning, inArguments]) {
			const { reading } = readAttempt(raw(response), context);
			expect(JSON.stringify(reading)).not.toContain(key);
			expect(JSON.stringify(reading)).toContain('[redacted]');
		}
	});

	it('leaves the arrival times of the bytes as they were', () => {
		const response = streamOf([chunk({ content: key }), chunk({ content: 'b' }, 'stop'), done]);
		const { deltaMs, evidence } = readAttempt(raw(response), context);
		expect(Array.from(deltaMs)).toStrictEqual([100, 110]);
		expect(evidence.arrivalOffsets!.at(-1)).toBe(evidence.body!.length);
	});
});

describe('the body of an attempt', () => {
	const bodyOf = (response: RecordedResponse): Uint8Array | null =>
		readAttempt(raw(response), context).evidence.body;
	const inPieces = [key.slice(0, 9), key.slice(9)];

	it('is not kept where an answer spells a key over several events', () => {
		const response = streamOf([...inPieces.map((content) => chunk({ content })), done]);
		expect(bodyOf(response)).toBe(null);
		expect(bodyOf(streamOf([chunk({ content: 'red' }), done]))).not.toBe(null);
	});

	it('is not kept where a stream of another protocol does so', () => {
		const events = inPieces.map((text) => data({ type: 'delta', text }));
		expect(bodyOf(streamOf([...events, done]))).toBe(null);
		expect(bodyOf(streamOf([data({ type: 'delta', text: 'red' }), done]))).not.toBe(null);
	});

	it('is not kept where fields that nothing decodes do so beside an answer', () => {
		const inField = inPieces.map((debug) => chunk({ content: 'red' }, undefined, { debug }));
		const inOtherChoice = inPieces.map((content) =>
			data({ choices: [0, 1].map((index) => ({ index, delta: index ? { content } : {} })) })
		);
		for (const events of [inField, inOtherChoice]) {
			expect(bodyOf(streamOf([chunk({ content: 'red' }), ...events, done]))).toBe(null);
		}
		const others = ['a', 'b'].map((debug) => chunk({ content: 'red' }, undefined, { debug }));
		expect(bodyOf(streamOf([...others, done]))).not.toBe(null);
	});

	it('is not kept where it is packed, as no key can be found in it then', () => {
		const response = streamOf([chunk({ content: 'red' }), done]);
		const headers: [string, string][] = [...response.headers, ['content-encoding', 'gzip']];
		expect(bodyOf({ ...response, headers })).toBe(null);
	});
});

describe('a piece of a secret that the endpoint sends back', () => {
	const long = 'Qm9yaW5n/Zx8Kp0aLw3Tn6Yv1Rc4Hd7Ug2Je5Mf9Bk=';
	const withLong = { ...context, secrets: allSecretForms([long]) };

	it('is in no kept body of a refusal, nor in its message', () => {
		for (const quoted of [long.slice(0, -3), long.slice(5), long.slice(0, 8)]) {
			const body = JSON.stringify({ error: { message: `unknown key ${quoted}…` } });
			const { attempt, evidence } = readAttempt(raw(recording(body, { status: 401 })), withLong);
			expect(attempt.errorMessage).toBe(`HTTP 401: unknown key ${'*'.repeat(quoted.length)}…`);
			expect(Buffer.from(evidence.body ?? []).toString()).toBe(
				body.replace(quoted, '*'.repeat(quoted.length))
			);
		}
	});

	it('is in no message either where every character is escaped', () => {
		const escaped = Array.from(
			long,
			(one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`
		).join('');
		const body = `{"error":{"message":"bad key ${escaped}"}}`;
		const { attempt, evidence } = readAttempt(raw(recording(body, { status: 401 })), withLong);
		expect(attempt.errorMessage).toMatch(/^HTTP 401: bad key \*+$/u);
		expect(Buffer.from(evidence.body ?? []).toString()).toMatch(/"bad key \*+"/u);
	});

	it('is in no answer and in no kept stream, wherever the stream cuts it', () => {
		fc.assert(
			fc.property(
				anyKey,
				fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 }),
				fc.constantFrom('content', 'reasoning_content', 'refusal', 'unknown'),
				(secret, lengths, field) => {
					const pieces: string[] = [];
					let rest = Array.from(secret);
					for (let i = 0; rest.length > 0; i++) {
						const length = lengths[i % lengths.length] ?? 1;
						pieces.push(rest.slice(0, length).join(''));
						rest = rest.slice(length);
					}
					const response = streamOf([...pieces.map((part) => chunk({ [field]: part })), done]);
					const { reading, evidence } = readAttempt(raw(response), {
						...context,
						secrets: allSecretForms([secret])
					});
					const kept = Buffer.from(evidence.body ?? []).toString();
					const joined = [...kept.matchAll(/"(?:\w+)":("(?:[^"\\]|\\.)*")/gu)]
						.map(([, text = '""']) => String(JSON.parse(text)))
						.join('');
					const texts = [reading.text, reading.reasoning, reading.refusal, kept, joined];
					for (const text of texts) {
						const shown = text.replaceAll('[redacted]', '\n');
						expect([shown, longestReadable(shown, secret) < 12]).toEqual([shown, true]);
					}
				}
			)
		);
	});

	it('of eight characters is neither in headers nor in what the endpoint says about an answer', () => {
		const pieces = [long.slice(0, 11), long.slice(11, 22), long.slice(22, 33).toLowerCase()];
		const [first = ''] = pieces;
		const usage = { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 };
		const response = streamOf([
			data({ model: pieces.join('|'), choices: [{ index: 0, delta: { content: 'a' } }] }),
			chunk({}, 'stop'),
			data({ choices: [], usage: { ...usage, [first]: { note: pieces } } }),
			done
		]);
		response.headers.push(['x-request-id', pieces.join('~')]);
		const { attempt, reading, evidence } = readAttempt(raw(response), withLong);
		const masked = '[redacted]';
		expect(reading.model).toBe([masked, masked, masked].join('|'));
		expect(evidence.headers['x-request-id']).toBe([masked, masked, masked].join('~'));
		expect(attempt.usage).toMatchObject({
			uncachedInputTokens: 9,
			raw: { ...usage, [masked]: { note: [masked, masked, masked] } }
		});
		expect(JSON.stringify(reading.warnings)).not.toContain(first);
	});

	it('leaves the rest of an answer, and its stream is kept, where one event holds all of it', () => {
		const piece = long.slice(0, 20);
		const response = streamOf([
			chunk({ content: '**Your** key: ' }),
			chunk({ content: piece }),
			chunk({ content: '.' }, 'stop'),
			done
		]);
		const { reading, evidence } = readAttempt(raw(response), withLong);
		expect(reading.text).toBe('**Your** key: [redacted].');
		expect(Buffer.from(evidence.body ?? []).toString()).toContain(`"${'*'.repeat(20)}"`);
	});
});
