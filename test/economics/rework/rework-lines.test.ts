/** Rework as cost lines: the same sum as the formula, and silence about nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { lineUsd } from '#bench/economics/option/cost-line.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';
import { reworkLines } from '#bench/economics/rework/rework-lines.ts';

const parameter = (id: string, value: string): Parameter =>
	fixedParameter(value, { id, label: id, unit: 'USD', basis: 'user', source: 'test' });

const terms = {
	checkUsd: parameter('check', '0.01'),
	humanUsd: parameter('human', '3'),
	errorUsd: parameter('error', '40'),
	unnoticedShare: parameter('unnoticed', '0.25'),
	acceptShare: parameter('accept', '0.9')
} as const;

describe('rework lines', () => {
	it('split wrong answers between the person and the harm, per request', () => {
		const lines = reworkLines(terms);
		expect(lines.map((line) => [line.id, lineUsd(line).toFixed()])).toStrictEqual([
			['rework-check', '0.01'],
			['rework-human', '0.225'],
			['rework-errors', '1']
		]);
		expect(lines.every(({ per, group }) => per === 'request' && group === 'rework')).toBe(true);
	});

	it('sum to the mean over answers of what becomes of each', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 60 }),
				fc.integer({ min: 0, max: 60 }),
				fc.integer({ min: 0, max: 60 }),
				(right, noticed, unnoticed) => {
					const [wrong, all] = [noticed + unnoticed, right + noticed + unnoticed];
					fc.pre(wrong > 0);
					const share = (part: number, of: number): string => toDecimal(part).div(of).toFixed();
					const sum = reworkLines({
						...terms,
						acceptShare: parameter('accept', share(right, all)),
						unnoticedShare: parameter('unnoticed', share(unnoticed, wrong))
					}).reduce((total, line) => total.plus(lineUsd(line)), toDecimal(0));
					const expected = toDecimal(noticed * 3 + unnoticed * 40)
						.div(all)
						.plus('0.01');
					expect(sum.minus(expected).abs().toNumber()).toBeLessThan(1e-30);
				}
			)
		);
	});

	it('leave out what nobody knows', () => {
		const unknown = { ...terms, humanUsd: null, errorUsd: null };
		expect(reworkLines(unknown).map(({ id }) => id)).toStrictEqual(['rework-check']);
		const unnoticed = reworkLines({ ...terms, unnoticedShare: null });
		expect(unnoticed.map((line) => [line.id, lineUsd(line).toFixed()])).toStrictEqual([
			['rework-check', '0.01'],
			['rework-human', '0.3']
		]);
	});
});
