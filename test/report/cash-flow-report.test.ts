import { describe, expect, test } from 'vitest';
import { cashFlowOf } from '#bench/economics/cash-flow/cash-flow.ts';
import { paybackOf } from '#bench/economics/cash-flow/payback.ts';
import { renderOverTime } from '#bench/report/cash-flow-report.ts';
import { apiOption, ownOption, smallCase } from '../economics/support/small-case.ts';

/** A server of 1,200 that brings nothing, against a price per request, at 1,000 requests a month over two years. */
const textAt = (usdPerRequest: string): string => {
	const [own, api] = [ownOption({ lifeYears: '2' }), apiOption(usdPerRequest)];
	const costCase = smallCase([own, api]);
	const [make, buy] = [cashFlowOf(costCase, own), cashFlowOf(costCase, api)];
	return renderOverTime(
		{ options: [make, buy], payback: { makeId: 'own', buyId: 'api', ...paybackOf(make, buy) } },
		{ label: (id) => id, maxWidth: null }
	);
};

describe('what the money of making returns, in a sentence', () => {
	test.each([
		['0.11', /That money returns \d+\.\d % a year\.$/u],
		['0.03', /Of that money \d+\.\d % a year is lost\.$/u],
		['0.005', /None of that money comes back, as no month saves anything\.$/u]
	])('at a price of %s', (price, expected) => {
		expect(textAt(price)).toMatch(expected);
	});
});
