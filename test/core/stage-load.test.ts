/** The load of a stage of a mix: its share, its rates, and how it is called. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionLimitOf } from '#core/connection-limit.ts';
import {
	expectedRequests,
	hasVaryingRate,
	isOpenLoop,
	openSendingS,
	peakPerS,
	sendingS
} from '#core/load-rate.ts';
import { besideInMix, mixInWords, shareOfStage, sharesOfMix } from '#core/mix-share.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import { stageLoadSchema, type MixLoad } from '#core/stage-load.ts';
import { openLoad } from '../load/support/open-load.ts';

const load: MixLoad = {
	kind: 'mix',
	mix: 'office-hours',
	load: { kind: 'poisson', ratePerS: 4, durationS: 60 },
	scenarios: [
		{ scenario: 'support-triage', weight: 3 },
		{ scenario: 'rag-answers', weight: 5 },
		{ scenario: 'meeting-notes', weight: 2 }
	],
	place: 0
};

const weights = fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), {
	minLength: 2,
	maxLength: 6
});

describe('the load of a stage of a mix', () => {
	it('is stored whole and called by its share, the load of all, and the mix', () => {
		expect(stageLoadSchema.parse(load)).toStrictEqual(load);
		expect(renderLoadShape(load)).toBe('30 % of poisson 4/s for 60 s, mix office-hours');
		expect(
			renderLoadShape({
				...load,
				load: { kind: 'ramp', fromPerS: 1, toPerS: 8, durationS: 30, arrivals: 'constant' }
			})
		).toBe('30 % of ramp 1→8/s constant for 30 s, mix office-hours');
		expect(
			renderLoadShape({
				...load,
				scenarios: [
					{ scenario: 'a', weight: 1 },
					{ scenario: 'b', weight: 2 }
				]
			})
		).toBe('33.3 % of poisson 4/s for 60 s, mix office-hours');
	});

	it('says what else the endpoint was asked for at the same time, and what follows from that', () => {
		expect(besideInMix(load)).toBe('rag-answers (50 %) and meeting-notes (20 %)');
		expect(besideInMix({ ...load, scenarios: load.scenarios.slice(0, 2) })).toBe(
			'rag-answers (62.5 %)'
		);
		expect(mixInWords(load)).toStrictEqual([
			'at the same time the endpoint was asked for rag-answers (50 %) and meeting-notes (20 %)',
			expect.stringMatching(
				/^no capacity comes from this stage: other scenarios loaded the endpoint/
			),
			expect.stringMatching(/^energy, what the engine says .* are told of none of its stages$/),
			'what the measuring machine did beside the requests, it did for all of them'
		]);
	});

	it('offers its share of the requests and of the peak, over the whole time', () => {
		fc.assert(
			fc.property(openLoad, weights, (all, list) => {
				const scenarios = list.map((weight, i) => ({ scenario: `s${String(i)}`, weight }));
				const stages = list.map((_, place): MixLoad => ({ ...load, load: all, scenarios, place }));
				const sum = (of: (stage: MixLoad) => number): number =>
					stages.reduce((total, stage) => total + of(stage), 0);
				expect(sum(shareOfStage)).toBeCloseTo(1, 9);
				expect(sharesOfMix({ scenarios })).toHaveLength(list.length);
				expect(sum(expectedRequests) / expectedRequests(all)).toBeCloseTo(1, 9);
				expect(sum(peakPerS) / peakPerS(all)).toBeCloseTo(1, 9);
				for (const stage of stages) {
					expect(isOpenLoop(stage)).toBe(true);
					expect(openSendingS(stage)).toBe(openSendingS(all));
					expect(sendingS(stage)).toBe(openSendingS(all));
					expect(hasVaryingRate(stage)).toBe(hasVaryingRate(all));
					expect(connectionLimitOf(stage, undefined)).toBeLessThanOrEqual(
						connectionLimitOf(all, undefined)
					);
				}
			})
		);
	});
});
