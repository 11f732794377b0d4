/** The cost of an accepted answer, against values worked out by hand and a simulation by enumeration. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	acceptedAnswerUsd,
	costOfPassUsd,
	stillWrongShares,
	triesPerRequest
} from '#bench/economics/rework/accepted-answer.ts';

const terms = {
	serviceUsd: '0.004',
	checkUsd: '0.01',
	wrong: { kind: 'accept-share', acceptShare: '0.9' },
	humanUsd: '3',
	errorUsd: '40',
	undetectedErrorShare: '0.002'
} as const;

const share = fc.integer({ min: 0, max: 1_000 }).map((thousandths) => String(thousandths / 1_000));

describe('the cost of an accepted answer', () => {
	it('is service, check, the person for what is not accepted, and the errors that slip through', () => {
		const { serviceUsd, checkUsd, humanUsd, errorUsd, totalUsd } = acceptedAnswerUsd(terms);
		expect([serviceUsd, checkUsd, humanUsd, errorUsd].map((usd) => usd.toFixed())).toStrictEqual([
			'0.004',
			'0.01',
			'0.3',
			'0.08'
		]);
		expect(totalUsd.toFixed()).toBe('0.394');
	});

	it('pays again for each try that was not accepted', () => {
		// 0.014 · (1 + 0.1 + 0.01) + 0.001 · 3 + 0.08
		expect(acceptedAnswerUsd({ ...terms, retries: 2 }).totalUsd.toFixed()).toBe('0.09854');
	});

	it('sums over items, which costs more with retries than the mean share promises', () => {
		// One item in ten never works: retries are wasted on it. 0.014 · 1.2 + 0.1 · 3 + 0.08
		const wrongShares = ['1', ...Array.from({ length: 9 }, () => '0')];
		const perItem = { ...terms, wrong: { kind: 'per-item', wrongShares }, retries: 2 } as const;
		expect(acceptedAnswerUsd(perItem).totalUsd.toFixed()).toBe('0.3968');
	});

	it('is never lower per item than with the mean share, and equal without retries', () => {
		fc.assert(
			fc.property(
				fc.array(share, { minLength: 1, maxLength: 8 }),
				fc.integer({ min: 0, max: 4 }),
				(wrongShares, retries) => {
					const perItem = stillWrongShares({ kind: 'per-item', wrongShares }, retries);
					const mean =
						wrongShares.reduce((sum, each) => sum + Number(each), 0) / wrongShares.length;
					for (const [tries, still] of perItem.entries()) {
						expect(still.toNumber()).toBeGreaterThanOrEqual(mean ** (tries + 1) - 1e-12);
					}
					expect(perItem[0]!.toNumber()).toBeCloseTo(mean, 12);
				}
			)
		);
	});

	it('equals the expectation over all courses that a request can take', () => {
		fc.assert(
			fc.property(share, fc.integer({ min: 0, max: 5 }), (acceptShare, retries) => {
				const accept = Number(acceptShare);
				let expected = 0;
				for (let tries = 1; tries <= retries + 1; tries++) {
					const isLast = tries === retries + 1;
					const before = (1 - accept) ** (tries - 1);
					expected += before * accept * tries * 0.014;
					if (isLast) expected += before * (1 - accept) * (tries * 0.014 + 3);
				}
				const wrong = { kind: 'accept-share', acceptShare } as const;
				const { totalUsd } = acceptedAnswerUsd({ ...terms, wrong, retries });
				expect(totalUsd.toNumber()).toBeCloseTo(expected + 0.08, 9);
			})
		);
	});

	it('counts the tries of a request', () => {
		expect(triesPerRequest(terms.wrong, 0).toFixed()).toBe('1');
		expect(triesPerRequest(terms.wrong, 3).toFixed()).toBe('1.111');
	});

	it('refuses shares that are none, retries that are no number of times, and no items', () => {
		expect(() => stillWrongShares({ kind: 'accept-share', acceptShare: '1.1' })).toThrow(
			RangeError
		);
		expect(() => stillWrongShares(terms.wrong, 1.5)).toThrow(RangeError);
		expect(() => stillWrongShares({ kind: 'per-item', wrongShares: [] })).toThrow(RangeError);
		expect(() => acceptedAnswerUsd({ ...terms, undetectedErrorShare: '-0.1' })).toThrow(RangeError);
	});
});

describe('the cost of pass', () => {
	it('is the cost of an answer over the share that is right', () => {
		expect(costOfPassUsd('0.003', '0.75')!.toFixed()).toBe('0.004');
	});

	it('does not exist where nothing is right', () => {
		expect(costOfPassUsd('0.003', '0')).toBeNull();
	});
});
