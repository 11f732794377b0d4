/** The cost of the first month alone, against the whole evaluation of the same draws. */
import { describe, expect, it } from 'vitest';
import { caseParameters } from '#bench/economics/uncertainty/case-parameters.ts';
import { evaluateDraws, todayCosts } from '#bench/economics/uncertainty/evaluate.ts';
import { drawSamples } from '#bench/economics/uncertainty/sampling.ts';
import { realisticCase } from '../support/realistic-case.ts';

describe('the cost of the first month by draw', () => {
	it('is what the whole evaluation finds, for every option and draw', () => {
		const uncertain = realisticCase;
		const samples = drawSamples(caseParameters(uncertain), 700, 3);
		const { todayUsd } = evaluateDraws(uncertain, samples, {
			volumes: [],
			maxRequestsPerMonth: 1
		});
		expect(todayCosts(uncertain, samples)).toStrictEqual(todayUsd);
		expect(new Set(todayUsd[0]).size).toBeGreaterThan(1);
	});
});
