/** The verdict on a stage, for each objection alone and for several together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, shuffle } from '#core/random.ts';
import { validitySchema } from '#core/stage.ts';
import { describe as summarise } from '#core/statistics/distribution.ts';
import { judgeStage, type ValidityInput } from '#bench/load/validity.ts';

const steady = Array.from({ length: 200 }, (_, i) => 100 + ((i * 37) % 10));

/** A stage against which nothing stands. */
const good: ValidityInput = {
	client: {
		workers: 1,
		sendLatenessMs: summarise([0.1]),
		eventLoopDelayMs: { mean: 0.1, p99: 1, max: 9 },
		readHoldUpMs: { p99: 1, max: 30 },
		cpuShare: 0.3,
		droppedSends: 0,
		connectionsOpened: 4,
		reconnects: 0,
		maxInFlight: 4,
		bytesReceived: 1_000
	},
	readyLatenessP99Ms: 0.5,
	typicalMs: 80,
	ended: 200,
	completed: 200,
	e2eMsByDue: steady,
	isOpenLoop: false,
	variesRate: false,
	sloShare: 0.95,
	gaveUp: null
};
const withClient = (client: Partial<ValidityInput['client']>): ValidityInput => ({
	...good,
	client: { ...good.client, ...client }
});

describe('the verdict on a stage', () => {
	it('is valid where nothing stands against it', () => {
		expect(judgeStage(good)).toStrictEqual({ verdict: 'valid', reasons: [] });
	});

	it.each([
		[
			'late sending',
			{ ...good, readyLatenessP99Ms: 5.1 },
			'requests left late although their connections were open: p99 of sent − due is 5.1 ms, the limit is 5.0 ms'
		],
		[
			'a held-up event loop',
			withClient({ eventLoopDelayMs: { mean: 1, p99: 10.1, max: 20 } }),
			'a load worker was held up: p99 of its event-loop delay is 10.1 ms, the limit is 10.0 ms'
		],
		[
			'first output that lay unread',
			withClient({ readHoldUpMs: { p99: 10.1, max: 20 } }),
			'first output lay unread while a load worker stood still: up to 10.1 ms at p99 of the answers, the limit is 10.0 ms'
		],
		[
			'a busy core',
			withClient({ cpuShare: 0.95 }),
			'the busiest load worker used 95.0 % of a core, the limit is 90.0 %'
		],
		['dropped requests', withClient({ droppedSends: 3 }), '3 scheduled requests were never sent']
	])('is client-bound for %s', (_, input, reason) => {
		expect(judgeStage(input)).toStrictEqual({ verdict: 'client-bound', reasons: [reason] });
	});

	it('is not client-bound at the limits themselves, nor where a figure is unknown', () => {
		const input = withClient({
			cpuShare: 0.9,
			eventLoopDelayMs: { mean: 1, p99: 10, max: 50 },
			readHoldUpMs: { p99: 10, max: 50 }
		});
		expect(judgeStage({ ...input, readyLatenessP99Ms: 5 }).verdict).toBe('valid');
		const unknown = {
			...withClient({ cpuShare: null, readHoldUpMs: null }),
			readyLatenessP99Ms: null
		};
		expect(judgeStage(unknown).verdict).toBe('valid');
	});

	it('measures the client against the latency of the service: 5 % of it, where that is more', () => {
		const slow = {
			...withClient({ eventLoopDelayMs: { mean: 1, p99: 19, max: 50 } }),
			typicalMs: 400
		};
		expect(judgeStage({ ...slow, readyLatenessP99Ms: 20 }).verdict).toBe('valid');
		expect(judgeStage({ ...slow, readyLatenessP99Ms: 20.1 }).reasons).toStrictEqual([
			'requests left late although their connections were open: p99 of sent − due is 20.1 ms, the limit is 20.0 ms'
		]);
		expect(judgeStage({ ...slow, typicalMs: 100 }).verdict).toBe('client-bound');
		expect(judgeStage({ ...slow, typicalMs: null }).verdict).toBe('client-bound');
	});

	it('is error-bound above 5 % of attempts without a whole answer', () => {
		expect(judgeStage({ ...good, ended: 200, completed: 190 }).verdict).toBe('valid');
		expect(judgeStage({ ...good, ended: 200, completed: 189 })).toStrictEqual({
			verdict: 'error-bound',
			reasons: [
				'11 of 200 attempts (5.5 %) brought no whole answer; more than 5.0 % leaves the latencies to the lucky ones'
			]
		});
	});

	it('is error-bound where the endpoint has gone', () => {
		const verdict = judgeStage({ ...good, gaveUp: 'connect ECONNREFUSED' });
		expect(verdict.verdict).toBe('error-bound');
		expect(verdict.reasons[0]).toMatch(/could not be reached any more: connect ECONNREFUSED/);
	});

	it.each([
		[0.9, 64],
		[0.95, 130],
		[0.99, 662]
	])('needs, for a claim about %f of requests, %i whole answers', (sloShare, needed) => {
		const e2eMsByDue: number[] = [];
		const at = (completed: number) =>
			judgeStage({ ...good, sloShare, ended: completed, completed, e2eMsByDue }).verdict;
		expect([at(needed - 1), at(needed)]).toStrictEqual(['too-few-samples', 'valid']);
	});

	it('is too few samples, not an error, where nothing was sent', () => {
		const none = judgeStage({ ...good, ended: 0, completed: 0, e2eMsByDue: [] });
		expect(none.verdict).toBe('too-few-samples');
	});

	it.each([
		['slower', steady.map((ms, i) => ms + i)],
		['faster', steady.map((ms, i) => ms + 300 - i)]
	])('is unsteady where answers become %s', (_, e2eMsByDue) => {
		const { verdict, reasons } = judgeStage({ ...good, e2eMsByDue });
		expect(verdict).toBe('unsteady');
		expect(reasons).toHaveLength(1);
		expect(reasons[0]).toMatch(/^not steady: the median answer took [\d.]+ ms in the first half/);
	});

	it('says that the queue grew where requests came faster than they were answered', () => {
		const slower = { ...good, isOpenLoop: true, e2eMsByDue: steady.map((ms, i) => ms + i) };
		expect(judgeStage(slower).reasons[0]).toMatch(/^the queue grew, as requests came faster/);
		const faster = { ...slower, e2eMsByDue: steady.map((ms, i) => ms + 300 - i) };
		expect(judgeStage(faster).reasons[0]).toMatch(/^not steady/);
	});

	it('does not hold it against a stage that latencies change while its rate does', () => {
		const slower = { ...good, isOpenLoop: true, e2eMsByDue: steady.map((ms, i) => ms + i) };
		expect(judgeStage(slower).verdict).toBe('unsteady');
		expect(judgeStage({ ...slower, variesRate: true }).verdict).toBe('valid');
	});

	it('is not unsteady for a drift that is small, or that so few answers cannot show', () => {
		const small = steady.map((ms, i) => ms + i * 0.1);
		expect(judgeStage({ ...good, e2eMsByDue: small }).verdict).toBe('valid');
		const few = [
			...Array.from({ length: 14 }, () => 100),
			...Array.from({ length: 14 }, () => 500)
		];
		expect(judgeStage({ ...good, e2eMsByDue: few }).verdict).toBe('valid');
	});

	it('is hardly ever unsteady for answers without a trend', () => {
		let unsteady = 0;
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: 60, maxLength: 60 }),
				fc.nat(),
				(values, seed) => {
					// Shuffled, so that whatever order the generator likes carries no trend.
					const shuffled = shuffle(createRandom(seed, 'order'), values);
					if (judgeStage({ ...good, e2eMsByDue: shuffled }).verdict === 'unsteady') unsteady++;
				}
			),
			{ numRuns: 300 }
		);
		expect(unsteady).toBeLessThan(6);
	});

	it('is the gravest of several objections, and lists them all', () => {
		const { verdict, reasons } = judgeStage({
			...withClient({ droppedSends: 2 }),
			gaveUp: 'gone',
			ended: 100,
			completed: 50,
			e2eMsByDue: steady.map((ms, i) => ms + i * 5)
		});
		expect(verdict).toBe('error-bound');
		expect(reasons).toHaveLength(5);
		expect(reasons.map((reason) => reason.split(' ')[0])).toStrictEqual([
			'the',
			'50',
			'2',
			'50',
			'not'
		]);
	});

	it('has reasons exactly where it is not valid', () => {
		fc.assert(
			fc.property(
				fc.record({
					readyLatenessP99Ms: fc.option(fc.double({ min: 0, max: 10, noNaN: true })),
					ended: fc.nat({ max: 300 }),
					completed: fc.nat({ max: 300 }),
					e2eMsByDue: fc.array(fc.double({ min: 0, max: 1e5, noNaN: true })),
					sloShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
					gaveUp: fc.option(fc.string())
				}),
				(input) => {
					const validity = judgeStage({ ...good, ...input });
					expect(validitySchema.parse(validity)).toStrictEqual(validity);
					expect(validity.verdict === 'valid').toBe(validity.reasons.length === 0);
				}
			)
		);
	});
});
