/** What was kept of an attempt, as the database gives it back, read once more. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { Evidence } from '#core/run.ts';
import { headersWithoutProse, timingsWithoutProse, withoutProse } from '#core/without-prose.ts';
import { readAttempt, type ReadAttempt } from '#bench/load/read-attempt.ts';
import { readKeptAttempt, type ReadAgain } from '#bench/load/read-kept-attempt.ts';
import { protocols } from '#bench/protocols/index.ts';
import {
	decodeArrivals,
	decodeMoments,
	encodeArrivals,
	encodeMoments
} from '#db/evidence-codec.ts';
import { chunk, cut, data, done, streamOf } from '../protocols/recording.ts';

const context = {
	protocol: protocols['openai-chat'],
	stream: true,
	price: {
		kind: 'per-token' as const,
		inputUsdPerMtok: '1.5',
		outputUsdPerMtok: '6',
		source: 'test',
		checkedOn: '2026-01-01'
	},
	priceVersion: 'c0ffee'
};

const usage = data({
	choices: [],
	usage: { prompt_tokens: 100, completion_tokens: 4, total_tokens: 104 }
});
const answer = [
	chunk({ role: 'assistant', content: '' }),
	chunk({ content: 'The' }),
	chunk({ content: ' answer' }),
	chunk({ content: '.' }, 'stop'),
	usage,
	done
];

const measured = (response: RecordedResponse, sentMs = 25.123456789): ReadAttempt =>
	readAttempt(
		{
			...{ turn: 0, ordinal: 0, worker: 0, connection: 'ready' as const },
			...{ dueMs: 20.000123, sentMs, headersMs: 90, endMs: 5_000.25 },
			response
		},
		{
			...context,
			...{ id: 'a', stageId: 's', itemId: 'i', trial: 0, secrets: [], keepStream: true }
		}
	);

/** As it comes out of the database: moments in whole µs, JSON without undefined. */
const stored = ({ attempt, evidence }: ReadAttempt): { attempt: Attempt; kept: Evidence } => {
	const { body, arrivalOffsets, arrivalMs } = evidence;
	const arrivals =
		arrivalOffsets && arrivalMs
			? decodeArrivals(encodeArrivals({ offsets: arrivalOffsets, atMs: arrivalMs }))
			: null;
	return {
		attempt: JSON.parse(JSON.stringify(attempt)) as Attempt,
		kept: {
			...evidence,
			body,
			deltaMs: decodeMoments(encodeMoments(evidence.deltaMs)),
			arrivalOffsets: arrivals && arrivals.offsets,
			arrivalMs: arrivals && arrivals.atMs
		}
	};
};

const again = (attempt: Attempt, kept: Evidence): ReadAgain => {
	const found = readKeptAttempt(attempt, kept, context);
	if (!found) throw new Error('its stream was kept');
	return found;
};

describe('a kept attempt', () => {
	it('comes back as it was stored, to the bit, whenever its pieces arrived', () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0.0001, max: 500, noNaN: true }), {
					minLength: answer.length,
					maxLength: answer.length
				}),
				fc.double({ min: 20.1, max: 60, noNaN: true }),
				(gapsMs, sentMs) => {
					const whole = streamOf(answer);
					let atMs = 60;
					const arrivalMs = Float64Array.from(whole.arrivalMs, (_, i) => (atMs += gapsMs[i] ?? 1));
					const { attempt, kept } = stored(measured({ ...whole, arrivalMs }, sentMs));
					const found = again(attempt, kept);
					expect(JSON.parse(JSON.stringify(found.attempt))).toStrictEqual(attempt);
					expect(found.hasOtherDeltas).toBe(false);
					expect(found.deltaMs).toBe(kept.deltaMs);
				}
			)
		);
	});

	it('comes back as it was where it failed, with the message that it had', () => {
		for (const events of [answer.slice(0, 3), []]) {
			const response = streamOf(events, { end: cut });
			const { attempt, kept } = stored(measured(response));
			expect(attempt.outcome).not.toBe('ok');
			const told = { ...attempt, errorMessage: 'as it was told' };
			expect(JSON.parse(JSON.stringify(again(told, kept).attempt))).toStrictEqual(told);
		}
	});

	it('is put right where what was stored is not what its stream says', () => {
		const { attempt, kept } = stored(measured(streamOf(answer)));
		const wrong: Attempt = {
			...attempt,
			...{ outcome: 'length', ttftMs: 1, tpotMs: null, deltaCount: 9, costUsd: '5' },
			usage: attempt.usage && { ...attempt.usage, outputTokens: 77 }
		};
		const found = again(wrong, { ...kept, deltaMs: Float64Array.of(1, 2, 3) });
		expect(JSON.parse(JSON.stringify(found.attempt))).toStrictEqual(attempt);
		expect(found.hasOtherDeltas).toBe(true);
		expect(Array.from(found.deltaMs)).toStrictEqual(Array.from(kept.deltaMs));
	});

	it('takes a difference of a few µs for one, and of less than the kept moments tell for none', () => {
		const { attempt, kept } = stored(measured(streamOf(answer)));
		const ttftMs = attempt.ttftMs ?? Number.NaN;
		const near = { ...attempt, ttftMs: ttftMs + 0.0009 };
		expect(again(near, kept).attempt.ttftMs).toBe(near.ttftMs);
		expect(again({ ...attempt, ttftMs: ttftMs + 0.003 }, kept).attempt.ttftMs).toBeCloseTo(
			ttftMs,
			3
		);
	});

	it('comes back as it was stored where sentences of the endpoint were left out, or were not yet', () => {
		const told = data({
			choices: [],
			usage: { prompt_tokens: 100, completion_tokens: 4, note: 'the patient has been told' }
		});
		const response = streamOf([...answer.slice(0, 4), told, done], {
			headers: { 'server-timing': 'a;desc="the patient has been told"; dur=3' }
		});
		const before = stored(measured(response));
		const { attempt, kept } = before;
		const now: Attempt = {
			...attempt,
			usage: attempt.usage && { ...attempt.usage, raw: withoutProse(attempt.usage.raw) },
			serverTimings: timingsWithoutProse(attempt.serverTimings)
		};
		expect(now).not.toEqual(attempt);
		expect(again(now, { ...kept, headers: headersWithoutProse(kept.headers) }).attempt).toEqual(
			now
		);
		expect(again(attempt, kept).attempt).toEqual(attempt);
	});

	it('is not read where its stream was not kept', () => {
		const { attempt, kept } = stored(measured(streamOf(answer)));
		const without = { ...kept, body: null, arrivalOffsets: null, arrivalMs: null };
		expect(readKeptAttempt(attempt, without, context)).toBe(null);
	});
});
