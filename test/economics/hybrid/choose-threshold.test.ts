/** Choosing a threshold on one half and reporting it on the other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import {
	chooseThreshold,
	type ThresholdStudyInput
} from '#bench/economics/hybrid/choose-threshold.ts';
import { applyRule, hybridFrontier } from '#bench/economics/hybrid/frontier.ts';
import { bestMixing, bestPoint, type HybridGoal } from '#bench/economics/hybrid/hybrid-goal.ts';
import { randomMixing } from '#bench/economics/hybrid/baselines.ts';
import { splitHalves } from '#bench/economics/hybrid/split-halves.ts';
import { qualityGate } from '#bench/economics/verdict/quality-gate.ts';
import { item, pairedItems } from './support/paired-items.ts';

/** Items on which a higher score means that the own model is likelier right; the API is right on nine in ten. */
const informative = (n: number, seed = 1) => {
	const random = createRandom(seed, 'items');
	return Array.from({ length: n }, (_, index) => {
		const score = random();
		const local = random() < 0.3 + 0.65 * score ? '+' : '-';
		const api = random() < 0.9 ? '+' : '-';
		return item(`item-${index}`, `${local}${api}` as '++', score);
	});
};

const study = (change: Partial<ThresholdStudyInput> = {}) =>
	chooseThreshold({
		items: informative(600),
		settings: { kind: 'router' },
		goal: { kind: 'min-quality', quality: 0.8 },
		split: { random: createRandom(5, 'halves') },
		random: createRandom(5, 'bootstrap'),
		resamples: 400,
		...change
	});

const chosenStudy = (change: Partial<ThresholdStudyInput> = {}) => {
	const result = study(change);
	if (result.state !== 'chosen') throw new Error(`${result.state}: ${result.reason}`);
	return result;
};

describe('a threshold', () => {
	it('is chosen on one half and reported on the other', () => {
		const items = informative(600);
		const half = (itemId: string): 0 | 1 => (Number(itemId.slice(5)) % 2 === 0 ? 0 : 1);
		const { rule, calibration, heldOut } = chosenStudy({ items, split: { half } });
		const [first, second] = splitHalves(items, { half });
		const best = bestPoint(hybridFrontier(first, { kind: 'router' }), {
			kind: 'min-quality',
			quality: 0.8
		});
		expect(calibration).toStrictEqual(best);
		expect(rule).toStrictEqual(best!.rule);
		const applied = applyRule(second, rule, { kind: 'router' })!;
		expect(heldOut.n).toBe(300);
		expect(heldOut.apiShare).toBe(applied.apiShare);
		expect(heldOut.quality.value).toBeCloseTo(applied.quality, 12);
		expect(heldOut.usdPerRequest.value).toBe(applied.usdPerRequest);
	});

	it('comes with intervals that hold the value, and beside mixing and the oracle', () => {
		const { heldOut, reason } = chosenStudy();
		for (const { value, low, high } of [
			heldOut.quality,
			heldOut.qualityMinusApi,
			heldOut.qualityMinusMixing
		]) {
			expect(low).toBeLessThan(value);
			expect(high).toBeGreaterThan(value);
		}
		const { value, low, high } = heldOut.usdPerRequest;
		expect([low, value, high].map(Number)).toStrictEqual(
			[low, value, high].map(Number).sort((a, b) => a - b)
		);
		expect(heldOut.quality.value).toBeGreaterThan(heldOut.randomMixing.quality);
		expect(heldOut.quality.value).toBeLessThanOrEqual(heldOut.oracle.quality);
		expect(heldOut.randomMixing.apiShare).toBe(heldOut.apiShare);
		expect(heldOut.qualityMinusMixing.low).toBeGreaterThan(0);
		expect(reason).toContain('300 items that it was not chosen on');
	});

	it('is the same for the same seed', () => {
		expect(study()).toStrictEqual(study());
	});

	it('gives the counts that the quality gate wants', () => {
		const { heldOut } = chosenStudy();
		const gate = qualityGate(heldOut.outcomes);
		expect(gate.n).toBe(heldOut.n);
		expect(gate.difference).toBeCloseTo(heldOut.qualityMinusApi.value, 12);
	});

	it('is reported on all items with cross-fitting, each under a rule chosen without it', () => {
		const { heldOut, crossFitted, calibration } = chosenStudy({ crossFit: true });
		expect(crossFitted).toBe(true);
		expect(heldOut.n).toBe(600);
		expect(calibration.n).toBe(600);
	});

	it('does not find a gain where the score says nothing', () => {
		const random = createRandom(9, 'noise');
		const noise = informative(800).map((each) => ({ ...each, score: random() }));
		const gains = [1, 2, 3, 4, 5].map((seed) => {
			const { heldOut } = chosenStudy({
				items: noise,
				split: { random: createRandom(seed, 'halves') },
				crossFit: true
			});
			return heldOut.qualityMinusMixing.value;
		});
		for (const gain of gains) expect(Math.abs(gain)).toBeLessThan(0.04);
	});

	it('says whether the goal is shown to hold, missed or neither', () => {
		const goal = (quality: number): HybridGoal => ({ kind: 'min-quality', quality });
		expect(chosenStudy({ goal: goal(0.5) }).goalHolds).toBe('shown');
		expect(chosenStudy({ goal: goal(0.85) }).goalHolds).toBe('not-shown');
		const worse = informative(600).map((each, index) =>
			index % 2 === 1
				? { ...each, local: { ...each.local, right: false }, api: { ...each.api, right: false } }
				: each
		);
		const half = (itemId: string): 0 | 1 => (Number(itemId.slice(5)) % 2 === 0 ? 0 : 1);
		expect(chosenStudy({ items: worse, split: { half } }).goalHolds).toBe('missed');
	});

	it('keeps within a budget, on the items that it is chosen on', () => {
		const { calibration } = chosenStudy({ goal: { kind: 'max-usd', usdPerRequest: '0.004' } });
		expect(Number(calibration.usdPerRequest)).toBeLessThanOrEqual(0.004);
		expect(calibration.apiShare).toBeGreaterThan(0.2);
	});

	it('does not exist where the goal is out of reach, with what the best chooser could do', () => {
		const result = study({ goal: { kind: 'min-quality', quality: 0.999 } });
		expect(result.state).toBe('out-of-reach');
		expect(result.reason).toContain('No rule gets 99.9 % right');
	});

	it('is random mixing only where no gate score is known', () => {
		const items = informative(100).map((each) => ({ ...each, score: null }));
		const result = study({ items, goal: { kind: 'near-api', deltaShare: 0.1 } });
		if (result.state !== 'no-gate-score') throw new Error(result.state);
		expect(result.reason).toContain('mixed at random');
		expect(result.mixing!.quality).toBeCloseTo(result.api.quality - 0.1, 9);
		expect(result.mixing!.apiShare).toBeGreaterThan(0);
	});

	it('needs items in both halves', () => {
		expect(study({ items: [] }).state).toBe('too-few-items');
		expect(study({ items: informative(1) }).state).toBe('too-few-items');
		expect(study({ split: { half: () => 0 } }).state).toBe('too-few-items');
	});
});

describe('the best point for a goal', () => {
	it('is the cheapest that is good enough, or the best that is cheap enough, of all points', () => {
		const goals = fc.oneof(
			fc.record({
				kind: fc.constant('min-quality' as const),
				quality: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10)
			}),
			fc.record({
				kind: fc.constant('max-usd' as const),
				usdPerRequest: fc.integer({ min: 0, max: 99 }).map((tenths) => String(tenths / 1_000))
			})
		);
		fc.assert(
			fc.property(pairedItems(), goals, (paired, goal) => {
				const points = hybridFrontier(paired, { kind: 'router' });
				const best = bestPoint(points, goal);
				const isGood = ({ quality, usdPerRequest }: (typeof points)[number]): boolean =>
					goal.kind === 'max-usd'
						? Number(usdPerRequest) <= Number(goal.usdPerRequest)
						: quality >= goal.quality;
				const good = points.filter(isGood);
				if (best === null) {
					expect(good).toStrictEqual([]);
					return;
				}
				expect(good).toContain(best);
				for (const point of good) {
					if (goal.kind === 'max-usd') expect(point.quality).toBeLessThanOrEqual(best.quality);
					else
						expect(Number(point.usdPerRequest)).toBeGreaterThanOrEqual(Number(best.usdPerRequest));
				}
			})
		);
	});
});

describe('the best random mixing', () => {
	it('is as good as any share on a fine grid', () => {
		fc.assert(
			fc.property(
				pairedItems(),
				fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
				(paired, quality) => {
					const best = bestMixing(paired, { kind: 'min-quality', quality });
					for (let step = 0; step <= 50; step++) {
						const mix = randomMixing(paired, step / 50)!;
						if (mix.quality < quality) continue;
						expect(best).not.toBeNull();
						expect(Number(best!.usdPerRequest)).toBeLessThanOrEqual(
							Number(mix.usdPerRequest) + 1e-9
						);
					}
				}
			),
			{ numRuns: 50 }
		);
	});

	it('spends a budget that lies between the two models', () => {
		const items = [item('a', '-+', null), item('b', '++', null)];
		const mix = bestMixing(items, { kind: 'max-usd', usdPerRequest: '0.0055' })!;
		expect(mix.apiShare).toBeCloseTo(0.5, 9);
		expect(bestMixing(items, { kind: 'max-usd', usdPerRequest: '0.0001' })).toBeNull();
	});
});

describe('halves', () => {
	it('hold every item once, differ by at most one, and share out the scores evenly', () => {
		fc.assert(
			fc.property(pairedItems(2, 60), fc.nat(), (paired, seed) => {
				const [first, second] = splitHalves(paired, { random: createRandom(seed, 'halves') });
				expect(Math.abs(first.length - second.length)).toBeLessThanOrEqual(1);
				const ids = [...first, ...second].map(({ itemId }) => itemId).sort();
				expect(ids).toStrictEqual(paired.map(({ itemId }) => itemId).sort());
				for (const threshold of [-2, 0, 3, 5]) {
					const [ours, theirs] = [first, second].map(
						(half) => half.filter(({ score }) => (score ?? -Infinity) < threshold).length
					);
					expect(Math.abs(ours! - theirs!)).toBeLessThanOrEqual(1);
				}
			})
		);
	});
});
