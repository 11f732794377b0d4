/** What every protocol of text must do alike; `contract/implementation.ts` says how one is added. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protocols } from '#bench/protocols/index.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Reading } from '#bench/protocols/protocol.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import { BenchError } from '#core/errors.ts';
import { arrivalOf, type RecordedResponse, type TransportEnd } from '#core/recorded-response.ts';
import { protocolNames } from '#core/target.ts';
import { usageSchema } from '#core/usage.ts';
import { bytesOf, joined, type Pieces } from './contract/implementation.ts';
import { implementations } from './implementations.ts';
import { cut, recording, streamOf } from './recording.ts';

const call: ChatCall = {
	system: null,
	messages: [{ role: 'user', content: 'Grüße' }],
	maxOutputTokens: 8,
	stream: true,
	temperature: null,
	seed: null,
	extraBody: {}
};
const complete: TransportEnd = { kind: 'complete' };
const text = 'Grüße 🚀 €';

const withoutTimes = (reading: Reading) => ({
	...reading,
	firstEventMs: reading.firstEventMs === null,
	deltas: reading.deltas.map(({ channel, length }) => ({ channel, length }))
});

describe('the registry of protocols', () => {
	it('holds each protocol under its own name', () => {
		expect(Object.keys(protocols)).toEqual([...protocolNames]);
		for (const name of protocolNames) expect(protocols[name].name).toBe(name);
	});

	it('holds none of text that is not held to the contract, and the contract no other', () => {
		const ofText = Object.values(protocols).filter(
			({ capabilities }) => capabilities.answers === 'text'
		);
		expect(implementations.map(([name]) => name).sort()).toEqual(
			ofText.map(({ name }) => name).sort()
		);
		for (const [name, { protocol }] of implementations) expect(protocol.name).toBe(name);
	});
});

describe.each(implementations)('%s', (_, given) => {
	const { protocol, stream, terminal, answer, error } = given;
	const endpoint = { baseUrl: 'https://api.example.com', model: 'm', apiKey: null };
	const outcome = (response: RecordedResponse, isStream = true) =>
		outcomeOf(response, protocol.read(response, isStream), isStream);
	const read = (pieces: Pieces): Reading => protocol.read(streamOf(pieces), true);
	const outcomeOfPieces = (pieces: Pieces) => outcome(streamOf(pieces));

	describe('a request', () => {
		it('is JSON with a user agent, and has no key where there is none', () => {
			for (const apiKey of [null, '']) {
				const { method, headers, body } = protocol.buildRequest({ ...endpoint, apiKey }, call);
				expect(method).toBe('POST');
				expect(headers).toMatchObject({
					'content-type': 'application/json',
					'user-agent': 'breakeven/0.1'
				});
				expect(JSON.parse(body)).toBeTypeOf('object');
				for (const name of ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']) {
					expect(headers).not.toHaveProperty(name);
				}
			}
		});

		it('has names of headers in lower case, and those of the endpoint in place of its own', () => {
			const headers = { 'user-agent': 'ours', 'x-team': 'a' };
			const built = protocol.buildRequest({ ...endpoint, headers }, call);
			expect(built.headers).toMatchObject(headers);
			for (const name of Object.keys(built.headers)) expect(name).toBe(name.toLowerCase());
		});

		it('keeps the query of its address and adds that of the endpoint', () => {
			const { url } = protocol.buildRequest(
				{ ...endpoint, baseUrl: 'https://api.example.com?a=1', query: { b: '2 3' } },
				call
			);
			expect([...url.searchParams]).toEqual(
				expect.arrayContaining([
					['a', '1'],
					['b', '2 3']
				])
			);
		});

		it('lets extra fields add, replace and, as null, remove', () => {
			const { outputLimitField: limit } = given;
			const extraBody = { surprise: 5, ...(limit === null ? {} : { [limit]: null }) };
			const body: unknown = JSON.parse(
				protocol.buildRequest(endpoint, { ...call, extraBody }).body
			);
			expect(body).toMatchObject({ surprise: 5 });
			if (limit !== null) expect(body).not.toHaveProperty(limit);
		});

		it('holds what its capabilities say that can be asked for, and changes with it', () => {
			const { capabilities: can } = protocol;
			const tool = { name: 'look', description: 'Looks.', parameters: { type: 'object' } };
			const asked: Partial<ChatCall>[] = [
				...(can.temperature ? [{ temperature: 0.25 }] : []),
				...(can.seed ? [{ seed: 4_711 }] : []),
				...(can.stop ? [{ stop: ['STOP-HERE'] }] : []),
				...(can.tools ? [{ tools: [tool] }] : []),
				...(can.forcedTool ? [{ tools: [tool], toolChoice: { tool: 'look' } }] : []),
				...(can.jsonSchema
					? [{ responseFormat: { name: 'form', schema: { type: 'object' }, strict: false } }]
					: []),
				...can.reasoningEfforts.map((effort) => ({ reasoning: { effort } })),
				...(can.thinkingBudget ? [{ reasoning: { budgetTokens: 1_234 } }] : []),
				...can.promptCacheTtls.map((ttl) => ({ cache: { ttl } })),
				...(can.cacheDefeat ? [{ cache: 'defeat' as const }] : []),
				...can.serviceTiers.map((serviceTier) => ({ serviceTier }))
			];
			const build = (changes: Partial<ChatCall>): string => {
				const { headers, url, body } = protocol.buildRequest(endpoint, { ...call, ...changes });
				return JSON.stringify([headers, url.href, body]);
			};
			const built = asked.map(build);
			expect(built).not.toContain(build({}));
			expect(new Set(built).size).toBe(built.length);
		});

		it('refuses an address that is none, and a key that no header can carry, without showing it', () => {
			for (const baseUrl of ['ftp://h', 'nowhere']) {
				expect(() => protocol.buildRequest({ ...endpoint, baseUrl }, call)).toThrow(BenchError);
			}
			if (!protocol.capabilities.credentials.includes('key')) return;
			const apiKey = 'secret-part\n';
			const build = () => protocol.buildRequest({ ...endpoint, apiKey }, call);
			expect(build).toThrow(BenchError);
			expect(build).not.toThrow(/secret-part/);
		});
	});

	describe('a good stream', () => {
		it('is read with the times of its pieces', () => {
			const response = streamOf(stream);
			const reading = protocol.read(response, true);
			expect(reading).toMatchObject({
				text,
				reasoning: given.reasoning ? 'hm' : '',
				refusal: '',
				finish: 'stop',
				terminated: true,
				error: null,
				firstEventMs: 100,
				warnings: []
			});
			const channels = [...(given.reasoning ? ['reasoning'] : []), 'text', 'text', 'text'];
			expect(reading.deltas.map(({ atMs, channel }) => [atMs, channel])).toEqual(
				given.output.map((event, i) => [100 + 10 * event, channels[i]])
			);
			expect(usageSchema.parse(reading.usage)).toMatchObject({
				...given.usage,
				source: 'provider'
			});
			expect(reading.usage).not.toHaveProperty('isInconsistent');
			expect(outcome(response)).toEqual({ outcome: 'ok', errorCode: null, errorMessage: null });
		});

		it('is truncated until the event that finishes it has come, whether or not HTTP says that it ended', () => {
			stream.forEach((__, last) => {
				const response = streamOf(stream.slice(0, last + 1));
				for (const end of [complete, cut]) {
					const ended = outcome({ ...response, end }).outcome;
					expect(ended).toBe(last < terminal ? 'truncated' : 'ok');
				}
			});
		});

		it('is never a wrong answer, cut at whatever byte, also within a letter', () => {
			const body = joined(stream);
			const finished = joined(stream.slice(0, terminal + 1)).length;
			for (let length = 0; length <= body.length; length++) {
				for (const end of [complete, cut]) {
					const response = recording(body.slice(0, length), { end });
					const reading = protocol.read(response, true);
					expect(text.startsWith(reading.text)).toBe(true);
					expect('hm'.startsWith(reading.reasoning)).toBe(true);
					const isOk = outcomeOf(response, reading, true).outcome === 'ok';
					// What ends an event may be missing where HTTP says that all has come, so that a few bytes less can be all.
					if (isOk) expect([reading.text, reading.terminated]).toEqual([text, true]);
					if (length >= finished) expect(isOk).toBe(true);
					if (length < finished && end === cut) expect(isOk).toBe(false);
				}
			}
		});

		it('does not depend on how the bytes were split into reads, but for times, which are those of the read with the last byte of the event', () => {
			const body = joined(stream);
			const ends: number[] = [];
			let length = 0;
			for (const piece of stream) {
				length += bytesOf(piece).length;
				ends.push(length - 1);
			}
			const whole = withoutTimes(protocol.read(recording(body), true));
			const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 120 });
			fc.assert(
				fc.property(sizes, (reads) => {
					const response = recording(body, { reads });
					const reading = protocol.read(response, true);
					expect(withoutTimes(reading)).toEqual(whole);
					expect(reading.firstEventMs).toBe(arrivalOf(response, ends[0]!));
					expect(reading.deltas.map((piece) => piece.atMs)).toEqual(
						given.output.map((event) => arrivalOf(response, ends[event]!))
					);
				})
			);
		});

		it.runIf(given.framing === 'sse')(
			'is the same with every separator and with a byte order mark',
			() => {
				const body = new TextDecoder().decode(joined(stream));
				const plain = withoutTimes(protocol.read(recording(body), true));
				for (const separator of ['\r', '\r\n']) {
					const other = recording(`\uFEFF${body.replaceAll('\n', separator)}`);
					expect(withoutTimes(protocol.read(other, true))).toEqual(plain);
				}
			}
		);
	});

	describe('a whole answer', () => {
		it('is read', () => {
			const response = recording(JSON.stringify(answer));
			expect(protocol.read(response, false)).toMatchObject({
				text: 'Hi',
				finish: 'stop',
				terminated: true,
				deltas: [],
				firstEventMs: null,
				warnings: []
			});
			expect(outcome(response, false).outcome).toBe('ok');
		});

		it('is read where a stream was asked for, without times and with a warning', () => {
			const response = recording(JSON.stringify(answer, null, 2));
			const reading = protocol.read(response, true);
			expect(reading).toMatchObject({ text: 'Hi', deltas: [], firstEventMs: null, error: null });
			expect(reading.warnings).toEqual(['a stream was asked for, but the answer came as one body']);
			expect(outcome(response).outcome).toBe('ok');
		});

		it('is never a wrong answer, cut at whatever byte; a cut is the fault of the transport', () => {
			const body = new TextEncoder().encode(JSON.stringify(answer));
			for (let length = 0; length < body.length; length++) {
				const response = recording(body.slice(0, length), { end: cut });
				expect(protocol.read(response, false)).toMatchObject({ error: null, terminated: false });
				expect(outcome(response, false)).toMatchObject({
					outcome: 'error',
					errorCode: 'connection-closed'
				});
				expect(outcome(recording(body.slice(0, length)), false)).toMatchObject({
					outcome: 'error',
					errorCode: 'malformed'
				});
			}
		});
	});

	describe('an answer', () => {
		it.runIf(given.toolStream)('that calls a tool is whole, and the call is its output', () => {
			const reading = read(given.toolStream ?? []);
			const whole = protocol.read(recording(JSON.stringify(given.toolAnswer)), false);
			for (const { toolCalls, finish, warnings } of [reading, whole]) {
				expect(toolCalls.map(({ name }) => name)).toEqual(['look']);
				expect(JSON.parse(toolCalls[0]?.arguments ?? '')).toEqual({ place: 'Zürich' });
				expect([finish, warnings]).toEqual(['tool', []]);
			}
			expect(reading.deltas.length).toBeGreaterThan(0);
			expect(new Set(reading.deltas.map(({ channel }) => channel))).toEqual(new Set(['tool']));
			expect(outcomeOfPieces(given.toolStream ?? []).outcome).toBe('ok');
		});

		it('that ended at the limit, and one that was refused, are each an outcome of their own', () => {
			expect(outcomeOfPieces(given.lengthStream).outcome).toBe('length');
			expect(read(given.lengthStream).text).toBe(text);
			if (given.refusedStream) expect(outcomeOfPieces(given.refusedStream).outcome).toBe('refused');
		});
	});

	describe('usage', () => {
		it.runIf(given.cachedStream)('tells cached and reasoning tokens apart, each once', () => {
			const { usage } = read(given.cachedStream ?? []);
			expect(usage).toMatchObject(given.cachedUsage ?? {});
			expect(usage).not.toHaveProperty('isInconsistent');
		});

		it('keeps a count that nobody knows as it came, with one warning', () => {
			const { usage, warnings, error: none } = read(given.unknownUsageStream);
			expect(JSON.stringify(usage?.raw)).toContain('"surprise_tokens":7');
			expect(warnings).toEqual([expect.stringContaining('surprise_tokens')]);
			expect([none, usage?.outputTokens]).toEqual([null, 6]);
		});

		it.runIf(given.revisedUsageStream)(
			'that comes twice counts as it came last, with a warning',
			() => {
				const { usage, warnings } = read(given.revisedUsageStream ?? []);
				expect(usage?.outputTokens).toBe(5);
				expect(warnings).toEqual(
					expect.arrayContaining([expect.stringMatching(/fell from 6 to 5/u)])
				);
			}
		);

		it.runIf(given.inconsistentUsageStream)('that does not add up is marked, and warned of', () => {
			const { usage, warnings } = read(given.inconsistentUsageStream ?? []);
			expect(usageSchema.parse(usage).isInconsistent).toBe(true);
			expect(warnings.length).toBeGreaterThan(0);
		});
	});

	describe('an error', () => {
		it.each([
			[400, 'request', 'error'],
			[401, 'authentication', 'error'],
			[403, 'authentication', 'error'],
			[404, 'request', 'error'],
			[429, 'rate-limited', 'rate-limited'],
			[500, 'server', 'error'],
			[529, 'server', 'error']
		])('with HTTP %i is of the kind %s', (status, kind, expected) => {
			for (const isStream of [true, false]) {
				const response = recording(JSON.stringify(error.body), {
					status,
					headers: { 'retry-after': '3', ...error.headers }
				});
				expect(protocol.read(response, isStream)).toMatchObject({
					error: { kind, code: error.code, message: 'no', retryAfterS: 3 },
					terminated: false,
					deltas: [],
					text: ''
				});
				expect(outcome(response, isStream)).toMatchObject({
					outcome: expected,
					errorCode: kind,
					errorMessage: expect.stringMatching(
						new RegExp(`^HTTP ${String(status)}\\b.*no$`, 'u')
					) as string
				});
			}
		});

		it.runIf(given.errorEvent)(
			'inside a stream is one, wherever it stands and whatever comes after it',
			() => {
				const event = given.errorEvent ?? '';
				const code = given.errorEventCode;
				for (let place = 0; place <= terminal; place++) {
					const pieces = stream.toSpliced(place, 0, event);
					expect(read(pieces).error).toMatchObject({ code, message: 'no' });
					expect(outcomeOfPieces(pieces).outcome).toBe('error');
				}
				expect(outcomeOfPieces([event]).outcome).toBe('error');
			}
		);

		it.runIf(given.framing === 'sse')('is one also where [DONE] follows it', () => {
			for (const before of [[], stream.slice(0, terminal)]) {
				const pieces = [...before, given.errorEvent ?? '', 'data: [DONE]\n\n'];
				expect(outcomeOfPieces(pieces).outcome).toBe('error');
			}
		});

		it('in a whole body with HTTP 200 is one', () => {
			const response = recording(JSON.stringify(error.body), { headers: { ...error.headers } });
			expect(outcome(response, false).outcome).toBe('error');
		});

		it.each(given.namedErrors.map(([name, event, kind]) => [name, kind, event] as const))(
			'of %s inside a stream is of the kind %s',
			(__, kind, event) => {
				const pieces = [...stream.slice(0, terminal), event];
				expect(read(pieces).error?.kind).toBe(kind);
				expect(outcomeOfPieces(pieces).outcome).toBe(
					kind === 'rate-limited' ? 'rate-limited' : 'error'
				);
			}
		);
	});

	describe('what is no answer', () => {
		it.each([
			[
				'an HTML page',
				'<!doctype html><html><title>Login</title></html>',
				/HTML page titled "Login"/
			],
			['nothing', '', /an empty body/],
			['only comments', ': keep-alive\n\n', /keep-alive/],
			['plain text', 'OK', /"OK"/],
			['a JSON number', '42', /"42"/],
			['another JSON', '{\n"status": "ok"\n}', /holds no/]
		])('is malformed where HTTP 200 brings %s', (__, body, message) => {
			for (const isStream of [true, false]) {
				const response = recording(body);
				const reading = protocol.read(response, isStream);
				expect(reading.error).toMatchObject({ kind: 'malformed' });
				expect(reading.error?.message).toMatch(message);
				expect(outcome(response, isStream)).toMatchObject({
					outcome: 'error',
					errorCode: 'malformed'
				});
			}
		});

		it.each(['{"choices', 'null', '[]', 'hello'])(
			'is the event %s, after which the stream is read on',
			(event) => {
				const reading = read(stream.toSpliced(1, 0, given.eventOf(event)));
				expect(reading.error?.kind).toBe('malformed');
				expect(reading.text).toBe(text);
			}
		);

		it('is a response that never came', () => {
			const response = recording('', { status: null, end: cut });
			expect(protocol.read(response, true)).toMatchObject({
				error: null,
				usage: null,
				firstEventMs: null,
				terminated: false
			});
		});
	});

	describe('an oddity', () => {
		it.runIf(given.unknownEvent)('is an event that nobody knows: ignored, and told once', () => {
			const event = given.unknownEvent ?? '';
			const pieces = stream.toSpliced(1, 0, event, event, event);
			const reading = read(pieces);
			expect(reading).toMatchObject({ text, error: null, terminated: true });
			expect(reading.warnings.length).toBeLessThanOrEqual(1);
			expect(outcomeOfPieces(pieces).outcome).toBe('ok');
		});

		it.runIf(given.switchedModelStream)('is a model that changes within an answer', () => {
			const { model, warnings } = read(given.switchedModelStream ?? []);
			expect(model).toBe('m-1');
			expect(warnings).toContain('the model changed from "m-1" to "m-2" within an answer');
		});

		it.runIf(given.restartedStream)('is a second beginning', () => {
			const reading = read(given.restartedStream ?? []);
			expect(reading).toMatchObject({ text, error: null, terminated: true });
			expect(reading.warnings).toEqual([expect.stringMatching(/more than once/u)]);
		});

		it('is never more than twenty warnings, of whatever stream', () => {
			const odd = Array.from({ length: 60 }, (__, i) =>
				given.eventOf(JSON.stringify({ type: `odd-${String(i)}`, [`odd_${String(i)}`]: i }))
			);
			const { warnings } = read([...odd, ...stream]);
			expect(warnings.length).toBeLessThanOrEqual(20);
		});
	});

	it('never throws on arbitrary bytes, and its usage and outcome are always well-formed', () => {
		const pieces = [
			...[
				stream,
				given.toolStream ?? [],
				given.cachedStream ?? [],
				given.unknownUsageStream
			].flat(),
			given.errorEvent ?? '',
			...[
				'{"choices":[{"delta":{"tool_calls":[{"index":{}}]}}]}',
				'{"usage":{"prompt_tokens":{},"__proto__":{"x":1},"prompt_tokens_details":[]}}',
				'{"type":"message_delta","usage":{"cache_creation":{"ephemeral_5m_input_tokens":-1}}}',
				'{"type":"content_block_start","content_block":{"type":"tool_use"}}',
				'{"error":[[]]}',
				'{"choices":[{"message":{"content":[1,null]}}],"content":[1]}'
			].map((json) => given.eventOf(json)),
			'event: error\n',
			'data: ',
			'\n\n',
			'{"error":[[]]}'
		];
		const fragment = fc.oneof(
			fc.constantFrom(...pieces),
			fc.json().map((json) => given.eventOf(json)),
			fc.string({ unit: 'binary' })
		);
		const bytes = fc.array(fragment, { maxLength: 8 }).map((parts) => joined(parts));
		fc.assert(
			fc.property(
				fc.oneof(bytes, fc.uint8Array()),
				fc.constantFrom(200, 200, 200, 204, 302, 400, 429, 500, null),
				fc.boolean(),
				fc.boolean(),
				(body, status, isStream, isCut) => {
					const response = recording(body, { status, ...(isCut ? { end: cut } : {}) });
					const reading = protocol.read(response, isStream);
					if (reading.usage) usageSchema.parse(reading.usage);
					JSON.stringify(reading);
					const { outcome: ended } = outcomeOf(response, reading, isStream);
					const clocks = timingsOf(reading, { dueMs: 0, sentMs: 1, endMs: 200, outcome: ended });
					expect(clocks.deltaCount).toBe(reading.deltas.length);
					expect(reading.warnings.length).toBeLessThanOrEqual(20);
				}
			),
			{ numRuns: 500 }
		);
	});

	it('survives JSON that is nested beyond what a serializer can take', () => {
		const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
		const deepObject = `${'{"x":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
		for (const json of [
			`{"usage":{"prompt_tokens":1,"x":${deep}},"timings":{"x":${deep}},"choices":[]}`,
			`{"usage":${deepObject},"choices":[]}`,
			`{"type":"message_delta","delta":{},"usage":${deepObject}}`,
			`{"type":"content_block_start","content_block":{"type":"tool_use","input":{"x":${deep}}}}`,
			`{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":{"x":${deep}}}}]}}]}`
		]) {
			const event = given.eventOf(json);
			const reading = read([event, event]);
			expect(() => JSON.stringify(reading)).not.toThrow();
			const whole = protocol.read(recording(json), false);
			expect(() => JSON.stringify(whole)).not.toThrow();
		}
	});
});
