/** Rework as cost lines: the same sum as the formula, and silence about nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { acceptedAnswerUsd, stillWrongShares } from '#bench/economics/rework/accepted-answer.ts';
import { lineUsd } from '#bench/economics/option/cost-line.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';
import { reworkLines } from '#bench/economics/rework/rework-lines.ts';

const parameter = (id: string, value: string): Parameter =>
	fixedParameter(value, { id, label: id, unit: 'USD', basis: 'user', source: 'test' });

const terms = {
	checkUsd: parameter('check', '0.01'),
	humanUsd: parameter('human', '3'),
	errorUsd: parameter('error', '40'),
	unnoticed: { of: 'requests', share: parameter('undetected', '0.002') },
	wrong: { kind: 'accept-share', acceptShare: parameter('accept', '0.9') }
} as const;

describe('rework lines', () => {
	it('are checking, the person, and errors that were not noticed, per request', () => {
		const lines = reworkLines(terms);
		expect(lines.map((line) => [line.id, lineUsd(line).toFixed()])).toStrictEqual([
			['rework-check', '0.01'],
			['rework-human', '0.3'],
			['rework-errors', '0.08']
		]);
		expect(lines.every(({ per, group }) => per === 'request' && group === 'rework')).toBe(true);
	});

	it('split wrong answers between the person and the harm, where it is known how many go unnoticed', () => {
		const lines = reworkLines({
			...terms,
			unnoticed: { of: 'wrong-answers', share: parameter('unnoticed', '0.25') }
		});
		expect(lines.map((line) => [line.id, lineUsd(line).toFixed()])).toStrictEqual([
			['rework-check', '0.01'],
			['rework-human', '0.225'],
			['rework-errors', '1']
		]);
	});

	it('sum to the cost of accepted answers less the service, with and without retries', () => {
		const share = fc.integer({ min: 0, max: 100 }).map((percent) => String(percent / 100));
		fc.assert(
			fc.property(
				fc.array(share, { minLength: 1, maxLength: 5 }),
				fc.integer({ min: 0, max: 3 }),
				(wrongShares, retries) => {
					const wrong = { kind: 'per-item', wrongShares } as const;
					const expected = acceptedAnswerUsd({
						serviceUsd: '0',
						checkUsd: '0.01',
						wrong,
						humanUsd: '3',
						errorUsd: '40',
						undetectedErrorShare: '0.002',
						retries
					}).totalUsd;
					const stillWrong = stillWrongShares(wrong, retries).map((each, index) =>
						parameter(`still-wrong-${index}`, each.toFixed())
					);
					const sum = reworkLines({
						...terms,
						wrong: { kind: 'retried', stillWrongShares: stillWrong }
					}).reduce((total, line) => total.plus(lineUsd(line)), toDecimal(0));
					expect(sum.minus(expected).abs().toNumber()).toBeLessThan(1e-30);
				}
			)
		);
	});

	it('leave out what nobody knows', () => {
		const unknown = { ...terms, humanUsd: null, errorUsd: null };
		expect(reworkLines(unknown).map(({ id }) => id)).toStrictEqual(['rework-check']);
	});
});
