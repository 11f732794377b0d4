/** The non-inferiority gate: its states, its words, and the number of items that it asks for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z95 } from '#core/statistics/normal.ts';
import { pairedScore } from '#core/statistics/paired-difference.ts';
import {
	isShownBetter,
	itemsToShowNonInferiority,
	qualityGate
} from '#bench/economics/verdict/quality-gate.ts';

const outcomes = fc.record({
	bothRight: fc.nat(400),
	onlyLocal: fc.nat(60),
	onlyApi: fc.nat(60),
	bothWrong: fc.nat(200)
});

/** Chance that `n` items show non-inferiority, counted out over all outcomes that matter. */
const power = (n: number, p: number, q: number, deltaShare: number): number => {
	let total = 0;
	let logFirst = n * Math.log(1 - p);
	for (let onlyFirst = 0; onlyFirst <= n; onlyFirst++) {
		if (onlyFirst > 0) {
			logFirst += Math.log((n - onlyFirst + 1) / onlyFirst) + Math.log(p / (1 - p));
		}
		if (logFirst < -25) continue;
		const rest = n - onlyFirst;
		const share = q / (1 - p);
		let logSecond = rest * Math.log(1 - share);
		for (let onlySecond = 0; onlySecond <= rest; onlySecond++) {
			if (onlySecond > 0) {
				logSecond += Math.log((rest - onlySecond + 1) / onlySecond) + Math.log(share / (1 - share));
			}
			if (logSecond < -25) continue;
			if (pairedScore({ onlyFirst, onlySecond, n }, -deltaShare) > z95) {
				total += Math.exp(logFirst + logSecond);
			}
		}
	}
	return total;
};

describe('the quality gate', () => {
	it('passes what is shown to be not worse by more than the margin, and says by how much', () => {
		const gate = qualityGate({ bothRight: 1_900, onlyLocal: 10, onlyApi: 13, bothWrong: 27 });
		expect(gate).toMatchObject({ state: 'non-inferior', n: 1_950, itemsNeeded: null });
		expect(gate.reason).toBe(
			'Right less often by 0.15 points on 1,950 items (95 % interval −0.7 to +0.4 points): shown to be not worse by more than 2 points.'
		);
	});

	it('says better where it is', () => {
		const gate = qualityGate({ bothRight: 100, onlyLocal: 30, onlyApi: 2, bothWrong: 20 });
		expect(gate.state).toBe('non-inferior');
		expect(gate.reason).toContain('shown to be better');
	});

	it('says neither better nor worse where the exact test shows no difference, though the interval leaves 0 out', () => {
		const better = qualityGate({ bothRight: 150, onlyLocal: 18, onlyApi: 8, bothWrong: 24 });
		expect(better).toMatchObject({ state: 'non-inferior' });
		expect(better.low).toBeGreaterThan(0);
		expect(better.mcNemarP).toBeCloseTo(0.0755, 3);
		expect(isShownBetter(better)).toBe(false);
		expect(better.reason).toContain(
			'shown to be not worse by more than 2 points, and not to be better: the interval leaves 0 out, but the exact test does not show a difference (p = 0.076).'
		);
		// Four items cannot have a smaller p-value than 0.125.
		const worse = qualityGate({ bothRight: 0, onlyLocal: 0, onlyApi: 4, bothWrong: 0 });
		expect(worse).toMatchObject({ state: 'not-shown', mcNemarP: 0.125 });
		expect(worse.high).toBeLessThan(-0.02);
		expect(worse.reason).toContain('nor to be worse, as the interval leaves 0 out');
	});

	it('fails what is shown to be worse by more than the margin', () => {
		const gate = qualityGate({ bothRight: 100, onlyLocal: 1, onlyApi: 33, bothWrong: 27 });
		expect(gate).toMatchObject({ state: 'inferior', itemsNeeded: null });
		expect(gate.reason).toContain('shown to be worse by more than 2 points');
	});

	it('says that few items show nothing, and how many would', () => {
		const gate = qualityGate({ bothRight: 150, onlyLocal: 10, onlyApi: 13, bothWrong: 27 });
		expect(gate).toMatchObject({ state: 'not-shown', n: 200 });
		expect(gate.itemsNeeded).toBeGreaterThan(1_500);
		expect(gate.reason).toContain('about 2,366 items would show it, if both are in truth as good');
	});

	it('says where no number of items would help', () => {
		const gate = qualityGate({ bothRight: 900, onlyLocal: 10, onlyApi: 35, bothWrong: 55 });
		expect(gate.state).toBe('not-shown');
		expect(gate.itemsNeeded).toBeNull();
		expect(gate.reason).toContain('no number of items will show it');
	});

	it('knows nothing without items, but how many to begin with', () => {
		const gate = qualityGate({ bothRight: 0, onlyLocal: 0, onlyApi: 0, bothWrong: 0 });
		expect(gate).toMatchObject({ state: 'no-data', difference: null, low: null, n: 0 });
		expect(gate.itemsNeeded).toBeGreaterThan(1_000);
	});

	it('decides by the score test against the margin, whatever the counts', () => {
		fc.assert(
			fc.property(
				outcomes,
				fc.double({ min: 0.005, max: 0.2, noNaN: true }),
				(counts, deltaShare) => {
					const gate = qualityGate({ ...counts, deltaShare });
					if (gate.state === 'no-data') return;
					const score = pairedScore(
						{ onlyFirst: counts.onlyLocal, onlySecond: counts.onlyApi, n: gate.n },
						-deltaShare
					);
					fc.pre(Math.abs(Math.abs(score) - z95) > 1e-9);
					expect(gate.state === 'non-inferior').toBe(score > z95);
					expect(gate.state === 'inferior').toBe(score < -z95 && gate.mcNemarP <= 0.05);
					expect(isShownBetter(gate)).toBe(gate.low > 0 && gate.mcNemarP <= 0.05);
					if (gate.itemsNeeded !== null) expect(gate.itemsNeeded).toBeGreaterThan(gate.n);
				}
			)
		);
	});

	it('is never harder to pass with a wider margin', () => {
		const rank = { inferior: 0, 'no-data': 1, 'not-shown': 1, 'non-inferior': 2 };
		fc.assert(
			fc.property(
				outcomes,
				fc.double({ min: 0.005, max: 0.1, noNaN: true }),
				(counts, deltaShare) => {
					const [narrow, wide] = [deltaShare, deltaShare * 2].map(
						(each) => rank[qualityGate({ ...counts, deltaShare: each }).state]
					);
					expect(wide).toBeGreaterThanOrEqual(narrow!);
				}
			)
		);
	});
});

describe('the number of items to show non-inferiority', () => {
	it('is 189 at 2 points where the two never differ: z²(1 − δ)/δ', () => {
		expect(itemsToShowNonInferiority({ onlyLocalShare: 0, onlyApiShare: 0 })).toBe(189);
	});

	it.each([
		[0.05, 0.05, 0.05],
		[0.1, 0.1, 0.05],
		[0.06, 0.04, 0.05],
		[0.04, 0.05, 0.05]
	])(
		'gives a chance of about 80 % at shares %f and %f, counted out exactly',
		(p, q, deltaShare) => {
			const n = itemsToShowNonInferiority({ onlyLocalShare: p, onlyApiShare: q, deltaShare })!;
			const chance = power(n, p, q, deltaShare);
			expect(chance).toBeGreaterThan(0.76);
			expect(chance).toBeLessThan(0.84);
		}
	);

	it('does not exist where the truth is beyond the margin', () => {
		expect(itemsToShowNonInferiority({ onlyLocalShare: 0.05, onlyApiShare: 0.08 })).toBeNull();
	});
});
