import { describe, expect, it } from 'vitest';
import { divisionProblem } from '#bench/economics/fit/head-division.ts';
import { sampleModel } from '../support/fit-samples.ts';

const architectureWith = (attentionHeads: number, kvHeads: number) => {
	const { architecture } = sampleModel([{ kind: 'full', layers: 1, kvHeads, headDim: 64 }]);
	return { ...architecture!, attentionHeads };
};

describe('divisionProblem', () => {
	it('lets attention heads divide evenly only', () => {
		expect(divisionProblem(architectureWith(64, 8), 16)).toBeNull();
		expect(divisionProblem(architectureWith(71, 1), 2)).toMatch(/71 attention heads/u);
	});

	it('lets KV heads divide or be kept more than once, but not be cut', () => {
		expect(divisionProblem(architectureWith(40, 10), 2)).toBeNull();
		expect(divisionProblem(architectureWith(40, 10), 4)).toMatch(/10 KV heads/u);
		expect(divisionProblem(architectureWith(32, 2), 8)).toBeNull();
	});
});
