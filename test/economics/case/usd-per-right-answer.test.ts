import { describe, expect, it } from 'vitest';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { usdPerRightAnswer } from '#bench/economics/case/usd-per-right-answer.ts';
import { fixedParameter } from '#bench/economics/option/parameter.ts';
import { typedCase, type Written } from '../support/typed-options.ts';

/** A node for 7,300 USD a month, alone. */
const rented: Written = {
	id: 'rented',
	kind: 'make-rented',
	capacity: { requestsPerSPerNode: 2 },
	rent: { onDemandUsdPerHour: 10 },
	headroomShare: 1,
	spareNodes: 0,
	staff: { baseFte: 0, ftePerNode: 0 }
};
const api: Written = { id: 'api', kind: 'buy', price: { usdPerRequest: '0.005' } };
const evaluated = (change: Written = {}) =>
	evaluateCase(
		typedCase({
			useCase: 'x',
			demand: { requestsPerMonth: 1_000_000, peakToAverage: 3 },
			options: [api, rented],
			maxRequestsPerMonth: 5_000_000,
			...change
		})
	);

describe('the cost of a right answer', () => {
	/** The API at 1,000,000 requests for 5,000 USD, right in a share of them. */
	const usdAt = (acceptShare: string | null, change: Written = {}): string | null => {
		const { options } = evaluated(change);
		const [first] = options.filter(({ option }) => option.id === 'api');
		if (!first) throw new Error('no option');
		const quality =
			acceptShare === null
				? { acceptShare: null }
				: {
						acceptShare: fixedParameter(acceptShare, {
							...{ id: 'api.acceptShare', label: 'accepted', unit: 'share' },
							...{ basis: 'user', source: 'test' }
						})
					};
		return usdPerRightAnswer(first, { quality: { api: quality } });
	};

	it('is that of a request over the share that is right', () => {
		expect(usdAt('0.8')).toBe('0.00625');
		expect(usdAt('1')).toBe('0.005');
	});

	it('leaves out what wrong answers cost, as they are thrown away', () => {
		const quality = { humanUsd: 1, errorUsd: 9, unnoticedShare: 0.1 };
		const judged = { ...api, acceptShare: 0.8 };
		const options = [judged, { ...rented, acceptShare: 0.8 }];
		expect(usdAt('0.8', { options, quality })).toBe('0.00625');
	});

	it('is not known where the share is not, where nothing is right, and without requests', () => {
		expect(usdAt(null)).toBeNull();
		expect(usdAt('0')).toBeNull();
		expect(usdAt('0.8', { demand: { requestsPerMonth: 0, peakToAverage: 3 } })).toBeNull();
		const [any] = evaluated().options;
		expect(usdPerRightAnswer(any!, { quality: {} })).toBeNull();
	});
});
