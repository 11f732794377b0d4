import { describe, expect, it } from 'vitest';
import { firstPair, stagePairs } from '#lib/compare/stage-pairs.ts';
import { comparedStage, validSummary } from './support/comparisons.ts';

const unsteady = validSummary({ validity: { verdict: 'unsteady', reasons: ['it drifted'] } });

describe('stages that go together', () => {
	it('are those of the same load, each once, in the order of A', () => {
		const ofA = [
			comparedStage(0, 'closed ×1'),
			comparedStage(1, 'poisson 4/s'),
			comparedStage(2, 'poisson 4/s'),
			comparedStage(3, 'closed ×8')
		];
		const ofB = [
			comparedStage(0, 'poisson 4/s'),
			comparedStage(1, 'closed ×1'),
			comparedStage(2, 'poisson 4/s')
		];
		expect(stagePairs(ofA, ofB)).toStrictEqual([
			{ a: 0, b: 1, load: 'closed ×1' },
			{ a: 1, b: 0, load: 'poisson 4/s' },
			{ a: 2, b: 2, load: 'poisson 4/s' }
		]);
	});

	it('have both ended', () => {
		const ended = [comparedStage(0, 'closed ×1')];
		const running = [comparedStage(0, 'closed ×1', null)];
		expect(stagePairs(ended, running)).toStrictEqual([]);
		expect(stagePairs(running, ended)).toStrictEqual([]);
	});

	it('are shown first where both can be trusted, else where they come first', () => {
		const ofA = [comparedStage(0, 'closed ×1', unsteady), comparedStage(1, 'closed ×2')];
		const ofB = [comparedStage(0, 'closed ×1'), comparedStage(1, 'closed ×2')];
		const doubtful = [ofB[0]!, comparedStage(1, 'closed ×2', unsteady)];
		expect(firstPair(stagePairs(ofA, ofB), ofA, ofB)).toMatchObject({ a: 1, b: 1 });
		expect(firstPair(stagePairs(ofA, doubtful), ofA, doubtful)).toMatchObject({ a: 0, b: 0 });
		expect(firstPair([], ofA, ofB)).toBeNull();
	});
});
