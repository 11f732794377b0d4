/** Where definitions coincide, all tools must say what we say; where something is not known, none may say anything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialectNames, type Spread } from '#bench/report/dialects/dialect.ts';
import { dialects } from '#bench/report/dialects/index.ts';
import { orNull, Unknown, type Known } from '#bench/report/dialects/known.ts';
import { ourFigures } from '#bench/report/dialects/ours.ts';
import type { RecordedRequest, Recording } from '#bench/report/dialects/recording.ts';
import { differencesAs, tellAs } from '#bench/report/dialects/tell.ts';
import { traitsOf } from '#bench/report/dialects/recording-traits.ts';
import { answered, done, empty, failed, output, usage } from './support/recorded-request.ts';

const recordingOf = (
	requests: readonly RecordedRequest[],
	changes: Partial<Recording> = {}
): Recording => ({ protocol: 'openai-chat', isStreamed: true, slo: null, requests, ...changes });

const figuresOf = (recording: Recording) =>
	Object.fromEntries(dialectNames.map((name) => [name, tellAs(name, recording).common])) as Record<
		(typeof dialectNames)[number],
		ReturnType<typeof ourFigures>
	>;

/** Every answer sent when due, without a role chunk, a token in each chunk, at an end with its last. */
const cleanRecording = fc
	.record({
		chunks: fc.integer({ min: 2, max: 8 }),
		waits: fc.array(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 9, maxLength: 9 }), {
			minLength: 1,
			maxLength: 12
		})
	})
	.map(({ chunks, waits }) => {
		let dueMs = 0;
		return recordingOf(
			waits.map((wait, i) => {
				dueMs += i === 0 ? 0 : (wait[8] as number);
				let atMs = dueMs;
				const events = wait.slice(0, chunks).map((gapMs) => {
					atMs += gapMs;
					return output(atMs, 'text', 3);
				});
				return answered({ dueMs, endMs: atMs, events, outputTokens: chunks });
			})
		);
	});

const expectSame = (
	found: Known<Spread>,
	ours: Known<Spread>,
	fields: readonly (keyof Spread)[] = ['n', 'mean', 'p50', 'p99']
): void => {
	for (const name of fields) {
		expect(orNull(found)?.[name]).toBeCloseTo(orNull(ours)?.[name] as number, 6);
	}
};

describe('our figures of a recording', () => {
	it('leave out the warm-up, and count rates where the stage does, as no tool does', () => {
		const requests = [0, 1, 2, 3, 4].map((i) => {
			const dueMs = i * 100;
			const endMs = dueMs + (i === 0 ? 450 : 100);
			return answered({
				dueMs,
				endMs,
				events: [output(dueMs + 50, 'text', 3), output(endMs, 'text', 3)],
				outputTokens: 2
			});
		});
		const all = recordingOf(requests);
		const steady = { warmUpRequests: 1, rateWindow: { fromMs: 150, toMs: 400 } };
		expect(orNull(ourFigures(all).e2eMs)).toMatchObject({ n: 5, mean: 170 });
		const ours = ourFigures({ ...all, ...steady });
		expect(orNull(ours.e2eMs)).toMatchObject({ n: 4, mean: 100 });
		// Those that ended at 200, 300 and 400 ms.
		expect(orNull(ours.requestsPerS)).toBeCloseTo(3 / 0.25, 9);
		expect(orNull(ours.outputTokensPerS)).toBeCloseTo(6 / 0.25, 9);
		expect(figuresOf({ ...all, ...steady })).toStrictEqual(figuresOf(all));
	});
});

describe('a recording without traps', () => {
	it('is told alike by all tools as far as their definitions coincide', () => {
		fc.assert(
			fc.property(cleanRecording, (recording) => {
				const ours = ourFigures(recording);
				const told = figuresOf(recording);
				const interpolating = ['vllm', 'aiperf', 'inference-perf', 'sglang', 'llmperf'] as const;
				for (const name of interpolating) {
					expectSame(told[name].ttftMs, ours.ttftMs);
					expectSame(told[name].e2eMs, ours.e2eMs);
					expect(orNull(told[name].outputTokensPerS)).toBeCloseTo(
						orNull(ours.outputTokensPerS) as number,
						6
					);
				}
				for (const name of ['vllm', 'inference-perf', 'sglang'] as const) {
					expectSame(told[name].itlMs, ours.itlMs);
					expectSame(told[name].tpotMs, ours.tpotMs);
				}
				expectSame(told.aiperf.itlMs, ours.tpotMs);
				expectSame(told.guidellm.ttftMs, ours.ttftMs, ['n', 'mean']);
				expectSame(told.guidellm.e2eMs, ours.e2eMs, ['n', 'mean']);
				// All answers have as many tokens, so that weights change nothing.
				expectSame(told.guidellm.itlMs, ours.tpotMs, ['n', 'mean']);
				for (const name of dialectNames) {
					expect(orNull(told[name].requestsPerS)).toBeCloseTo(
						orNull(ours.requestsPerS) as number,
						6
					);
				}
				expect(dialects.vllm.differences(traitsOf(recording))).toEqual([]);
				expect(dialects.sglang.differences(traitsOf(recording))).toEqual([]);
				expect(dialects['inference-perf'].differences(traitsOf(recording))).toEqual([]);
			})
		);
	});
});

const events = [empty(5), output(10, 'text', 4), output(20, 'text', 4), usage(21), done(22)];
const plain = answered({ dueMs: 0, endMs: 25, events, outputTokens: 2 });

const reasonOf = (figure: Known<unknown>): string | null =>
	figure instanceof Unknown ? figure.reason : null;

describe('what was not kept', () => {
	it('leaves figures of single events unknown, with the reason, and those of the output and the end known', () => {
		const told = figuresOf(recordingOf([{ ...plain, events: null }]));
		const notKept = 'the streams were not kept (keepStreams)';
		expect(reasonOf(told.vllm.ttftMs)).toBe(notKept);
		expect(reasonOf(told.sglang.e2eMs)).toBe(notKept);
		expect(reasonOf(told['inference-perf'].ttftMs)).toBe(notKept);
		expect(reasonOf(told.llmperf.itlMs)).toBe(notKept);
		expect(orNull(told.aiperf.ttftMs)?.mean).toBe(10);
		expect(orNull(told.aiperf.e2eMs)?.mean).toBe(20);
		expect(orNull(told.guidellm.tpotMs)?.mean).toBe(10);
		expect(orNull(told['inference-perf'].e2eMs)?.mean).toBe(25);
		expect(orNull(told.vllm.requestsPerS)).toBeCloseTo(40, 9);
	});

	it('says of how many answers streams are lacking', () => {
		const told = figuresOf(recordingOf([plain, { ...plain, events: null }]));
		expect(reasonOf(told.vllm.ttftMs)).toBe(
			'the streams of 1 of 2 answers were not kept (keepStreams)'
		);
	});

	it('leaves times within the answer unknown where answers were not streamed', () => {
		const whole = { ...plain, events: null, deltaMs: [] };
		const recording = recordingOf([whole], { isStreamed: false });
		const told = figuresOf(recording);
		for (const name of dialectNames) {
			expect(reasonOf(told[name].ttftMs), name).toBe('the answers were not streamed');
		}
		expect(reasonOf(ourFigures(recording).ttftMs)).toBe('the answers were not streamed');
		for (const name of ['aiperf', 'guidellm', 'inference-perf'] as const) {
			expect(orNull(told[name].e2eMs)?.mean, name).toBeCloseTo(25, 9);
		}
	});

	it('leaves tokens unknown where no usage came, save for guidellm, which takes a chunk for a token', () => {
		const told = figuresOf(recordingOf([{ ...plain, outputTokens: null, inputTokens: null }]));
		for (const name of ['vllm', 'aiperf', 'inference-perf', 'sglang', 'llmperf'] as const) {
			expect(reasonOf(told[name].outputTokensPerS), name).toMatch(/reported no token counts/u);
		}
		expect(orNull(told.vllm.ttftMs)?.mean).toBe(5);
		expect(orNull(told.guidellm.tpotMs)?.mean).toBe(10);
	});

	it('leaves everything unknown of a protocol that a client does not speak, and says so', () => {
		const recording = recordingOf([plain], { protocol: 'anthropic-messages' });
		for (const name of ['vllm', 'guidellm', 'sglang', 'llmperf'] as const) {
			const { common, rows, result } = tellAs(name, recording);
			const [why] = differencesAs(name, recording);
			expect(why).toMatch(/does not speak anthropic-messages$/u);
			for (const figure of [
				...(Object.values(common) as Known<unknown>[]),
				...rows.flatMap(({ values }) => values)
			]) {
				expect(reasonOf(figure), name).toBe(why);
			}
			expect(JSON.stringify(result), name).not.toMatch(/:\d/u);
		}
		expect(orNull(tellAs('aiperf', recording).common.ttftMs)?.mean).toBe(10);
	});

	it('has no rates of a stage in which nothing was sent', () => {
		const never = { ...failed(0, 5), sentMs: null, endMs: null };
		const told = figuresOf(recordingOf([never]));
		for (const name of dialectNames) expect(orNull(told[name].requestsPerS), name).toBeNull();
	});
});

describe('what counts as a success', () => {
	/** HTTP says that this was all, but neither a finish reason nor [DONE] came. */
	const short: RecordedRequest = {
		...answered({ dueMs: 0, endMs: 30, events: [output(10, 'text', 4)], outputTokens: null }),
		outcome: 'truncated'
	};
	const completedBy = (request: RecordedRequest) => {
		const recording = recordingOf([request]);
		const { compute } = dialects.aiperf;
		return {
			vllm: dialects.vllm.compute(recording).result['completed'],
			sglang: dialects.sglang.compute(recording).result['completed'],
			llmperf: dialects.llmperf.compute(recording).result['results_num_completed_requests'],
			aiperf: compute(recording).result['request_count']
		};
	};

	it('is for the tools a stream that stops without its end, which to us is cut short', () => {
		expect(completedBy(short)).toEqual({ vllm: 1, sglang: 1, llmperf: 1, aiperf: { avg: 1 } });
		expect(dialects.vllm.differences(traitsOf(recordingOf([short])))).toContain(
			'streams that stop without their end (1) count as successes'
		);
	});

	it('is a 200 with an error in its stream for vLLM and SGLang, and not for llmperf and aiperf', () => {
		const broken: RecordedRequest = {
			...short,
			outcome: 'error',
			events: [output(10, 'text', 4), { ...empty(20), isAnswerChunk: false, isError: true }]
		};
		expect(completedBy(broken)).toEqual({ vllm: 1, sglang: 1, llmperf: 0, aiperf: { avg: 0 } });
	});

	it('is for nobody a response that was cut', () => {
		expect(completedBy({ ...short, isWhole: false })).toEqual({
			vllm: 0,
			sglang: 0,
			llmperf: 0,
			aiperf: { avg: 0 }
		});
	});
});

describe('the sentence on why a tool differs', () => {
	it('names what this recording shows, and how often', () => {
		const traits = traitsOf(
			recordingOf([plain, { ...plain, dueMs: -4, outputTokens: 1 }, failed(0, 5)])
		);
		expect(dialects.vllm.differences(traits)).toEqual([
			'TTFT ends at the first chunk, which was empty in all 2 answers, and the wait for the first token counts as an ITL',
			'E2EL ends at the last chunk with choices, before usage and [DONE]',
			'answers of one token (1) have no TPOT and meet any bound on it',
			'its clocks start when a request is sent, on average 1.3 ms after it was due'
		]);
		expect(
			dialects.llmperf.differences(traitsOf(recordingOf([{ ...plain, dueMs: 80, sentMs: 80 }])))
		).toContain(
			'its rates count from the start of the run, 0.08 s before the first request was due'
		);
		expect(dialects.aiperf.differences(traits)).toContain(
			'failed requests (1) do not lengthen that window'
		);
	});
});
