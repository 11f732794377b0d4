import { describe, expect, it } from 'vitest';
import { encodeAwsEvent, encodeAwsException } from '#bench/endpoints/emulator/aws-message.ts';
import { awsEventStreamFraming } from '#bench/protocols/framing/aws-event-stream.ts';
import { jsonBodyFraming, type Framing } from '#bench/protocols/framing/framing.ts';
import { ndjsonFraming } from '#bench/protocols/framing/ndjson.ts';
import { sseFraming } from '#bench/protocols/framing/sse.ts';
import { textAt } from '#bench/protocols/json-access.ts';
import { openaiChatUsage } from '#bench/protocols/openai-chat-usage.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ReadingDraft } from '#bench/protocols/reading-draft.ts';
import { readResponse, type Dialect } from '#bench/protocols/response-reader.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { cut, recording } from './recording.ts';

/** A protocol of four words: `text` is output, `end` ends it. */
const dialectOf =
	(framing: Framing, more: Partial<Dialect> = {}) =>
	(draft: ReadingDraft): Dialect => ({
		framing,
		event: ({ name, json }) => {
			draft.say('text', textAt(json, 'text') ?? '');
			if (json['end'] !== undefined || name === 'end') {
				draft.terminated = true;
				draft.ended = true;
				draft.stop('stop', 'end');
			}
		},
		body: (json) => {
			draft.say('text', textAt(json, 'text') ?? '');
			return 'text' in json ? null : 'the answer holds no text';
		},
		usage: () => {
			throw new Error('no usage was sent');
		},
		...more
	});

const joined = (...parts: Uint8Array[]): Uint8Array =>
	Uint8Array.from(parts.flatMap((part) => [...part]));
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The same two events and their end, in every framing that streams. */
const framings: [Framing, Uint8Array[]][] = [
	[
		sseFraming,
		['data: {"text":"Grü"}\n\n', 'data: {"text":"ße"}\n\n', 'data: {"end":1}\n\n'].map(encode)
	],
	[ndjsonFraming, ['{"text":"Grü"}\n', '{"text":"ße"}\n', '{"end":1}\n'].map(encode)],
	[
		awsEventStreamFraming,
		[
			encodeAwsEvent('piece', '{"text":"Grü"}'),
			encodeAwsEvent('piece', '{"text":"ße"}'),
			encodeAwsEvent('end', '{}')
		]
	]
];

describe.each(framings.map(([framing, parts]) => [framing.name, framing, parts] as const))(
	'a response framed as %s',
	(_, framing, parts) => {
		const read = (response: RecordedResponse) => readResponse(response, true, dialectOf(framing));
		const body = joined(...parts);

		it('gives each piece the time of the read that completed its event', () => {
			// Each event but for its last byte comes a read before that byte.
			const reads = parts.flatMap(({ length }) => [length - 1, 1]);
			const reading = read(recording(body, { reads, firstMs: 100, gapMs: 10 }));
			expect(reading).toMatchObject({ text: 'Grüße', terminated: true, warnings: [], error: null });
			expect(reading.firstEventMs).toBe(110);
			expect(reading.deltas.map(({ atMs }) => atMs)).toEqual([110, 130]);
		});

		it('is truncated, without a throw, at every byte before its end', () => {
			for (let length = 0; length < body.length - 1; length++) {
				for (const end of [{ kind: 'complete' } as const, cut]) {
					const response = recording(body.subarray(0, length), { end });
					const reading = read(response);
					expect('Grüße'.startsWith(reading.text)).toBe(true);
					// SSE ends an event without its blank line where HTTP says that all of it came.
					const { outcome } = outcomeOf(response, reading, true);
					if (!reading.terminated) expect(outcome).not.toBe('ok');
					if (length < body.length - 3) expect(outcome).not.toBe('ok');
				}
			}
		});

		it('ignores and tells what comes behind its end', () => {
			const reading = read(recording(joined(body, parts[0] as Uint8Array)));
			expect(reading.text).toBe('Grüße');
			expect(reading.warnings).toEqual(['events after the end of the stream were ignored']);
		});

		it('is read as a plain body where it is one', () => {
			const reading = read(recording('{\n"text": "Hi"\n}'));
			expect(reading).toMatchObject({ text: 'Hi', deltas: [], firstEventMs: null });
			expect(reading.warnings).toEqual(['a stream was asked for, but the answer came as one body']);
			expect(read(recording('<html><title>Login</title></html>')).error).toMatchObject({
				kind: 'malformed',
				message: 'HTTP 200 with an HTML page titled "Login" where JSON was expected'
			});
		});

		it('shows its events to an observer, with the one that ends it', () => {
			const ends: boolean[] = [];
			readResponse(recording(body), true, dialectOf(framing), ({ isEnd }) => void ends.push(isEnd));
			expect(ends).toEqual([false, false, true]);
		});
	}
);

describe('an AWS event stream', () => {
	const start = encodeAwsEvent('piece', '{"text":"Hi"}');
	const read = (body: Uint8Array) =>
		readResponse(recording(body), true, dialectOf(awsEventStreamFraming));

	it('is malformed from a wrong checksum on, and what came before is kept', () => {
		const wrong = Uint8Array.from(start);
		wrong[20] = (wrong[20] as number) ^ 1;
		const response = recording(joined(start, wrong, encodeAwsEvent('end', '{}')));
		const reading = readResponse(response, true, dialectOf(awsEventStreamFraming));
		expect(reading).toMatchObject({
			text: 'Hi',
			terminated: false,
			error: {
				kind: 'malformed',
				message: 'message 2 of the event stream cannot be read: its checksum is wrong'
			}
		});
		expect(outcomeOf(response, reading, true).outcome).toBe('error');
	});

	it.each([
		['throttlingException', 'rate-limited'],
		['validationException', 'request'],
		['internalServerException', 'server'],
		['modelStreamErrorException', 'server'],
		['serviceUnavailableException', 'server'],
		['accessDeniedException', 'authentication']
	])('with %s ends as an error of kind %s', (type, kind) => {
		const reading = read(joined(start, encodeAwsException(type, '{"message":"no"}')));
		expect(reading.error).toMatchObject({ kind, code: type, message: 'no' });
	});
});

describe('JSON behind the last event of SSE', () => {
	const read = (tail: string, end = recording('').end) =>
		readResponse(recording(`data: {"text":"Hi"}\n\n${tail}`, { end }), true, dialectOf(sseFraming));

	it('is an error of the endpoint where it says so, though it is written over several lines', () => {
		const tail =
			'{\n  "error": {\n    "code": 503,\n    "message": "no",\n    "status": "UNAVAILABLE"\n  }\n}\n';
		expect(read(tail)).toMatchObject({
			text: 'Hi',
			error: { kind: 'server', code: '503', message: 'no' },
			warnings: ['JSON stood behind the last event, outside of any']
		});
	});

	it('is a cut stream where it is not whole', () => {
		for (const end of [{ kind: 'complete' } as const, cut]) {
			expect(read('{\n  "error": {', end)).toMatchObject({
				error: null,
				terminated: false,
				warnings: ['the stream ended inside an event']
			});
		}
	});
});

describe('a dialect', () => {
	it('has the last word on an error, whether the status, the body or an event brings it', () => {
		const own: Partial<Dialect> = {
			error: (found, json) => ({ ...found, code: 'own', retryAfterS: JSON.stringify(json).length })
		};
		const error = '{"error":{"message":"no"}}';
		for (const response of [
			recording(error, { status: 500 }),
			recording(error),
			recording(`data: ${error}\n\n`),
			recording(`[${error}]`)
		]) {
			const read = readResponse(response, true, dialectOf(sseFraming, own)).error;
			expect(read).toMatchObject({ code: 'own', message: 'no' });
			expect(read?.retryAfterS).toBeGreaterThanOrEqual(error.length);
		}
	});

	it('without a stream reads the body, whatever was asked for', () => {
		for (const stream of [true, false]) {
			const reading = readResponse(recording('{"text":"Hi"}'), stream, dialectOf(jsonBodyFraming));
			expect(reading).toMatchObject({ text: 'Hi', deltas: [], terminated: true, warnings: [] });
		}
	});
});

describe('an observer', () => {
	it('is told the name of each event, and which of them brought token counts', () => {
		const seen: unknown[] = [];
		const body =
			'event: first\ndata: {"text":"Hi"}\n\n' +
			'data: {"count":7}\n\n' +
			'event: end\ndata: {"count":7,"end":1}\n\n';
		readResponse(
			recording(body),
			true,
			(draft) => {
				const dialect = dialectOf(sseFraming, { usage: openaiChatUsage })(draft);
				return {
					...dialect,
					event: (event) => {
						dialect.event(event);
						const { count } = event.json;
						if (count !== undefined) draft.addUsage({ count });
					}
				};
			},
			({ name, hasUsage, isEnd, deltas }) => {
				seen.push({ name, hasUsage, isEnd, pieces: deltas.length });
			}
		);
		expect(seen).toEqual([
			{ name: 'first', hasUsage: false, isEnd: false, pieces: 1 },
			{ name: 'message', hasUsage: true, isEnd: false, pieces: 0 },
			{ name: 'end', hasUsage: true, isEnd: true, pieces: 0 }
		]);
	});
});
